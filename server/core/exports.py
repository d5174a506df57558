"""What was taken out of the house as a file, by whom and by what it was asked for; only ever added to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import EmployeeId, WorkstationId
from shared.models.spreadsheets import SpreadsheetForm


class Export(Base):
    """A file, or a piece of one. `part` is what it holds."""

    __tablename__ = "audit_exports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(40))
    form: Mapped[SpreadsheetForm]
    asked: Mapped[dict[str, Any]]
    rows: Mapped[int]
    exported_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    exported_at: Mapped[datetime]
