"""The nurse's page: who waits for the scales and the cuff, and one sheet a patient."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.calls import Calls
from client.core.clock import Clock
from client.core.i18n import time_text, tr
from client.core.problem_text import problem_text
from client.core.words import STATUS_TONES, shown_name, status_word, who_text
from client.desk import Desk
from client.viewmodels.vitals.entry import VitalsEntry
from client.viewmodels.vitals.history import VitalsHistory
from client.viewmodels.vitals.station import Station, StationState
from client.views.lab.direct_sheet import direct_sheet, ordered_text
from client.views.vitals.history_sheet import VitalsHistorySheet
from client.views.vitals.sheet import VitalsSheet
from client.widgets.basics import Card, Label, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Count, Note
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.contracts import lab
from shared.models.appointments import AppointmentSummary
from shared.models.lab import WorkItem
from shared.models.vitals import Vitals


def build_station(desk: Desk) -> "StationPage":
    station = Station(desk.calls, desk.changes)
    entry = VitalsEntry(desk.calls, desk.clock)
    history = VitalsHistory(desk.calls, desk.changes)
    page = StationPage(station, entry, history, desk.calls, desk.clock, may_order=desk.session.can(lab.order_direct))
    for view_model in (station, entry, history):
        view_model.setParent(page)
    station.refresh()
    return page


class StationPage(QWidget):
    """Type or scan a token, Enter, type what was measured, Enter."""

    said = Signal(str)

    def __init__(
        self,
        station: Station,
        entry: VitalsEntry,
        history: VitalsHistory,
        calls: Calls,
        clock: Clock,
        *,
        may_order: bool = False,
    ) -> None:
        super().__init__()
        self._station, self._entry, self._history = station, entry, history
        self._calls, self._clock = calls, clock
        self.box = SearchBox(tr("Token, name or number"), "F2")
        self._count = Count(0)
        self.record = KeyButton(tr("Record"), "Alt+V", icon="activity", kind="primary")
        self.all = KeyButton(tr("All vital signs"), "Alt+G", icon="history")
        self.order = KeyButton(tr("Order tests directly…"), "Ctrl+O", icon="flask-conical", kind="ghost")
        if not may_order:
            self.order.hide()  # never shown here: without a parent yet, it would be a window of its own
        self.note = Note("", "warn")
        self.note.hide()
        self._empty = EmptyState("activity", tr("Nobody is here"), tr("Patients appear here at check-in."))
        self.table: RowsTable[AppointmentSummary] = RowsTable(
            (
                Column(tr("Token"), _token, look="token", width=90),
                Column(tr("Patient"), _name, detail=self._who),
                Column(tr("Doctor"), _doctor, detail=_room),
                Column(tr("Where"), _where, tone=_where_tone, look="pill", width=140),
                Column(tr("Measured"), self._measured, tone=self._measured_tone, look="pill", width=150),
            ),
            key=_id,
            name=tr("Who is here"),
        )
        self.table.set_empty(self._empty)
        self.box.drive(self.table)
        head = heading(tr("Vital signs"), Label(tr("still to measure"), "small"), self._count, key="F2")
        card = Card(head, self.box, self.note, self.table, hbox(self.record, self.all, None, self.order), spacing=10)
        card.inside.setStretch(3, 1)
        self.setLayout(vbox(card, margins=(16, 12, 16, 12)))
        self.setFocusProxy(self.box)

        self.box.searched.connect(station.search)
        self.box.submitted.connect(self._open_current)
        self.table.opened.connect(station.open)
        self.table.current_changed.connect(self._check)
        self.record.clicked.connect(self._open_current)
        self.all.clicked.connect(self._open_history)
        self.order.clicked.connect(self._order)
        station.opened.connect(self._open_sheet)
        station.state_changed.connect(self.render_state)
        entry.recorded.connect(self._recorded)

        self.render_state(station.state)

    def render_state(self, state: StationState) -> None:
        self.table.set_rows(state.shown)
        if self.table.current() is None:
            self.table.select_first()
        self.table.viewport().update()  # who was measured may change without a row changing
        self._count.set_number(state.waiting)
        if not state.known:
            self._empty.set_text(tr("Asking who is here…"))
        elif state.term:
            self._empty.set_text(tr("Nobody here fits this"), tr("Only who has checked in today is listed."))
        else:
            self._empty.set_text(tr("Nobody is here"), tr("Patients appear here at check-in."))
        self.note.setVisible(state.problem is not None)
        if state.problem is not None:
            self.note.set_state(problem_text(state.problem).sentence, "warn")
        self._check(self.table.current())

    def _check(self, row: AppointmentSummary | None) -> None:
        for button in (self.record, self.all):
            button.set_blocked("" if row else tr("Choose a patient"))

    def _open_current(self) -> None:
        row = self.table.current()
        if row is not None:
            self._station.open(row)

    def _open_sheet(self, row: AppointmentSummary, last: Vitals | None) -> None:
        self._entry.begin(row.id, row.patient.birth)
        VitalsSheet(self._title(row), self._entry, last, self).open()

    def _open_history(self) -> None:
        row = self.table.current()
        if row is not None:
            self._history.open(row.patient.id)
            VitalsHistorySheet(self._title(row), self._history, self, may_record=True).open()

    def _order(self) -> None:
        """Not for whoever stands marked in the list: they are here for a doctor."""
        sheet = direct_sheet(self._calls, self._clock, self.window())
        sheet.ordered.connect(self._say_ordered)
        sheet.open()

    def _say_ordered(self, items: list[WorkItem]) -> None:
        self.said.emit(ordered_text(items))

    def _recorded(self) -> None:
        """On to the next one: the box is empty and has the keyboard."""
        self.box.clear()
        self.box.setFocus()
        self._station.refresh()

    def _title(self, row: AppointmentSummary) -> str:
        return tr("{token} · {name} · {who}", token=row.token or "–", name=_name(row), who=self._who(row))

    def _who(self, row: AppointmentSummary) -> str:
        return who_text(row.patient, self._clock.today())

    def _measured(self, row: AppointmentSummary) -> str:
        at = self._station.state.measured.get(row.id)
        return tr("To measure") if at is None else tr("Done {time}", time=time_text(at))

    def _measured_tone(self, row: AppointmentSummary) -> Tone:
        return "ok" if row.id in self._station.state.measured else "warn"


def _id(row: AppointmentSummary) -> object:
    return row.id


def _token(row: AppointmentSummary) -> str:
    return row.token or "–"


def _name(row: AppointmentSummary) -> str:
    return shown_name(row.patient.name)


def _doctor(row: AppointmentSummary) -> str:
    return row.doctor


def _room(row: AppointmentSummary) -> str:
    return tr("Room {room}", room=row.room) if row.room else row.department


def _where(row: AppointmentSummary) -> str:
    return status_word(row.status)


def _where_tone(row: AppointmentSummary) -> Tone:
    return STATUS_TONES[row.status]
