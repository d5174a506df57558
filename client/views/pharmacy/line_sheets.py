"""What is said about one line: how many, out of which batches, another product, or why not."""

from decimal import Decimal
from operator import attrgetter
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.core.medicine_words import dose_text, form_word
from client.core.stock_problems import quantity_text
from client.core.stock_words import unit_text
from client.viewmodels.pharmacy.giving import CounterLine, batches_of
from client.views.pharmacy.words import prescribed_text, product_text, taking_text
from client.widgets.basics import Label, Scroll, box
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput, NumberInput
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.ids import StockBatchId
from shared.models.pharmacy import BatchToGive, Substitute
from shared.money import ZERO

_PLACES: Final = 3
_ROW: Final = 42
_ROWS_SHOWN: Final = 6


class QuantitySheet(Sheet):
    decided = Signal(object)  # Decimal

    def __init__(self, line: CounterLine, parent: QWidget) -> None:
        super().__init__(product_text(line), tr("Give so many"), parent, subtitle=taking_text(line), width=460)
        self._line = line
        self.quantity = NumberInput(_places(line), size="big")
        self.quantity.set_amount(line.quantity or None)
        self.add(Field(tr("How many are given"), self.quantity, required=True), Label(_left_text(line), "muted"))

        self.quantity.textChanged.connect(self._check)
        self.submitted.connect(self._decide)

        self._check()
        self.quantity.setFocus()

    def _check(self) -> None:
        self.primary.set_blocked(_missing(self._line, self.quantity.amount()))

    def _decide(self) -> None:
        self.decided.emit(self.quantity.amount())
        self.accept()


class BatchSheet(Sheet):
    """The pack in the hand is the one that is written down."""

    decided = Signal(object)  # tuple[GivenBatch, ...]

    def __init__(self, line: CounterLine, parent: QWidget) -> None:
        super().__init__(
            product_text(line), tr("Give of these"), parent, subtitle=tr("The batch that expires first stands first.")
        )
        self._line = line
        self.amounts: dict[StockBatchId, NumberInput] = {}
        self._grid = QGridLayout()
        self._build()

        self.submitted.connect(self._decide)

        self._check()
        next(iter(self.amounts.values())).setFocus()

    def _build(self) -> None:
        self._grid.setColumnStretch(0, 1)
        self._grid.setHorizontalSpacing(14)
        picked = {pick.batch.batch_id: pick.quantity for pick in self._line.picks}
        for place, batch in enumerate(self._line.shelf):
            editor = NumberInput(_places(self._line), hint="0")
            editor.setFixedWidth(90)
            editor.set_amount(picked.get(batch.batch_id))
            editor.setAccessibleName(tr("Of batch {batch}", batch=batch.batch_no))
            editor.textChanged.connect(self._check)
            self.amounts[batch.batch_id] = editor
            expires = Label(tr("until {month}", month=f"{batch.expires_on:%m/%Y}"), "muted")
            there = Label(tr("{left} there", left=quantity_text(batch.on_hand)), "muted")
            for column, widget in enumerate((Label(batch.batch_no, "strong"), expires, there, editor)):
                self._grid.addWidget(widget, place, column)
        self._grid.setRowStretch(len(self.amounts), 1)
        scroll = Scroll(box(self._grid))
        scroll.setMinimumHeight(min(len(self.amounts), _ROWS_SHOWN) * _ROW)
        self.add(scroll, Label(_left_text(self._line), "muted"))

    def _amount_of(self, batch: BatchToGive) -> Decimal | None:
        editor = self.amounts[batch.batch_id]
        amount = editor.amount() if editor.value() else ZERO
        return amount if amount is not None and ZERO <= amount <= batch.on_hand else None

    def _check(self) -> None:
        amounts = [self._amount_of(batch) for batch in self._line.shelf]
        if None in amounts:
            self.primary.set_blocked(tr("So many do not lie there"))
        else:
            self.primary.set_blocked(_missing(self._line, sum((each for each in amounts if each), ZERO)))

    def _decide(self) -> None:
        amounts = {batch.batch_id: self._amount_of(batch) or ZERO for batch in self._line.shelf}
        self.decided.emit(batches_of(amounts))
        self.accept()


class SubstituteSheet(Sheet):
    """Products of the same ingredient in the dose that comes to the same; what lies there stands first."""

    decided = Signal(object, str)  # Substitute

    def __init__(self, line: CounterLine, others: list[Substitute], parent: QWidget) -> None:
        super().__init__(
            tr("Instead of {medicine}", medicine=prescribed_text(line)),
            tr("Give this instead"),
            parent,
            subtitle=taking_text(line),
            width=700,
        )
        self.list: RowsTable[Substitute] = RowsTable(
            (
                Column(tr("Product"), _product, look="strong"),
                Column(tr("Dose"), _dose, width=110),
                Column(tr("Give"), _quantity, look="money", width=80),
                Column(tr("There"), _there, look="money", width=90),
                Column(tr("Controlled"), _controlled, look="pill", width=110),
            ),
            key=attrgetter("medicine_id"),
            name=tr("Substitutes"),
        )
        self.reason = LineInput(most=300)
        self.list.set_empty(EmptyState("package", tr("No other product comes to the same"), tr("Ask the doctor.")))
        self.list.set_rows(others)
        self.list.show_rows(max(3, min(len(others), _ROWS_SHOWN)))
        self.list.select_first()
        self.add(self.list, Field(tr("Why"), self.reason, required=True))

        self.list.current_changed.connect(self._check)
        self.list.opened.connect(self.reason.setFocus)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._decide)

        self._check()
        self.list.setFocus()

    def _check(self) -> None:
        other = self.list.current()
        if other is None:
            self.primary.set_blocked(tr("There is nothing to choose"))
        elif not other.batches:
            self.primary.set_blocked(tr("None of it lies there"))
        else:
            short = len(self.reason.value()) < SHORTEST_REASON
            self.primary.set_blocked(tr("A reason is needed") if short else "")

    def _decide(self) -> None:
        other = self.list.current()
        if other is not None:
            self.decided.emit(other, self.reason.value())
            self.accept()


def _places(line: CounterLine) -> int:
    whole = all(batch.on_hand == batch.on_hand.to_integral_value() for batch in line.shelf)
    return 0 if whole else _PLACES


def _left_text(line: CounterLine) -> str:
    there = unit_text(line.form, line.on_hand)
    if line.left is None:
        return tr("The doctor named no quantity. On the shelf: {there}.", there=there)
    return tr("Left to give: {left}. On the shelf: {there}.", left=unit_text(line.form, line.left), there=there)


def _missing(line: CounterLine, amount: Decimal | None) -> str:
    if not amount or amount < 0:
        return tr("How many?")
    if line.left is not None and amount > line.left:
        return tr("Only {left} left to give", left=quantity_text(line.left))
    return tr("Only {left} left", left=quantity_text(line.on_hand)) if amount > line.on_hand else ""


def _product(other: Substitute) -> str:
    return tr(
        "{medicine} {strength} {form}", medicine=other.medicine, strength=other.strength, form=form_word(other.form)
    )


def _dose(other: Substitute) -> str:
    return dose_text(other.dose, other.form, other.strength)


def _quantity(other: Substitute) -> str:
    return "?" if other.quantity is None else str(other.quantity)


def _there(other: Substitute) -> str:
    return quantity_text(sum((batch.on_hand for batch in other.batches), ZERO))


def _controlled(other: Substitute) -> str:
    return tr("Controlled") if other.controlled else ""
