"""Who waits for reports: scan, type, or walk the list; corrections stand on top."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import short_date_text, time_text, tr, trn
from client.core.problem_text import problem_text
from client.core.words import shown_name, who_text
from client.core.zone import day_of
from client.viewmodels.lab.delivery import Delivery, DeliveryState, Waiting
from client.views.lab.delivery_words import row_word
from client.widgets.basics import Card, KeyCap, Label, add_to, box, hbox, vbox
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.ids import PatientId

_ROW: Final = 52


class DeliveryList(Card):
    """`chosen` on Enter or a click: walking along the list opens nothing."""

    chosen = Signal(object)  # PatientId

    def __init__(self, view_model: Delivery, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 12, 1, 6))
        self.setParent(parent)
        self._clock = clock
        self.box = SearchBox(tr("Scan a label or a card, or type a name or number"), "F2", icon="scan-barcode")
        self.list: RowsTable[Waiting] = RowsTable(
            (
                Column(tr("Patient"), _name, detail=self._who),
                Column(tr("Reports"), _count, detail=_released, icon=_icon, tone=_unpaid_tone, width=200),
                Column(tr("State"), lambda row: row_word(row)[0], tone=_tone, look="pill", width=112),
            ),
            key=lambda row: row.patient.id,
            name=tr("Reports to hand over"),
            row_height=_ROW,
        )
        self._title = Label("", "muted")
        self._note = Note("", "warn")
        self._notice = box(vbox(self._note, margins=(13, 0, 13, 8)))
        self._empty = EmptyState("file-check", "")
        self._build()

        self.box.searched.connect(view_model.search)
        self.box.submitted.connect(view_model.find)
        self.list.opened.connect(self._choose)
        self.list.clicked.connect(self._click)
        view_model.opened.connect(self.box.clear)
        view_model.not_found.connect(self._say_not_found)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)
        view_model.refresh()

    def select(self, patient_id: PatientId) -> None:
        self.list.select(patient_id)

    def _build(self) -> None:
        find = hbox(self.box, KeyCap("F2"), spacing=6)
        head = vbox(find, 8, hbox(self._title, None, KeyCap("F4"), spacing=4), margins=(13, 0, 13, 8))
        key = QShortcut(QKeySequence("F4"), self)
        key.activated.connect(self._go_to_list)
        self.box.drive(self.list)
        self.list.set_empty(self._empty)
        add_to(self.inside, (head, self._notice, self.list))
        self.inside.setStretch(2, 1)

    def _go_to_list(self) -> None:
        if self.list.current() is None:
            self.list.select_first()
        self.list.setFocus()

    def _render(self, state: DeliveryState) -> None:
        self.list.set_rows(state.rows)
        if state.term:
            self._title.setText(tr("Found, with what was given out before"))
        else:
            self._title.setText(trn("{n} patient has reports here", "{n} patients have reports here", len(state.rows)))
        self._notice.setVisible(state.problem is not None or state.more)
        if state.problem is not None:
            self._note.set_state(problem_text(state.problem).sentence, "warn")
        elif state.more:
            self._note.set_state(tr("There are more. Scan a label, or type a name to find them."), "info")
        if not state.known:
            self._empty.set_text(tr("Asking what is to be handed over…"))
        elif state.term:
            self._empty.set_text(tr("No released report fits this"), tr("Perhaps the laboratory is still at work."))
        else:
            self._empty.set_text(tr("Nothing to hand over"), tr("A report appears as soon as it is released."))

    def _say_not_found(self, term: str) -> None:
        said = tr("No released report fits “{term}”.", term=term)
        self._note.set_state(said if term else tr("Nothing of this patient has been released yet."), "warn")
        self._notice.setVisible(True)

    def _choose(self, row: Waiting) -> None:
        self.chosen.emit(row.patient.id)

    def _click(self) -> None:
        row = self.list.current()
        if row is not None:
            self._choose(row)

    def _who(self, row: Waiting) -> str:
        return tr("{number} · {who}", number=row.patient.patient_no, who=who_text(row.patient, self._clock.today()))


def _name(row: Waiting) -> str:
    return shown_name(row.patient.name)


def _count(row: Waiting) -> str:
    if len(row.reports) == 1:
        return row.reports[0].test
    return trn("{n} report", "{n} reports", len(row.reports))


def _released(row: Waiting) -> str:
    last = max(report.released_at for report in row.reports)
    released = tr("{day}, {time}", day=short_date_text(day_of(last)), time=time_text(last))
    return tr("{released} · not paid", released=released) if row.unpaid else released


def _icon(row: Waiting) -> str:
    return "triangle-alert" if row.is_corrected else ""


def _unpaid_tone(row: Waiting) -> Tone | None:
    return "warn" if row.is_corrected else None


def _tone(row: Waiting) -> Tone:
    return row_word(row)[1]
