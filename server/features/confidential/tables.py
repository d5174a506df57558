"""Who marked a record as confidential and why, and who opened one without treating the patient."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base, Encrypted
from shared.ids import BrokenGlassId, EmployeeId, PatientId, WorkstationId


class Confidence(Base):
    """Only grows: what counts now stands in `patients.confidential`."""

    __tablename__ = "confidences"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    confidential: Mapped[bool]
    reason: Mapped[str] = mapped_column(Encrypted("confidences.reason"))
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    at: Mapped[datetime]


class BrokenGlassRow(Base):
    """Only grows."""

    __tablename__ = "broken_glass"
    __table_args__ = (Index("ix_broken_glass_opener", "patient_id", "employee_id", "at"),)

    id: Mapped[BrokenGlassId] = mapped_column(primary_key=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"))
    reason: Mapped[str] = mapped_column(Encrypted("broken_glass.reason"))
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    at: Mapped[datetime]


class BrokenGlassSeen(Base):
    """Only grows: the first who saw it."""

    __tablename__ = "broken_glass_seen"

    broken_glass_id: Mapped[BrokenGlassId] = mapped_column(ForeignKey("broken_glass.id"), primary_key=True)
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    at: Mapped[datetime]
