"""Prescriptions, the medicines they name and the sentences they print."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint, Uuid, false, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base, Encrypted
from shared.ids import AppointmentId, EmployeeId, InstructionId, MedicineId, OrderSetId, PatientId, PrescriptionId
from shared.models.prescriptions import DoseForm, PrescriptionStatus, Route, WarningKind, WarningLevel
from shared.rules.dosing import Frequency, Need


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
    # Sold without a prescription.
    over_the_counter: Mapped[bool] = mapped_column(default=False, server_default=false())
    pack: Mapped[Decimal | None] = mapped_column(Numeric(9, 3))
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
    __table_args__ = (
        UniqueConstraint("prescription_no", "version"),
        Index(
            "ix_prescriptions_waiting",
            "prescribed_at",
            postgresql_where=text("status IN ('issued', 'partly_dispensed')"),
        ),
        Index("ix_prescriptions_supersedes", "supersedes", postgresql_where=text("supersedes IS NOT NULL")),
    )

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
    # How many there are: once all are written, the database takes no other.
    lines: Mapped[int]
    amended_because: Mapped[str] = mapped_column(default="", server_default="")
    cancelled_because: Mapped[str] = mapped_column(default="", server_default="")
    cancelled_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    cancelled_at: Mapped[datetime | None]

    items: Mapped[list["PrescriptionItemRow"]] = relationship(lazy="raise", order_by="PrescriptionItemRow.line")
    warnings: Mapped[list["PrescriptionWarningRow"]] = relationship(lazy="raise", order_by="PrescriptionWarningRow.id")


class PrescriptionItemRow(Base):
    """A line; medicine, strength and form are copied, so that a later change of the list never moves it."""

    __tablename__ = "prescription_items"
    __table_args__ = (UniqueConstraint("prescription_id", "line"),)

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
    pack: Mapped[Decimal | None] = mapped_column(Numeric(9, 3))
    most_a_day: Mapped[int | None]
    needed_for: Mapped[Need | None]


class PrescriptionWarningRow(Base):
    """What was said against a prescription when it was issued, and why it was given in spite of it."""

    __tablename__ = "prescription_warnings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    prescription_id: Mapped[PrescriptionId] = mapped_column(ForeignKey("prescriptions.id"), index=True)
    rule: Mapped[str]
    kind: Mapped[WarningKind]
    level: Mapped[WarningLevel]
    medicine_ids: Mapped[list[MedicineId]] = mapped_column(ARRAY(Uuid))
    medicine: Mapped[str]
    found: Mapped[str]
    reason: Mapped[str]
    source: Mapped[str]
    override: Mapped[str]
    knowledge: Mapped[str]


class OrderSetRow(Base):
    """Lines a doctor gives often; they are read against the list of medicines each time."""

    __tablename__ = "order_sets"
    __table_args__ = (UniqueConstraint("employee_id", "name"),)

    id: Mapped[OrderSetId] = mapped_column(primary_key=True)
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    name: Mapped[str]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
