"""Drawers from float to count, hand-overs, petty cash; deposits, refunds, and payments that are to be found out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base
from server.features.billing.tables import Bill, BillItemRow
from shared.ids import (
    BillId,
    BillItemId,
    CashMoveId,
    CashSessionId,
    DepositId,
    EmployeeId,
    HandOverId,
    PatientId,
    PaymentAttemptId,
    PaymentId,
    RefundId,
    WorkstationId,
)
from shared.models.billing import PaymentMode
from shared.models.cash import CashSessionStatus
from shared.models.cash_payments import AttemptOutcome
from shared.models.refunds import RefundStatus

_MONEY = Numeric(14, 3)


class CashSessionRow(Base):
    __tablename__ = "cash_sessions"
    __table_args__ = (
        # One open drawer a cashier.
        Index(
            "uq_cash_sessions_open",
            "cashier_id",
            unique=True,
            postgresql_where=text("status IN ('open','counting')"),
        ),
        UniqueConstraint("session_no"),
        Index("ix_cash_sessions_business_date", "business_date", "id"),
        # Of the few that wait for the manager.
        Index("ix_cash_sessions_to_verify", "id", postgresql_where=text("status = 'closed'")),
    )

    id: Mapped[CashSessionId] = mapped_column(primary_key=True)
    session_no: Mapped[str]
    cashier_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    status: Mapped[CashSessionStatus]
    currency: Mapped[str]
    opening_float: Mapped[Decimal] = mapped_column(_MONEY)
    declared: Mapped[Decimal | None] = mapped_column(_MONEY)
    # Kept at closing: what the ledger said then; the difference is recorded, never adjusted away.
    expected: Mapped[Decimal | None] = mapped_column(_MONEY)
    counted: Mapped[dict[str, Any] | None]
    business_date: Mapped[date]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    verified_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    verified_at: Mapped[datetime | None]
    verified_note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute

    def close(self, expected: Decimal, declared: Decimal, counted: dict[str, Any], at: datetime) -> None:
        self.status = CashSessionStatus.CLOSED
        self.expected, self.declared, self.counted, self.closed_at = expected, declared, counted, at

    def verify(self, by: EmployeeId, at: datetime, note: str) -> None:
        self.status = CashSessionStatus.VERIFIED
        self.verified_by, self.verified_at, self.verified_note = by, at, note


class HandOverRow(Base):
    """Frozen once it is accepted or taken back."""

    __tablename__ = "cash_hand_overs"
    __table_args__ = (
        Index(
            "uq_cash_hand_overs_from_session_id",
            "from_session_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(
            "ix_cash_hand_overs_waiting",
            "offered_at",
            postgresql_where=text("withdrawn_at IS NULL AND accepted_at IS NULL"),
        ),
    )

    id: Mapped[HandOverId] = mapped_column(primary_key=True)
    from_session_id: Mapped[CashSessionId] = mapped_column(ForeignKey("cash_sessions.id"))
    declared: Mapped[Decimal] = mapped_column(_MONEY)
    counted: Mapped[dict[str, Any]]
    offered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    to_session_id: Mapped[CashSessionId | None] = mapped_column(ForeignKey("cash_sessions.id"))
    accepted: Mapped[Decimal | None] = mapped_column(_MONEY)
    accepted_counted: Mapped[dict[str, Any] | None]
    accepted_at: Mapped[datetime | None]


class CashMoveRow(Base):
    """Petty cash, append-only: out is less than nothing."""

    __tablename__ = "cash_moves"
    __table_args__ = (
        UniqueConstraint("move_no"),
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_cash_moves_cash_session_id", "cash_session_id"),
    )

    id: Mapped[CashMoveId] = mapped_column(primary_key=True)
    move_no: Mapped[str]
    cash_session_id: Mapped[CashSessionId] = mapped_column(ForeignKey("cash_sessions.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    amount: Mapped[Decimal] = mapped_column(_MONEY)
    reason: Mapped[str]
    made_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    made_at: Mapped[datetime]


class PaymentAttemptRow(Base):
    """Frozen once it was found out."""

    __tablename__ = "payment_attempts"
    __table_args__ = (
        # Looked for at every payment of a bill.
        Index("ix_payment_attempts_pending", "bill_id", postgresql_where=text("outcome IS NULL")),
    )

    id: Mapped[PaymentAttemptId] = mapped_column(primary_key=True)
    bill_id: Mapped[BillId] = mapped_column(ForeignKey("bills.id"))
    mode: Mapped[PaymentMode]
    amount: Mapped[Decimal] = mapped_column(_MONEY)
    reference: Mapped[str]
    asked_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    asked_at: Mapped[datetime]
    outcome: Mapped[AttemptOutcome | None]
    settled_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    settled_at: Mapped[datetime | None]
    payment_id: Mapped[PaymentId | None] = mapped_column(ForeignKey("payments.id"))


class DepositRow(Base):
    """Paid in advance, append-only; given back it is less than nothing."""

    __tablename__ = "deposits"
    __table_args__ = (
        UniqueConstraint("receipt_no"),
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_deposits_patient_id", "patient_id"),
        Index("ix_deposits_cash_session_id", "cash_session_id"),
    )

    id: Mapped[DepositId] = mapped_column(primary_key=True)
    receipt_no: Mapped[str]
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"))
    cash_session_id: Mapped[CashSessionId] = mapped_column(ForeignKey("cash_sessions.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    mode: Mapped[PaymentMode]
    amount: Mapped[Decimal] = mapped_column(_MONEY)
    tendered: Mapped[Decimal | None] = mapped_column(_MONEY)
    change: Mapped[Decimal | None] = mapped_column(_MONEY)
    reference: Mapped[str]
    taken_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    taken_at: Mapped[datetime]


class RefundRow(Base):
    """Asked for, decided by another person, paid out; its lines never change."""

    __tablename__ = "refunds"
    __table_args__ = (
        UniqueConstraint("refund_no"),
        CheckConstraint("decided_by <> requested_by OR status = 'rejected'", name="second_person"),
        Index("ix_refunds_bill_id", "bill_id"),
        Index("ix_refunds_open", "status", postgresql_where=text("status IN ('requested', 'approved')")),
    )

    id: Mapped[RefundId] = mapped_column(primary_key=True)
    refund_no: Mapped[str]
    bill_id: Mapped[BillId] = mapped_column(ForeignKey("bills.id"))
    status: Mapped[RefundStatus]
    reason: Mapped[str]
    requested_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    requested_at: Mapped[datetime]
    decided_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(default="")
    paid_at: Mapped[datetime | None]

    bill: Mapped[Bill] = relationship(lazy="raise")
    lines: Mapped[list["RefundLineRow"]] = relationship(lazy="raise", order_by="RefundLineRow.bill_item_id")

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    def decide(self, status: RefundStatus, by: EmployeeId, at: datetime, decision: str = "") -> None:
        self.status = status
        self.decided_by, self.decided_at, self.decision = by, at, decision


class RefundLineRow(Base):
    """Append-only."""

    __tablename__ = "refund_lines"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_refund_lines_bill_item_id", "bill_item_id"),
    )

    refund_id: Mapped[RefundId] = mapped_column(ForeignKey("refunds.id"), primary_key=True)
    bill_item_id: Mapped[BillItemId] = mapped_column(ForeignKey("bill_items.id"), primary_key=True)
    amount: Mapped[Decimal] = mapped_column(_MONEY)

    item: Mapped[BillItemRow] = relationship(lazy="raise")
