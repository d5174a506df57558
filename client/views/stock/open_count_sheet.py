"""Which store, and what of it, is counted."""

from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.stock.shelf import Shelf, ShelfState
from client.views.stock.count_words import part_word
from client.widgets.basics import Label, box, hbox
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from shared.contracts import stock
from shared.ids import StoreId
from shared.models.stock_counts import CountPart, OpenCount


class OpenCountSheet(Sheet):
    """Stays open while the server says that it cannot be."""

    decided = Signal(object)  # OpenCount

    def __init__(self, shelf: Shelf, parent: QWidget) -> None:
        super().__init__(
            tr("Count a store"),
            tr("Draw up the list"),
            parent,
            subtitle=tr("The counter stays open: what is sold meanwhile is no difference."),
        )
        stores = shelf.state.stores
        self.store = Combo[StoreId]((store.id, store.name) for store in stores)
        self.store.set_value(shelf.state.home)
        self.part = Combo[CountPart]((part, part_word(part)) for part in CountPart)
        self.first, self.last = LineInput("A", most=1), LineInput("Z", most=1)
        self.note = LineInput(most=200)
        self._letters = box(hbox(Field(tr("From"), self.first), Field(tr("To"), self.last), spacing=12))
        self.add(
            hbox(Field(tr("Store"), self.store, required=True), Field(tr("What"), self.part), spacing=12),
            self._letters,
            Field(tr("Note"), self.note),
            Label(tr("Quarantine is counted too: it is named on its lines."), "small", wrap=True),
        )

        self.part.picked.connect(self._fit)
        self.submitted.connect(self._decide)
        shelf.state_changed.connect(self._render)
        shelf.counted.connect(self.accept)

        self._fit()
        self.store.setFocus()

    def _fit(self) -> None:
        self._letters.setVisible(self.part.value() is CountPart.LETTERS)

    def _decide(self) -> None:
        said: dict[str, Any] = {
            "store_id": self.store.value(),
            "part": self.part.value(),
            "first_letter": self.first.value().upper(),
            "last_letter": self.last.value().upper(),
            "note": self.note.value(),
        }
        try:
            request = OpenCount.model_validate(said)
        except ValidationError:
            self.set_error(tr("Letters from A to Z, please"))
        else:
            self.decided.emit(stock.open_count.bind(request))

    def _render(self, state: ShelfState) -> None:
        self.set_busy(state.sending)
        self.set_error("" if state.problem is None else problem_text(state.problem).title)
