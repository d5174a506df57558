"""Stock is sent to another store, and counted where it arrives."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import tr
from client.core.medicine_words import form_word
from client.views.stock.words import product_text, unit_text
from client.widgets.basics import Label, hbox
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput, NumberInput
from shared.ids import StoreId
from shared.models.stock import ArrivedLine, Store, StoredBatch, Transfer, TransferLine

_FRACTIONS = 3
_NUMBER_WIDTH = 110


class SendSheet(Sheet):
    decided = Signal(object, object)
    """The store's id, and how many."""

    def __init__(self, batch: StoredBatch, stores: Sequence[Store], parent: QWidget) -> None:
        about = tr(
            "{medicine} {product}, batch {batch}, {store}: {quantity}",
            medicine=batch.medicine,
            product=product_text(batch),
            batch=batch.batch_no,
            store=batch.store,
            quantity=unit_text(batch.form, batch.on_hand),
        )
        super().__init__(tr("Send to another store"), tr("Send"), parent, subtitle=about)
        self._batch = batch
        self.store = Combo[StoreId]((store.id, store.name) for store in stores if store.id != batch.store_id)
        self.quantity = _number(batch.on_hand)
        self.add(
            hbox(
                Field(tr("To"), self.store, required=True),
                Field(tr("How many"), self.quantity, required=True),
                spacing=12,
            )
        )

        self.store.picked.connect(self._check)
        self.quantity.textChanged.connect(self._check)
        self.submitted.connect(self._decide)

        self._check()
        self.store.setFocus()

    def _check(self) -> None:
        amount = self.quantity.amount()
        if self.store.value() is None:
            self.primary.set_blocked(tr("To which store?"))
        elif amount is None or not 0 < amount <= self._batch.on_hand:
            there = unit_text(self._batch.form, self._batch.on_hand)
            self.primary.set_blocked(tr("There are {quantity}", quantity=there))
        else:
            self.primary.set_blocked("")

    def _decide(self) -> None:
        self.decided.emit(self.store.value(), self.quantity.amount())
        self.accept()


class ArrivalSheet(Sheet):
    """Each line says what was sent; who counts changes only what is otherwise."""

    decided = Signal(object, str, bool)
    """The counted lines, the explanation, and whether the rest goes back."""

    def __init__(self, transfer: Transfer, parent: QWidget) -> None:
        about = tr(
            "{number}, from {store}, sent by {person}",
            number=transfer.transfer_no,
            store=transfer.store,
            person=transfer.sent_by,
        )
        super().__init__(
            tr("Received into {store}", store=transfer.to_store), tr("Receive"), parent, subtitle=about, width=620
        )
        self._transfer = transfer
        self.counts = {line.batch_id: _number(line.sent) for line in transfer.lines}
        self.explanation = LineInput(most=200)
        self.back = QCheckBox(tr("What is not accepted goes back to the sender"))
        self._why = Field(tr("Why something else came"), self.explanation, required=True)
        for line in transfer.lines:
            count = self.counts[line.batch_id]
            count.setFixedWidth(_NUMBER_WIDTH)
            count.setAccessibleName(_line_text(line))
            row = hbox(Label(_line_text(line), "strong", wrap=True), count, spacing=12)
            row.setStretch(0, 1)
            self.add(row)
        self.add(self._why, self.back)

        for count in self.counts.values():
            count.textChanged.connect(self._check)
        self.explanation.textChanged.connect(self._check)
        self.submitted.connect(self._decide)

        self._check()
        self.counts[transfer.lines[0].batch_id].setFocus()

    def _amounts(self) -> list[Decimal | None]:
        return [self.counts[line.batch_id].amount() for line in self._transfer.lines]

    def _check(self) -> None:
        sent = [line.sent for line in self._transfer.lines]
        amounts = self._amounts()
        differs = amounts != sent
        self._why.setEnabled(differs)
        self.back.setEnabled(differs)
        if any(amount is None or not 0 <= amount <= most for amount, most in zip(amounts, sent, strict=True)):
            self.primary.set_blocked(tr("At most what was sent"))
        elif differs and len(self.explanation.value()) < SHORTEST_REASON:
            self.primary.set_blocked(tr("Say why"))
        else:
            self.primary.set_blocked("")

    def _decide(self) -> None:
        counted = [
            ArrivedLine(batch_id=line.batch_id, received=amount)
            for line, amount in zip(self._transfer.lines, self._amounts(), strict=True)
            if amount is not None
        ]
        self.decided.emit(counted, self.explanation.value(), self.back.isChecked())
        self.accept()


def _number(quantity: Decimal) -> NumberInput:
    number = NumberInput(0 if quantity == quantity.to_integral_value() else _FRACTIONS)
    number.set_amount(quantity)
    return number


def _line_text(line: TransferLine) -> str:
    return tr(
        "{medicine} {strength} {form}, batch {batch}",
        medicine=line.medicine,
        strength=line.strength,
        form=form_word(line.form),
        batch=line.batch_no,
    )
