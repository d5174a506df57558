"""The stock card, newest move first; of a controlled medicine it is the register."""

from operator import attrgetter

from PySide6.QtWidgets import QWidget

from client.core.i18n import short_date_text, time_text, tr
from client.core.medicine_words import form_word
from client.core.problem_text import problem_text
from client.core.stock_problems import quantity_text
from client.viewmodels.stock.card import Card, CardState
from client.views.stock.words import move_text, signed_text
from client.widgets.basics import Label
from client.widgets.dialog import Sheet
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.prescriptions import Medicine
from shared.models.stock import CardLine

_ROW = 48
_SHOWN = 9


class CardSheet(Sheet):
    def __init__(self, view_model: Card, store: str, parent: QWidget, *, controlled: bool = False) -> None:
        """`controlled`: known to be, before the card is read."""
        title = tr("Register of a controlled medicine") if controlled else tr("Stock card")
        super().__init__(title, tr("Close"), parent, width=980)
        self._view_model = view_model
        self._store = store
        self.medicine = Label("", "muted", wrap=True)
        view_model.setParent(self)
        self.lines: RowsTable[CardLine] = RowsTable(
            (
                Column(tr("Day"), lambda e: short_date_text(e.business_date), detail=_time, width=96),
                Column(tr("What"), _what, detail=attrgetter("reference"), look="strong", width=190),
                Column(tr("Quantity"), lambda e: signed_text(e.quantity), look="money", tone=_tone, width=90),
                Column(tr("Balance"), lambda e: quantity_text(e.balance), look="money", width=90),
                Column(tr("Batch"), attrgetter("batch_no"), detail=attrgetter("store"), width=130),
                Column(tr("Who"), attrgetter("moved_by"), detail=_second),
                Column(tr("Why"), attrgetter("reason")),
            ),
            key=attrgetter("id"),
            name=title,
            row_height=_ROW,
        )
        self.lines.set_empty(EmptyState("layers", tr("Nothing has moved yet")))
        self.lines.show_rows(_SHOWN)
        self._more = Note(tr("Only the newest moves are shown."), "info")
        self._more.hide()
        self.add(self.medicine, self.lines, self._more)
        self.cancel.hide()

        self.submitted.connect(self.accept)
        view_model.state_changed.connect(self._render)
        view_model.refresh()
        self.lines.setFocus()

    def _render(self, state: CardState) -> None:
        self.set_error("" if state.problem is None else problem_text(state.problem).text)
        if state.card is not None:
            self.medicine.setText(_medicine(state.card.medicine, self._store))
            self.lines.set_rows(state.card.lines)
            self._more.setVisible(state.card.more)


def _medicine(medicine: Medicine, store: str) -> str:
    return tr(
        "{medicine} {strength} {form} · {store}",
        medicine=medicine.generic,
        strength=medicine.strength,
        form=form_word(medicine.form),
        store=store or tr("all stores"),
    )


def _time(line: CardLine) -> str:
    return time_text(line.at)


def _what(line: CardLine) -> str:
    if line.quarantined:
        return tr("{move}, in quarantine", move=move_text(line.type))
    return move_text(line.type)


def _second(line: CardLine) -> str:
    return tr("with {person}", person=line.second_person) if line.second_person else line.workstation


def _tone(line: CardLine) -> Tone | None:
    return "ok" if line.quantity > 0 else None
