"""Papers that left a printer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import EmployeeId, WorkstationId
from shared.models.documents import PaperKind


class PrintedPaper(Base):
    """One copy: 0 is the original, n the n-th duplicate."""

    __tablename__ = "printed_papers"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "copy_number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind]
    subject_id: Mapped[UUID]
    copy_number: Mapped[int]
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    printed_at: Mapped[datetime]
