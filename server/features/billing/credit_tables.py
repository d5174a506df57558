"""What was billed and shall not be paid: bills cancelled, credit notes, and who asks for them."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base
from shared.ids import BillId, BillItemId, CreditNoteId, CreditRequestId, EmployeeId, WorkstationId
from shared.models.billing import RequestStatus
from shared.rules.bills import LineTotals

_MONEY = Numeric(14, 3)
_QUANTITY = Numeric(12, 3)


class BillCancellation(Base):
    """Why an issued bill that nothing was paid of is void. Append-only."""

    __tablename__ = "bill_cancellations"

    bill_id: Mapped[BillId] = mapped_column(ForeignKey("bills.id"), primary_key=True)
    reason: Mapped[str]
    cancelled_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    approved_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    cancelled_at: Mapped[datetime]


class CreditNoteRow(Base):
    """A document of its own against an issued bill. Append-only; two persons always."""

    __tablename__ = "credit_notes"
    __table_args__ = (
        CheckConstraint("asked_by <> approved_by", name="two_persons"),
        CheckConstraint("total = subtotal - discount + tax AND refundable BETWEEN 0 AND total", name="sums"),
        Index("ix_credit_notes_bill_id", "bill_id", "id"),
    )

    id: Mapped[CreditNoteId] = mapped_column(primary_key=True)
    note_no: Mapped[str] = mapped_column(unique=True)
    bill_id: Mapped[BillId] = mapped_column(ForeignKey("bills.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    reason: Mapped[str]
    subtotal: Mapped[Decimal] = mapped_column(_MONEY)
    discount: Mapped[Decimal] = mapped_column(_MONEY)
    tax: Mapped[Decimal] = mapped_column(_MONEY)
    total: Mapped[Decimal] = mapped_column(_MONEY)
    # Of the total: what the payer need not pay, and what the patient paid already.
    payer_part: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0), server_default="0")
    refundable: Mapped[Decimal] = mapped_column(_MONEY)
    asked_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    approved_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    made_at: Mapped[datetime]

    lines: Mapped[list["CreditNoteLine"]] = relationship(lazy="raise", order_by="CreditNoteLine.bill_item_id")


class CreditNoteLine(Base):
    """So much of one line. Append-only."""

    __tablename__ = "credit_note_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0 AND discount >= 0 AND tax >= 0 AND amount >= tax", name="signs"),
        Index("ix_credit_note_lines_bill_item_id", "bill_item_id"),
    )

    credit_note_id: Mapped[CreditNoteId] = mapped_column(ForeignKey("credit_notes.id"), primary_key=True)
    bill_item_id: Mapped[BillItemId] = mapped_column(ForeignKey("bill_items.id"), primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(_QUANTITY)
    discount: Mapped[Decimal] = mapped_column(_MONEY)
    tax: Mapped[Decimal] = mapped_column(_MONEY)
    amount: Mapped[Decimal] = mapped_column(_MONEY)

    @property
    def totals(self) -> LineTotals:
        return LineTotals(self.amount - self.tax + self.discount, self.discount, self.tax, self.amount)


class CreditRequestRow(Base):
    """Somebody who takes no money asks for a line to be credited; answered once."""

    __tablename__ = "credit_requests"
    __table_args__ = (
        Index(
            "uq_credit_requests_open",
            "bill_item_id",
            unique=True,
            postgresql_where=text("status = 'requested'"),
        ),
        Index("ix_credit_requests_bill_id", "bill_id", "id"),
    )

    id: Mapped[CreditRequestId] = mapped_column(primary_key=True)
    bill_id: Mapped[BillId] = mapped_column(ForeignKey("bills.id"))
    bill_item_id: Mapped[BillItemId] = mapped_column(ForeignKey("bill_items.id"))
    reason: Mapped[str]
    status: Mapped[RequestStatus]
    asked_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    asked_at: Mapped[datetime]
    answered_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="", server_default="")
