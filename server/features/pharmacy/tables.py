"""What went over the pharmacy's counter. All of it only grows (migrations/guards/pharmacy.sql)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base
from shared.ids import (
    DispenseId,
    DispenseLineId,
    EmployeeId,
    MedicineId,
    PrescriptionId,
    StockBatchId,
    StoreId,
    WorkstationId,
)
from shared.models.pharmacy import Outcome
from shared.models.prescriptions import WarningKind, WarningLevel

_QUANTITY = Numeric(12, 3)
_PRICE = Numeric(14, 4)


class DispenseRow(Base):
    """One turn of a prescription at the counter, or a sale without one; whose it is, prescription or bill says."""

    __tablename__ = "dispenses"
    __table_args__ = (
        UniqueConstraint("prescription_id", "turn"),
        Index("ix_dispenses_dispensed_at", "dispensed_at"),
        CheckConstraint("second_person IS DISTINCT FROM dispensed_by", name="two_persons"),
        CheckConstraint("(prescription_id IS NULL) = (sale_no IS NOT NULL)", name="of_prescription_or_sale"),
    )

    id: Mapped[DispenseId] = mapped_column(primary_key=True)
    prescription_id: Mapped[PrescriptionId | None] = mapped_column(ForeignKey("prescriptions.id"))
    turn: Mapped[int]
    sale_no: Mapped[str | None] = mapped_column(unique=True)
    # Of who has no card here; the name stands on the bill.
    buyer_phone: Mapped[str] = mapped_column(default="", server_default="")
    store_id: Mapped[StoreId] = mapped_column(ForeignKey("stores.id"))
    second_person: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    dispensed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    dispensed_at: Mapped[datetime]

    lines: Mapped[list["DispenseLineRow"]] = relationship(lazy="raise", order_by="DispenseLineRow.id")
    warnings: Mapped[list["DispenseWarningRow"]] = relationship(lazy="raise", order_by="DispenseWarningRow.id")


class DispenseLineRow(Base):
    """What was done about a prescribed line: a row for each batch that was given of it, or one that says why not."""

    __tablename__ = "dispense_lines"
    __table_args__ = (
        CheckConstraint(
            "CASE outcome WHEN 'given' "
            "THEN quantity > 0 AND covers > 0 AND batch_id IS NOT NULL AND lasts_until IS NOT NULL "
            "ELSE outcome IN ('held', 'refused') AND quantity = 0 AND covers = 0 AND batch_id IS NULL "
            "AND reason <> '' END",
            name="outcome",
        ),
    )

    id: Mapped[DispenseLineId] = mapped_column(primary_key=True)
    dispense_id: Mapped[DispenseId] = mapped_column(ForeignKey("dispenses.id"), index=True)
    line: Mapped[int]
    outcome: Mapped[Outcome]
    # The product that was given: another than the prescribed one where it was substituted.
    medicine_id: Mapped[MedicineId] = mapped_column(ForeignKey("medicines.id"))
    # 0 where nobody prescribed one.
    dose: Mapped[Decimal] = mapped_column(Numeric(9, 3))
    quantity: Mapped[Decimal] = mapped_column(_QUANTITY)
    # How much of the prescribed product that comes to.
    covers: Mapped[Decimal] = mapped_column(_QUANTITY)
    batch_id: Mapped[StockBatchId | None] = mapped_column(ForeignKey("stock_batches.id"), index=True)
    price: Mapped[Decimal] = mapped_column(_PRICE)
    lasts_until: Mapped[date | None]
    substituted: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")


class DispenseWarningRow(Base):
    """What spoke against giving it, and why the pharmacist gave it in spite of that."""

    __tablename__ = "dispense_warnings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dispense_id: Mapped[DispenseId] = mapped_column(ForeignKey("dispenses.id"), index=True)
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


class DispenseReturnRow(Base):
    """What a patient brought back of a line."""

    __tablename__ = "dispense_returns"
    __table_args__ = (CheckConstraint("quantity > 0 AND reason <> ''", name="says_how_much_and_why"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dispense_line_id: Mapped[DispenseLineId] = mapped_column(ForeignKey("dispense_lines.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(_QUANTITY)
    reason: Mapped[str]
    taken_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    taken_at: Mapped[datetime]
