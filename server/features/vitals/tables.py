"""Vital signs, a row a set."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import AppointmentId, EmployeeId, PatientId, VitalsId


class VitalsRow(Base):
    """Never overwritten: a wrong set is marked as entered in error, once, and a right one is recorded beside it."""

    __tablename__ = "vitals"
    __table_args__ = (Index("ix_vitals_patient", "patient_id", "measured_at", "id"),)

    id: Mapped[VitalsId] = mapped_column(primary_key=True)
    appointment_id: Mapped[AppointmentId] = mapped_column(ForeignKey("appointments.id"), index=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"))
    pulse: Mapped[int | None] = mapped_column(SmallInteger)
    systolic: Mapped[int | None] = mapped_column(SmallInteger)
    diastolic: Mapped[int | None] = mapped_column(SmallInteger)
    temperature_c: Mapped[Decimal | None] = mapped_column(Numeric(3, 1))
    respiration: Mapped[int | None] = mapped_column(SmallInteger)
    spo2: Mapped[int | None] = mapped_column(SmallInteger)
    weight_kg: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    height_cm: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    head_cm: Mapped[Decimal | None] = mapped_column(Numeric(3, 1))
    pain: Mapped[int | None] = mapped_column(SmallInteger)
    glucose_mg_dl: Mapped[int | None] = mapped_column(SmallInteger)
    measured_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    measured_at: Mapped[datetime]
    withdrawn_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
