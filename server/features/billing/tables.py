"""Bills, discounts and payments. Payments are append-only; issued lines are frozen by the database."""

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base
from server.features.billing.credit_tables import BillCancellation, CreditNoteLine, CreditNoteRow, CreditRequestRow
from server.features.patients.tables import Patient
from server.features.payers.tables import PayerRow
from shared.ids import (
    BillDiscountId,
    BillId,
    BillItemId,
    BillSplitId,
    CashSessionId,
    EmployeeId,
    PatientId,
    PayerId,
    PaymentId,
    PriceVersionId,
    WorkstationId,
)
from shared.models.billing import BillStatus, DiscountKind, FreeBecause, ItemKind, PaymentMode, ShareKind
from shared.money import ZERO, Currency, rounded
from shared.rules.bills import Discount, Discounts, LineTotals, bill_totals, discounts_of, line_totals, payer_share

_MONEY = Numeric(14, 3)
_PRICE = Numeric(14, 4)
_QUANTITY = Numeric(12, 3)
_RATE = Numeric(7, 6)


PAYER_OPEN: Final = """
    bill_no IS NOT NULL AND status <> 'cancelled'
    AND payer_share <> payer_credited + payer_paid + payer_returned + payer_lost
"""
"""Bills whose payer owes something, or is owed."""


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
        CheckConstraint("credited >= 0 AND credited <= total", name="credited"),
        CheckConstraint("payer_share >= 0 AND payer_share <= total", name="payer_share"),
        CheckConstraint("payer_share = 0 OR payer_id IS NOT NULL", name="payer"),
        CheckConstraint(
            "payer_credited >= 0 AND payer_credited + payer_returned <= payer_share", name="payer_credited"
        ),
        CheckConstraint(
            "payer_paid >= 0 AND payer_returned >= 0 AND payer_lost >= 0"
            " AND payer_paid + payer_returned + payer_lost <= payer_share",
            name="payer_answered",
        ),
        Index("ix_bills_payer_open", "payer_id", "issued_at", postgresql_where=text(PAYER_OPEN)),
        CheckConstraint("(status = 'draft') = (bill_no IS NULL)", name="numbered_when_issued"),
    )

    id: Mapped[BillId] = mapped_column(primary_key=True)
    bill_no: Mapped[str | None] = mapped_column(unique=True)
    billable_type: Mapped[str]
    billable_id: Mapped[UUID]
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"))
    # The name of who has no card here: then the patient is the house's walk-in customer.
    buyer: Mapped[str] = mapped_column(default="", server_default="")
    status: Mapped[BillStatus] = mapped_column(index=True)
    currency: Mapped[str]
    subtotal: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    discount: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    tax: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    total: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    paid: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0))
    credited: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0), server_default="0")
    payer_id: Mapped[PayerId | None] = mapped_column(ForeignKey("payers.id"))
    payer_kind: Mapped[ShareKind] = mapped_column(default=ShareKind.PERCENT, server_default="percent")
    payer_value: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0), server_default="0")
    payer_share: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0), server_default="0")
    payer_credited: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0), server_default="0")
    # What became of the payer's share: paid, back to the patient, written off.
    payer_paid: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0), server_default="0")
    payer_returned: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0), server_default="0")
    payer_lost: Mapped[Decimal] = mapped_column(_MONEY, default=Decimal(0), server_default="0")
    since: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    version: Mapped[int] = mapped_column(default=1)

    patient: Mapped[Patient] = relationship(lazy="raise")
    payer: Mapped[PayerRow | None] = relationship(lazy="raise", viewonly=True)
    items: Mapped[list["BillItemRow"]] = relationship(lazy="raise", order_by="BillItemRow.id")
    discounts: Mapped[list["DiscountRow"]] = relationship(lazy="raise", order_by="DiscountRow.id")
    credit_notes: Mapped[list[CreditNoteRow]] = relationship(lazy="raise", order_by="CreditNoteRow.id")
    credit_requests: Mapped[list[CreditRequestRow]] = relationship(lazy="raise", order_by="CreditRequestRow.id")
    cancellation: Mapped[BillCancellation | None] = relationship(lazy="raise")
    payments: Mapped[list["PaymentRow"]] = relationship(lazy="raise", order_by="PaymentRow.id", viewonly=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute

    @property
    def due(self) -> Decimal:
        """By the patient; nothing of a cancelled bill."""
        return ZERO if self.status is BillStatus.CANCELLED else max(self._owed - self.paid, ZERO)

    @property
    def refundable(self) -> Decimal:
        """What was paid, and credited since."""
        return max(self.paid - self._owed, ZERO)

    @property
    def _owed(self) -> Decimal:
        return self.patient_share - (self.credited - self.payer_credited)

    @property
    def patient_share(self) -> Decimal:
        """The payer's was rounded: this is the rest, and what the payer refused and was given back to the patient."""
        return self.total - self.payer_share + self.payer_returned

    @property
    def payer_due(self) -> Decimal:
        """By the payer; less than nothing where what was paid has been credited since."""
        if self.status in (BillStatus.DRAFT, BillStatus.CANCELLED):
            return ZERO
        answered = self.payer_paid + self.payer_returned + self.payer_lost
        return self.payer_share - self.payer_credited - answered

    @property
    def is_answered(self) -> bool:
        """Something became of the payer's share already."""
        return bool(self.payer_paid or self.payer_returned or self.payer_lost)

    def split(self, payer_id: PayerId | None, kind: ShareKind, value: Decimal) -> None:
        """Who pays what part of it besides the patient; while it is a draft."""
        self.payer_id, self.payer_kind, self.payer_value = payer_id, kind, value
        self._sum_up()

    def credited_of(self, item: "BillItemRow") -> list[CreditNoteLine]:
        """What earlier credit notes say of this line."""
        return [line for note in self.credit_notes for line in note.lines if line.bill_item_id == item.id]

    def add(self, item: "BillItemRow") -> None:
        """One more line, and the totals with it."""
        self.items.append(item)
        self._sum_up()

    def take_off(self, item: "BillItemRow") -> None:
        """One line less, while it is a draft."""
        self.items.remove(item)
        self._sum_up()

    def reduce(self, item: "BillItemRow", quantity: Decimal) -> None:
        """So many less of a line, while it is a draft."""
        item.quantity -= quantity
        self._sum_up()

    def discount_by(self, given: "DiscountRow") -> None:
        """One more, or one that takes another back; while it is a draft."""
        self.discounts.append(given)
        self._sum_up()

    @property
    def standing_discounts(self) -> list["DiscountRow"]:
        """Without those that were taken back, and those of lines that are gone."""
        gone = {row.takes_back for row in self.discounts}
        lines = {None, *(item.id for item in self.items)}
        return [
            row for row in self.discounts if row.takes_back is None and row.id not in gone and row.bill_item_id in lines
        ]

    def discounted(self, *more: "DiscountRow") -> Discounts:
        """What the standing discounts come to, on each line; with `more` it is only seen what they would."""
        places: dict[BillItemId | None, int] = {item.id: place for place, item in enumerate(self.items)}
        stated = [
            Discount(row.value, row.kind is not DiscountKind.AMOUNT, places.get(row.bill_item_id))
            for row in (*self.standing_discounts, *more)
        ]
        currency = Currency(self.currency)
        return discounts_of([item.gross(currency) for item in self.items], stated, currency)

    def _sum_up(self) -> None:
        for item, discount in zip(self.items, self.discounted().lines, strict=True):
            item.discount = discount
            item.work_out(Currency(self.currency))
        totals = bill_totals(line.totals for line in self.items)
        self.subtotal, self.discount = totals.subtotal, totals.discount
        self.tax, self.total = totals.tax, totals.amount
        percent = self.payer_kind is ShareKind.PERCENT
        self.payer_share = payer_share(totals.amount, self.payer_value, Currency(self.currency), percent=percent)

    def issue(self, bill_no: str, by: EmployeeId, at: datetime) -> None:
        """Frozen from here on; a bill of nothing is settled without a payment, since nobody waits for one."""
        self.bill_no = bill_no
        self.issued_by = by
        self.issued_at = at
        self._settle()

    def receive(self, amount: Decimal) -> None:
        """Money came in, or went back as less than nothing: the bill is settled when nothing stays due."""
        self.paid += amount
        self._settle()

    def credit(self, amount: Decimal) -> None:
        """So much of it need not be paid."""
        self.credited += amount
        share = self.payer_share - self.payer_returned
        part = rounded(self.credited * share / self.total, Currency(self.currency)) if self.total else ZERO
        self.payer_credited = max(part, self.payer_credited)  # a share may have gone to the patient since
        self.payer_lost -= min(self.payer_lost, max(-self.payer_due, ZERO))  # what is owed no more is no loss
        self._settle()

    def payer_pays(self, amount: Decimal) -> None:
        """Less than nothing goes back to the payer."""
        self.payer_paid += amount

    def return_share(self, amount: Decimal) -> None:
        """The patient owes what the payer does not pay."""
        self.payer_returned += amount
        self._settle()

    def write_off_share(self, amount: Decimal) -> None:
        """Nobody pays it."""
        self.payer_lost += amount

    def _settle(self) -> None:
        if self.credited and self.credited == self.total:
            self.status = BillStatus.CREDITED
        elif not self.due:
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
            postgresql_where=text("itemable_type <> 'other' AND NOT released"),
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
    # Of a bill that was cancelled: the act may be billed again.
    released: Mapped[bool] = mapped_column(default=False, server_default=false())

    def gross(self, currency: Currency) -> Decimal:
        """Before any discount."""
        return rounded(self.unit_price * self.quantity, currency)

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


class SplitRow(Base):
    """Who changed what is paid by whom, and why. Append-only: the last one counts."""

    __tablename__ = "bill_splits"
    __table_args__ = (Index("ix_bill_splits_bill_id", "bill_id", "id"),)

    id: Mapped[BillSplitId] = mapped_column(primary_key=True)
    bill_id: Mapped[BillId] = mapped_column(ForeignKey("bills.id"))
    payer_id: Mapped[PayerId | None] = mapped_column(ForeignKey("payers.id"))
    kind: Mapped[ShareKind]
    value: Mapped[Decimal] = mapped_column(_MONEY)
    reason: Mapped[str]
    changed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    changed_at: Mapped[datetime]


class DiscountRow(Base):
    """What was let off a draft, and why; a row that takes another back says nothing else. Append-only."""

    __tablename__ = "bill_discounts"
    __table_args__ = (
        CheckConstraint("value > 0 AND (kind = 'amount' OR value <= 100)", name="value"),
        Index("ix_bill_discounts_bill_id", "bill_id", "id"),
    )

    id: Mapped[BillDiscountId] = mapped_column(primary_key=True)
    bill_id: Mapped[BillId] = mapped_column(ForeignKey("bills.id"))
    # No foreign key: a line may leave the draft, and what was said of it stays.
    bill_item_id: Mapped[BillItemId | None]
    kind: Mapped[DiscountKind]
    value: Mapped[Decimal] = mapped_column(_MONEY)
    reason: Mapped[str]
    asked_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    approved_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    takes_back: Mapped[BillDiscountId | None] = mapped_column(ForeignKey("bill_discounts.id"), unique=True)
    given_at: Mapped[datetime]


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
