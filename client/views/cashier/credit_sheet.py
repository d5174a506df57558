"""Crediting an issued bill: all of it, or so many of some lines."""

from decimal import Decimal

from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.core.numbers import plain
from client.viewmodels.cashier.bill_change import BillChange
from client.views.cashier.change_sheet import ChangeSheet
from client.widgets.basics import Elide, Label, Scroll, box, hbox
from client.widgets.buttons import KeyButton
from client.widgets.inputs import NumberInput
from client.widgets.pills import Note
from shared.contracts import billing
from shared.ids import BillItemId
from shared.models.bill_changes import LineToCredit
from shared.models.billing import BillDetails, BillItem
from shared.money import ZERO
from shared.rules.dosing import plain_number

_QUANTITY_PLACES = 3
_ROWS_SHOWN = 7
_ROW_HEIGHT = 42


class CreditSheet(ChangeSheet):
    """What somebody asked to be credited is filled in; the server works out what it comes to."""

    def __init__(self, bill: BillDetails, view_model: BillChange, parent: QWidget) -> None:
        super().__init__(
            tr("Credit note"),
            tr("Make credit note"),
            bill,
            view_model,
            parent,
            subtitle=tr("To bill {number} of {name}", number=bill.bill_no or "", name=bill.patient.name),
            width=640,
        )
        self.quantities: dict[BillItemId, NumberInput] = {}
        self.all = KeyButton(tr("All that is left"), "Alt+A", kind="ghost", size="sm")
        self.refuse = KeyButton(tr("Refuse what was asked"), "Alt+R", kind="ghost", size="lg")
        self._lines = QGridLayout()
        self._build()

        self.all.clicked.connect(self._fill_all)
        self.refuse.clicked.connect(self._refuse)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._credit)

        self._fill_asked()
        self._check()

    def asked_for(self) -> str:
        if self._wanted() == self._whole():
            return tr(
                "All that is left of bill {number} of {name} is to be credited: {reason}.",
                number=self.bill.bill_no or "",
                name=self.bill.patient.name,
                reason=self.reason.value(),
            )
        said = {item.id: item.description for item in self.bill.items}
        lines = (
            tr("{quantity} × {line}", quantity=plain_number(one.quantity), line=said[one.bill_item_id])
            for one in self._wanted()
        )
        return tr(
            "Of bill {number} of {name} is to be credited: {lines}. {reason}.",
            number=self.bill.bill_no or "",
            name=self.bill.patient.name,
            lines=", ".join(lines),
            reason=self.reason.value(),
        )

    def _build(self) -> None:
        self._lines.setColumnStretch(0, 1)
        self._lines.setHorizontalSpacing(12)
        for place, item in enumerate(self._open_items()):
            editor = NumberInput(
                0 if item.quantity == item.quantity.to_integral_value() else _QUANTITY_PLACES, hint="0"
            )
            editor.setFixedWidth(90)
            editor.setAccessibleName(tr("Of {line} credit", line=item.description))
            editor.textChanged.connect(self._check)
            self.quantities[item.id] = editor
            of = tr("of {left}", left=plain_number(item.quantity - item.credited))
            amount = Label(plain(item.amount, self.bill.currency), "muted")
            for column, widget in enumerate((Elide(item.description), amount, editor, Label(of, "muted"))):
                self._lines.addWidget(widget, place, column)
        self._lines.setRowStretch(len(self.quantities), 1)
        scroll = Scroll(box(self._lines))
        scroll.setMinimumHeight(min(len(self.quantities), _ROWS_SHOWN) * _ROW_HEIGHT)
        self.add(hbox(Label(tr("How many of each"), "label"), None, self.all))
        for asked in self.bill.credit_requests:
            self.add(Note(tr("{asker} asks: {reason}", asker=asked.asked_by, reason=asked.reason), "warn"))
        self.add(scroll, self.reason_field)
        if self.bill.credit_requests:
            self.add_button(self.refuse)

    def _open_items(self) -> list[BillItem]:
        return [item for item in self.bill.items if item.credited < item.quantity]

    def _fill_asked(self) -> None:
        asked = {request.bill_item_id: request.reason for request in self.bill.credit_requests}
        for item in self._open_items():
            if item.id in asked:
                self.quantities[item.id].set_amount(item.quantity - item.credited)
        self.reason.set_value("; ".join(dict.fromkeys(asked.values())))
        first = next(iter(self.quantities.values()), None)
        (self.reason if asked or first is None else first).setFocus()

    def _fill_all(self) -> None:
        for item in self._open_items():
            self.quantities[item.id].set_amount(item.quantity - item.credited)
        self.reason.setFocus()

    def _wanted(self) -> list[LineToCredit]:
        """Nothing where what was typed cannot be credited."""
        wanted = []
        for item in self._open_items():
            quantity = self._typed(item)
            if quantity is None:
                return []
            if quantity:
                wanted.append(LineToCredit(bill_item_id=item.id, quantity=quantity))
        return wanted

    def _whole(self) -> list[LineToCredit]:
        return [
            LineToCredit(bill_item_id=item.id, quantity=item.quantity - item.credited) for item in self._open_items()
        ]

    def _typed(self, item: BillItem) -> Decimal | None:
        editor = self.quantities[item.id]
        quantity = editor.amount() if editor.value() else ZERO
        return quantity if quantity is not None and ZERO <= quantity <= item.quantity - item.credited else None

    def _check(self) -> None:
        if any(self._typed(item) is None for item in self._open_items()):
            self.primary.set_blocked(tr("More than was billed"))
        elif not self._wanted():
            self.primary.set_blocked(tr("Say how many"))
        else:
            self.primary.set_blocked("" if self.has_reason else tr("A reason is needed"))
        self.refuse.set_blocked("" if self.has_reason else tr("A reason is needed"))

    def _credit(self) -> None:
        self.change.send(
            billing.credit(
                bill_id=self.bill.id, version=self.bill.version, lines=self._wanted(), reason=self.reason.value()
            )
        )

    def _refuse(self) -> None:
        asked = self.bill.credit_requests[0]
        self.change.send(
            billing.reject_credit(
                bill_id=self.bill.id, version=self.bill.version, request_id=asked.id, reason=self.reason.value()
            )
        )
