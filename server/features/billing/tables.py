"""Bills and payments. Payments are append-only; issued lines are frozen by the database."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base
from server.features.patients.tables import Patient
from shared.ids import (
    BillId,
    BillItemId,
    CashSessionId,
    EmployeeId,
    PatientId,
    PaymentId,
    PriceVersionId,
    WorkstationId,
)
from shared.models.billing import BillStatus, FreeBecause, ItemKind, PaymentMode
from shared.money import Currency
from shared.rules.bills import LineTotals, bill_totals, line_totals

_MONEY = Numeric(14, 3)
_PRICE = Numeric(14, 4)
_QUANTITY = Numeric(12, 3)
_RATE = Numeric(7, 6)


class Bill(Base):
    """Polymorphic: `billable_type` and `billable_id` say what it is of. A draft has no number."""

    __tablename__ = "bills"
    __table_args__ = (
        # Clinical acts of one visit meet on one draft.
        Index(
            "uq_bills_draft",
            "billable_type",
            "billable_id",
            unique=True,
            postgresql_where=text("status = 'draft'"),
        ),
        Index("ix_bills_billable", "billable_type", "billable_id"),
        Index("ix_bills_unpaid", "since", postgresql_where=text("status IN ('draft','issued','partly_paid')")),
        Index("ix_bills_patient", "patient_id", "since"),
        CheckConstraint("paid >= 0 AND paid <= total", name="paid"),
        CheckConstraint("(status = 'draft') = (bill_no IS NULL)", name="numbered_when_issued"),
    )

    id: Mapped[BillId] = mapped_column(primary_key=True)
    bill_no: Mapped[str | None] = mapped_column(unique=True)
    billable_type: Mapped[str]
    billable_id: Mapped[UUID]
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"))
    status: Mapped[BillStatus] = mapped_column(index=True)
    currency: Mapped[str]
    subtotal: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    discount: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    tax: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    total: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    paid: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    since: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    version: Mapped[int] = mapped_column(default=1)

    patient: Mapped[Patient] = relationship(lazy="raise")
    items: Mapped[list["BillItemRow"]] = relationship(lazy="raise", order_by="BillItemRow.id")
    payments: Mapped[list["PaymentRow"]] = relationship(lazy="raise", order_by="PaymentRow.id", viewonly=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute

    @property
    def due(self) -> Decimal:
        return self.total - self.paid

    def add(self, item: "BillItemRow") -> None:
        """One more line, and the totals with it."""
        self.items.append(item)
        self._sum_up()

    def take_off(self, item: "BillItemRow") -> None:
        """One line less, while it is a draft."""
        self.items.remove(item)
        self._sum_up()

    def _sum_up(self) -> None:
        totals = bill_totals(line.totals for line in self.items)
        self.subtotal, self.discount = totals.subtotal, totals.discount
        self.tax, self.total = totals.tax, totals.amount

    def issue(self, bill_no: str, by: EmployeeId, at: datetime) -> None:
        """Frozen from here on; a bill of nothing is settled without a payment, since nobody waits for one."""
        self.bill_no = bill_no
        self.issued_by = by
        self.issued_at = at
        self.status = BillStatus.ISSUED if self.due else BillStatus.PAID

    def receive(self, amount: Decimal) -> None:
        """Money came in, or went back as less than nothing: the bill is settled when nothing stays due."""
        self.paid += amount
        if not self.due:
            self.status = BillStatus.PAID
        else:
            self.status = BillStatus.PARTLY_PAID if self.paid else BillStatus.ISSUED


class BillItemRow(Base):
    """One line: what, how much, at the price of that day."""

    __tablename__ = "bill_items"
    __table_args__ = (
        # One act is charged once, whatever is repeated.
        Index(
            "uq_bill_items_act",
            "itemable_type",
            "itemable_id",
            unique=True,
            postgresql_where=text("itemable_type <> 'other'"),
        ),
        Index("ix_bill_items_package_of", "package_of", postgresql_where=text("package_of IS NOT NULL")),
        CheckConstraint("quantity > 0 AND unit_price >= 0 AND discount >= 0 AND tax >= 0", name="signs"),
        CheckConstraint("tax_rate BETWEEN 0 AND 1", name="tax_rate"),
    )

    id: Mapped[BillItemId] = mapped_column(primary_key=True)
    bill_id: Mapped[BillId] = mapped_column(ForeignKey("bills.id"), index=True)
    itemable_type: Mapped[ItemKind]
    itemable_id: Mapped[UUID]
    # What it is of the catalogue: the test's type, the service, the package; None for what was typed in.
    priced_id: Mapped[UUID | None]
    description: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(_QUANTITY)
    unit_price: Mapped[Decimal] = mapped_column(_PRICE)
    tax_rate: Mapped[Decimal] = mapped_column(_RATE, default=Decimal(0), server_default="0")
    tax_inclusive: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The list the price was read in; None for what was typed in.
    price_version_id: Mapped[PriceVersionId | None] = mapped_column(ForeignKey("price_versions.id"))
    free_because: Mapped[FreeBecause | None]
    # The package's own line, which all that it includes stands under.
    package_of: Mapped[BillItemId | None] = mapped_column(
        ForeignKey("bill_items.id", deferrable=True, initially="DEFERRED")
    )
    discount: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    tax: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    amount: Mapped[Decimal] = mapped_column(_MONEY)
    charged_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    charged_at: Mapped[datetime]

    def work_out(self, currency: Currency) -> None:
        """Tax and amount anew, of the price, the quantity and the discount as they stand."""
        totals = line_totals(
            self.unit_price,
            self.quantity,
            currency,
            discount=self.discount,
            tax_rate=self.tax_rate,
            inclusive=self.tax_inclusive,
        )
        self.tax, self.amount = totals.tax, totals.amount

    @property
    def totals(self) -> LineTotals:
        return LineTotals(self.amount - self.tax + self.discount, self.discount, self.tax, self.amount)


class PackageUse(Base):
    """The act that a line of a package stands for: done in the same visit, and not charged by itself."""

    __tablename__ = "package_uses"
    __table_args__ = (UniqueConstraint("itemable_type", "itemable_id"),)

    bill_item_id: Mapped[BillItemId] = mapped_column(ForeignKey("bill_items.id"), primary_key=True)
    itemable_type: Mapped[ItemKind]
    itemable_id: Mapped[UUID]
    used_at: Mapped[datetime]


class PaymentRow(Base):
    """Append-only by role and trigger. A refund is negative and names its original."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("receipt_no", "part"),
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("rounding = 0 OR mode = 'cash'", name="only_cash_is_rounded"),
        CheckConstraint("(amount < 0) = (refund_of IS NOT NULL)", name="refund_names_its_payment"),
        Index("ix_payments_bill", "bill_id", "id"),
        Index("ix_payments_cash_session", "cash_session_id", "mode"),
    )

    id: Mapped[PaymentId] = mapped_column(primary_key=True)
    receipt_no: Mapped[str]
    # Of a payment that was split over several modes.
    part: Mapped[int] = mapped_column(SmallInteger, default=1)
    bill_id: Mapped[BillId] = mapped_column(ForeignKey("bills.id"))
    cash_session_id: Mapped[CashSessionId] = mapped_column(ForeignKey("cash_sessions.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    mode: Mapped[PaymentMode]
    amount: Mapped[Decimal] = mapped_column(_MONEY)
    # What was taken more than that, or less, since cash has no smaller coin.
    rounding: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    tendered: Mapped[Decimal | None] = mapped_column(_MONEY)
    change: Mapped[Decimal | None] = mapped_column(_MONEY)
    reference: Mapped[str] = mapped_column(default="")
    refund_of: Mapped[PaymentId | None] = mapped_column(ForeignKey("payments.id"))
    due_after: Mapped[Decimal] = mapped_column(_MONEY)
    taken_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"), index=True)
    taken_at: Mapped[datetime] = mapped_column(index=True)
