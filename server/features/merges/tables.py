"""Which record went into which, by whom, and exactly what went with it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import EmployeeId, MergeId, PatientId, WorkstationId


class PatientMerge(Base):
    __tablename__ = "patient_merges"
    __table_args__ = (
        # A record is part of one other at most.
        Index("uq_patient_merges_standing", "merged_id", unique=True, postgresql_where=text("undone_at IS NULL")),
    )

    id: Mapped[MergeId] = mapped_column(primary_key=True)
    kept_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    merged_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    kept_last_visit: Mapped[date | None]
    moved: Mapped[int]
    reason: Mapped[str]
    asked_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    approved_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    merged_at: Mapped[datetime]
    undone_reason: Mapped[str | None]
    undone_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    undone_approved_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    undone_at: Mapped[datetime | None]


class PatientMergeRow(Base):
    """A row that changed hands. Append-only: undoing reads it."""

    __tablename__ = "patient_merge_rows"

    merge_id: Mapped[MergeId] = mapped_column(ForeignKey("patient_merges.id"), primary_key=True)
    # Table and column, as in appointments.patient_id, and the row's key: its id, or whatever its table goes by.
    place: Mapped[str] = mapped_column(primary_key=True)
    row_key: Mapped[dict[str, Any]] = mapped_column(primary_key=True)
