"""Prescriptions, the medicines they name and the sentences they print."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base, Encrypted
from shared.ids import AppointmentId, EmployeeId, InstructionId, MedicineId, PatientId, PrescriptionId
from shared.models.prescriptions import DoseForm, PrescriptionStatus, Route
from shared.rules.dosing import Frequency


class MedicineRow(Base):
    """A product: generic, form and strength. Stock, price and expiry live on the batch (pharmacy)."""

    __tablename__ = "medicines"
    __table_args__ = (
        UniqueConstraint("generic", "form", "strength"),
        Index(
            "ix_medicines_search",
            text("search gin_trgm_ops"),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
    )

    id: Mapped[MedicineId] = mapped_column(primary_key=True)
    generic: Mapped[str]
    form: Mapped[DoseForm]
    strength: Mapped[str]
    controlled: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    search: Mapped[str]


class InstructionRow(Base):
    """A sentence for the patient; `language` is a BCP 47 tag."""

    __tablename__ = "instructions"
    __table_args__ = (UniqueConstraint("code", "language"),)

    id: Mapped[InstructionId] = mapped_column(primary_key=True)
    code: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    text: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)


class PrescriptionRow(Base):
    """Issued ones are never changed: an amended one is a new version under the same number."""

    __tablename__ = "prescriptions"
    __table_args__ = (UniqueConstraint("prescription_no", "version"),)

    id: Mapped[PrescriptionId] = mapped_column(primary_key=True)
    prescription_no: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    supersedes: Mapped[PrescriptionId | None] = mapped_column(ForeignKey("prescriptions.id"))
    appointment_id: Mapped[AppointmentId] = mapped_column(ForeignKey("appointments.id"), index=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    status: Mapped[PrescriptionStatus]
    advice: Mapped[str] = mapped_column(Encrypted("prescriptions.advice"), default="")
    prescribed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    prescribed_at: Mapped[datetime]

    items: Mapped[list["PrescriptionItemRow"]] = relationship(lazy="raise", order_by="PrescriptionItemRow.line")


class PrescriptionItemRow(Base):
    """A line; medicine, strength and form are copied, so that a later change of the list never moves it."""

    __tablename__ = "prescription_items"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    prescription_id: Mapped[PrescriptionId] = mapped_column(ForeignKey("prescriptions.id"), index=True)
    line: Mapped[int]
    medicine_id: Mapped[MedicineId] = mapped_column(ForeignKey("medicines.id"), index=True)
    medicine: Mapped[str]
    strength: Mapped[str]
    form: Mapped[DoseForm]
    dose: Mapped[Decimal] = mapped_column(Numeric(7, 3))
    route: Mapped[Route]
    frequency: Mapped[Frequency]
    days: Mapped[int | None]
    quantity: Mapped[int | None]
    instruction: Mapped[str] = mapped_column(default="")
