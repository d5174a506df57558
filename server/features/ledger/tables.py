"""The one ledger: what each document moved between accounts. Append-only, and every posting sums to nothing."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base
from shared.ids import (
    BillId,
    BillItemId,
    CashSessionId,
    DepartmentId,
    EmployeeId,
    PatientId,
    PayerId,
    PostingId,
    WorkstationId,
)
from shared.models.billing import ItemKind
from shared.models.ledger import Account, PostingKind


class Posting(Base):
    """One document, booked."""

    __tablename__ = "ledger_postings"
    __table_args__ = (
        # Whatever is repeated, a document is booked once.
        UniqueConstraint("document_id", "kind"),
        # With the kind, so that what a year's reports ask is read without the rows.
        Index("ix_ledger_postings_business_date", "business_date", "id", postgresql_include=["kind"]),
        Index("ix_ledger_postings_days", "id", postgresql_include=["business_date", "kind", "at"]),
    )

    id: Mapped[PostingId] = mapped_column(primary_key=True)
    kind: Mapped[PostingKind]
    document_id: Mapped[UUID]
    document_no: Mapped[str]
    business_date: Mapped[date]
    at: Mapped[datetime]
    posted_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    # Not known of bills that were issued before there was a ledger.
    workstation_id: Mapped[WorkstationId | None] = mapped_column(ForeignKey("workstations.id"))

    entries: Mapped[list["LedgerEntry"]] = relationship(lazy="raise", order_by="LedgerEntry.line")


class LedgerEntry(Base):
    """What a posting moved on one account, and whose it is: debits are positive, credits negative."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_ledger_entries_bill_id", "bill_id"),
        Index("ix_ledger_entries_payer_dues", "payer_id", "bill_id", postgresql_where=text("account = 'payer_dues'")),
        # What reports sum up, account by account, without the rows; said in their queries as it is said here.
        Index(
            "ix_ledger_entries_earned",
            "posting_id",
            postgresql_include=["account", "amount", "item_kind", "doctor_id", "department_id"],
            postgresql_where=text("account IN ('income', 'discount', 'tax')"),
        ),
        Index(
            "ix_ledger_entries_taken",
            "posting_id",
            postgresql_include=["account", "amount"],
            postgresql_where=text("account IN ('cash', 'card', 'mobile', 'bank')"),
        ),
        Index(
            "ix_ledger_entries_dues",
            "bill_id",
            "payer_id",
            postgresql_include=["posting_id", "account", "amount"],
            postgresql_where=text("account IN ('patient_dues', 'payer_dues')"),
        ),
        Index("ix_ledger_entries_deposits", "patient_id", postgresql_where=text("account = 'deposits'")),
        Index(
            "ix_ledger_entries_cash_session_id",
            "cash_session_id",
            "account",
            postgresql_where=text("cash_session_id IS NOT NULL"),
        ),
    )

    posting_id: Mapped[PostingId] = mapped_column(ForeignKey("ledger_postings.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[Account]
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 3))
    currency: Mapped[str]
    bill_id: Mapped[BillId | None] = mapped_column(ForeignKey("bills.id"))
    bill_item_id: Mapped[BillItemId | None] = mapped_column(ForeignKey("bill_items.id"))
    item_kind: Mapped[ItemKind | None]
    patient_id: Mapped[PatientId | None] = mapped_column(ForeignKey("patients.id"))
    payer_id: Mapped[PayerId | None]
    doctor_id: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    department_id: Mapped[DepartmentId | None] = mapped_column(ForeignKey("departments.id"))
    cash_session_id: Mapped[CashSessionId | None] = mapped_column(ForeignKey("cash_sessions.id"))
    cashier_id: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
