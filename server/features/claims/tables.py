"""Claims and what payers answered. What was submitted is frozen by the database; answers and decisions only grow."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Numeric, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base, Encrypted
from server.features.billing.tables import Bill
from server.features.payers.tables import PayerRow
from shared.ids import BillId, ClaimFactId, ClaimId, ClaimPaymentId, EmployeeId, PayerId, WorkstationId
from shared.models.claims import ClaimMode, FactKind
from shared.money import Currency

_MONEY = Numeric(14, 3)


class ClaimRow(Base):
    """What one payer is asked for; a draft has no number. How it stands is worked out of its items."""

    __tablename__ = "claims"
    __table_args__ = (
        Index("uq_claims_draft", "payer_id", unique=True, postgresql_where=text("claim_no IS NULL")),
        Index("ix_claims_payer_id", "payer_id", "id"),
        CheckConstraint("(claim_no IS NULL) = (submitted_at IS NULL)", name="numbered_when_submitted"),
        CheckConstraint("period_from <= period_to", name="period"),
    )

    id: Mapped[ClaimId] = mapped_column(primary_key=True)
    claim_no: Mapped[str | None] = mapped_column(unique=True)
    payer_id: Mapped[PayerId] = mapped_column(ForeignKey("payers.id"))
    currency: Mapped[str]
    period_from: Mapped[date]
    period_to: Mapped[date]
    begun_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    begun_at: Mapped[datetime]
    submitted_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    submitted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    payer: Mapped[PayerRow] = relationship(lazy="raise", viewonly=True)
    items: Mapped[list["ClaimItemRow"]] = relationship(
        lazy="raise", order_by="ClaimItemRow.bill_id", cascade="all, delete-orphan"
    )
    facts: Mapped[list["ClaimFactRow"]] = relationship(lazy="raise", order_by="ClaimFactRow.id", viewonly=True)
    payments: Mapped[list["ClaimPaymentRow"]] = relationship(lazy="raise", order_by="ClaimPaymentRow.id", viewonly=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute

    @property
    def money(self) -> Currency:
        return Currency(self.currency)


class ClaimItemRow(Base):
    """The payer's share of one bill. It is on one claim at a time: another needs it released from this one."""

    __tablename__ = "claim_items"
    __table_args__ = (
        Index("uq_claim_items_live", "bill_id", unique=True, postgresql_where=text("NOT released")),
        CheckConstraint("amount > 0", name="amount"),
    )

    claim_id: Mapped[ClaimId] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    bill_id: Mapped[BillId] = mapped_column(ForeignKey("bills.id"), primary_key=True)
    # As on the patient's card when it was asked for.
    policy_no: Mapped[str] = mapped_column(Encrypted("claim_items.policy_no"), default="")
    amount: Mapped[Decimal] = mapped_column(_MONEY)
    released: Mapped[bool] = mapped_column(default=False, server_default=false())

    bill: Mapped[Bill] = relationship(lazy="raise")


class ClaimPaymentRow(Base):
    """Money of a payer, or money that went back. Append-only."""

    __tablename__ = "claim_payments"
    __table_args__ = (Index("ix_claim_payments_claim_id", "claim_id", "id"),)

    id: Mapped[ClaimPaymentId] = mapped_column(primary_key=True)
    receipt_no: Mapped[str] = mapped_column(unique=True)
    claim_id: Mapped[ClaimId] = mapped_column(ForeignKey("claims.id"))
    mode: Mapped[ClaimMode]
    reference: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(_MONEY)
    received_on: Mapped[date]
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    taken_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    taken_at: Mapped[datetime]


class ClaimFactRow(Base):
    """What the payer answered of one bill, and what the house decided. Append-only."""

    __tablename__ = "claim_facts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["claim_id", "bill_id"], ["claim_items.claim_id", "claim_items.bill_id"], name="fk_claim_facts_item"
        ),
        Index("ix_claim_facts_claim_id", "claim_id", "bill_id"),
        CheckConstraint("amount > 0 OR (amount < 0 AND kind = 'paid')", name="amount"),
        CheckConstraint("(kind = 'paid') = (payment_id IS NOT NULL)", name="paid_by_a_payment"),
        CheckConstraint("kind <> 'written_off' OR (approved_by IS NOT NULL AND approved_by <> done_by)", name="two"),
    )

    id: Mapped[ClaimFactId] = mapped_column(primary_key=True)
    claim_id: Mapped[ClaimId] = mapped_column(ForeignKey("claims.id"))
    bill_id: Mapped[BillId]
    kind: Mapped[FactKind]
    amount: Mapped[Decimal] = mapped_column(_MONEY)
    reason: Mapped[str] = mapped_column(default="", server_default="")
    payment_id: Mapped[ClaimPaymentId | None] = mapped_column(ForeignKey("claim_payments.id"))
    done_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    approved_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    done_at: Mapped[datetime]
