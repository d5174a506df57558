"""The history of the hospital's medicines."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import EmployeeId, MedicineChangeId, MedicineId


class MedicineChangeRow(Base):
    """Who changed what of a medicine; the facts are those of shared/models/formulary.py. Append-only."""

    __tablename__ = "medicine_changes"
    __table_args__ = (Index("ix_medicine_changes_medicine", "medicine_id", "id"),)

    id: Mapped[MedicineChangeId] = mapped_column(primary_key=True)
    medicine_id: Mapped[MedicineId] = mapped_column(ForeignKey("medicines.id"))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any]]
    changed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    changed_at: Mapped[datetime]
