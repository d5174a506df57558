"""A batch lies there that is on no line of the count."""

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.medicine_words import form_word
from client.viewmodels.stock.counting import Counting, CountingState
from client.views.consulting.suggest import Suggest
from client.views.consulting.words import medicine_facts
from client.widgets.basics import Label, hbox
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from shared.ids import StockBatchId
from shared.models.prescriptions import Medicine
from shared.models.stock_packs import KnownBatch
from shared.rules.stock import read_count


class FoundSheet(Sheet):
    decided = Signal(object, object)
    """The batch's id, and how many."""

    def __init__(self, view_model: Counting, parent: QWidget) -> None:
        super().__init__(
            tr("Found, and not on the list"),
            tr("Count in"),
            parent,
            subtitle=tr("What never came here is booked in as opening stock instead."),
            width=560,
        )
        self._view_model = view_model
        self._told: tuple[KnownBatch, ...] = ()
        finder = view_model.medicines()
        finder.setParent(self)
        self.search = Suggest(tr("Medicine and strength: “amox 500”"), "F6", finder, medicine_facts, _id, icon="pill")
        self.chosen = Label("", "strong")
        self.batch: Combo[StockBatchId] = Combo()
        self.number = LineInput(hint=tr("120, or 12 x 10"), most=20)
        self.add(
            Field(tr("Medicine"), self.search, required=True, key="F6"),
            self.chosen,
            hbox(
                Field(tr("Batch"), self.batch, required=True),
                Field(tr("How many are there"), self.number, required=True),
                spacing=12,
            ),
        )

        self.search.picked.connect(self._take)
        self.batch.picked.connect(self._check)
        self.number.textChanged.connect(self._check)
        self.submitted.connect(self._decide)
        view_model.state_changed.connect(self._render)

        self._check()
        self.search.setFocus()

    def _take(self, medicine: Medicine, _typed: str) -> None:
        self.chosen.setText(
            tr(
                "{medicine} {strength} {form}",
                medicine=medicine.generic,
                strength=medicine.strength,
                form=form_word(medicine.form),
            )
        )
        self._view_model.ask_batches(medicine.id)
        self.batch.setFocus(Qt.FocusReason.OtherFocusReason)

    def _counted(self) -> Decimal | None:
        return read_count(self.number.value())

    def _check(self) -> None:
        if self.batch.value() is None:
            self.primary.set_blocked(tr("Which batch?"))
        else:
            self.primary.set_blocked("" if self._counted() is not None else tr("How many?"))

    def _decide(self) -> None:
        self.decided.emit(self.batch.value(), self._counted())
        self.accept()

    def _render(self, state: CountingState) -> None:
        batches = state.batches if self.chosen.text() else ()
        if batches == self._told:
            return
        self._told = batches
        self.batch.set_options(
            (each.id, tr("{batch}, expires {month}", batch=each.batch_no, month=f"{each.expires_on:%m/%Y}"))
            for each in batches
        )
        self.batch.set_value(batches[0].id if len(batches) == 1 else None)  # the first of a list is nobody's choice
        self._check()


def _id(medicine: Any) -> object:
    return medicine.id
