"""Letting something off a bill, or one line of it, with the reason."""

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from client.core.bill_words import discount_text, given_text
from client.core.i18n import tr
from client.core.numbers import plain
from client.viewmodels.cashier.bill_change import BillChange
from client.views.cashier.change_sheet import ChangeSheet
from client.widgets.basics import Elide, Item, Label, Rule, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import Combo, MoneyInput
from shared.contracts import billing
from shared.ids import BillItemId
from shared.models.billing import BillDetails, DiscountKind
from shared.money import ZERO, minor_digits, rounded

_PERCENT_PLACES = 2
_MOST_PERCENT = Decimal(100)


class DiscountSheet(ChangeSheet):
    def __init__(self, bill: BillDetails, view_model: BillChange, parent: QWidget) -> None:
        super().__init__(
            tr("Discount"),
            tr("Give discount"),
            bill,
            view_model,
            parent,
            subtitle=tr("{name}, {total} to pay", name=bill.patient.name, total=plain(bill.total, bill.currency)),
        )
        self.line = Combo[BillItemId | None]()
        self.line.set_options(
            [
                (None, tr("The whole bill")),
                *((item.id, item.description) for item in bill.items if item.amount > ZERO),
            ]
        )
        self.kind = Segmented(
            (
                (DiscountKind.PERCENT, tr("Per cent")),
                (DiscountKind.AMOUNT, tr("Amount")),
                (DiscountKind.WAIVER, tr("Waive it all")),
            ),
            tr("How much"),
            chosen=DiscountKind.PERCENT,
        )
        self.value = MoneyInput(size="money")
        self._value_field = Field(tr("Per cent off"), self.value, required=True)
        self.take_back = KeyButton(tr("Take the last one back"), "Alt+Z", icon="undo-2", kind="ghost", size="sm")
        self._build()

        self.kind.picked.connect(self._show_kind)
        self.line.picked.connect(self._check)
        self.value.textChanged.connect(self._check)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._give)
        self.take_back.clicked.connect(self._take_back)

        self._show_kind()

    def asked_for(self) -> str:
        return tr(
            "{what} for {name}: {reason}. This is more than one person may give alone.",
            what=self._what(),
            name=self.bill.patient.name,
            reason=self.reason.value(),
        )

    def _build(self) -> None:
        if self.bill.discounts:
            self.add(box(vbox(*self._given(), hbox(None, self.take_back), Rule(), spacing=6)))
        self.add(Field(tr("Off what"), self.line), self.kind, self._value_field, self.reason_field)

    def _given(self) -> list[Item]:
        rows: list[Item] = []
        for discount in self.bill.discounts:
            amount = Label(tr("−{amount}", amount=plain(discount.amount, self.bill.currency)), "strong")
            row = hbox(vbox(Elide(discount_text(discount, self.bill)), Elide(given_text(discount), "small")), amount)
            row.setStretch(0, 1)
            rows.append(row)
        return rows

    def _show_kind(self) -> None:
        kind = self.kind.value()
        percent = kind is DiscountKind.PERCENT
        self.value.set_places(_PERCENT_PLACES if percent else minor_digits(self.bill.currency))
        self._value_field.label.setText(tr("Per cent off *") if percent else tr("Amount off *"))
        self._value_field.setVisible(kind is not DiscountKind.WAIVER)
        (self.reason if kind is DiscountKind.WAIVER else self.value).setFocus()
        self._check()

    def _check(self) -> None:
        value, waives = self.value.amount(), self.kind.value() is DiscountKind.WAIVER
        fits = waives or (value is not None and ZERO < value <= self._most())
        self._value_field.set_error("" if fits or not self.value.value() else self._wrong(value))
        self.primary.set_blocked(
            tr("Say how much") if not fits else "" if self.has_reason else tr("A reason is needed")
        )

    def _most(self) -> Decimal:
        if self.kind.value() is DiscountKind.PERCENT:
            return _MOST_PERCENT
        line = self.line.value()
        return sum(
            (
                rounded(item.unit_price * item.quantity, self.bill.currency) - item.discount
                for item in self.bill.items
                if line in (None, item.id)
            ),
            ZERO,
        )

    def _wrong(self, value: Decimal | None) -> str:
        if value is None or value <= ZERO:
            return tr("This is no amount")
        if self.kind.value() is DiscountKind.PERCENT:
            return tr("At most 100 per cent")
        return tr("At most {amount}", amount=plain(self._most(), self.bill.currency))

    def _what(self) -> str:
        line = next(
            (item.description for item in self.bill.items if item.id == self.line.value()), tr("the whole bill")
        )
        value = self.value.amount() or ZERO
        match self.kind.value():
            case DiscountKind.PERCENT:
                return tr("{percent} % off {line}", percent=self.value.value(), line=line)
            case DiscountKind.AMOUNT:
                return tr("{amount} off {line}", amount=plain(value, self.bill.currency), line=line)
            case _:
                return tr("Waive {line}", line=line)

    def _give(self) -> None:
        kind, value = self.kind.value(), self.value.amount()
        assert kind is not None  # one is always chosen
        self.change.send(
            billing.give_discount(
                bill_id=self.bill.id,
                version=self.bill.version,
                bill_item_id=self.line.value(),
                kind=kind,
                value=_MOST_PERCENT if kind is DiscountKind.WAIVER or value is None else value,
                reason=self.reason.value(),
            )
        )

    def _take_back(self) -> None:
        last = max(self.bill.discounts, key=lambda one: one.given_at)
        self.change.send(
            billing.take_discount_back(bill_id=self.bill.id, version=self.bill.version, discount_id=last.id)
        )
