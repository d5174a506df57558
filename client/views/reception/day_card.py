"""Today's queue, live, and what one does with a row of it."""

from operator import attrgetter
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import number_text, time_text, tr
from client.core.words import STATUS_TONES, priority_word, shown_name, status_word, who_text
from client.viewmodels.reception.day import DayList, DayListState, Part, can_cancel, waiting_minutes
from client.views.reception.cancel_sheet import CancelSheet
from client.views.reception.words import show_problem
from client.widgets.basics import Card, KeyCap, Label, add_to, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Chips
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState, Stat
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.ids import AppointmentId
from shared.models.appointments import AppointmentStatus, AppointmentSummary, Priority

_REPAINT_MS: Final = 30_000
_LONG: Final = 30
_TOO_LONG: Final = 45


class Figures(QWidget):
    """The four numbers over the list."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = Stat("users", tr("Waiting"), tone="warn")
        self.with_doctor = Stat("stethoscope", tr("With doctor"))
        self.seen = Stat("badge-check", tr("Seen today"), tone="ok")
        self.average = Stat("clock", tr("Average wait"), tone="grey")
        row = hbox(self.waiting, self.with_doctor, self.seen, self.average, spacing=12)
        for place in range(row.count()):
            row.setStretch(place, 1)
        self.setLayout(row)

    def show_figures(self, state: DayListState) -> None:
        if state.figures is None:
            return
        self.waiting.set_value(number_text(state.figures.waiting))
        self.with_doctor.set_value(number_text(state.figures.in_consultation))
        self.seen.set_value(number_text(state.figures.completed))
        average = state.figures.average_wait_minutes
        self.average.set_value(_minutes_text(average), _wait_tone(average) or "grey")


class DayCard(Card):
    timeline_opened = Signal(object)  # AppointmentId

    def __init__(self, view_model: DayList, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 10, 1, 8))
        self.setParent(parent)
        self._view_model = view_model
        self._clock = clock
        self.filter: Chips[Part] = Chips([(part, _part_text(part)) for part in Part], tr("Show"))
        self.table: RowsTable[AppointmentSummary] = RowsTable(self._columns(), attrgetter("id"), tr("Today's queue"))
        self.note = Note("", "warn")
        self.timeline = KeyButton(tr("Timeline"), icon="history", kind="ghost", size="sm")
        self.check_in = KeyButton(tr("Check in"), "F10", icon="user-check", size="sm")
        self.print = KeyButton(tr("Print token"), "Ctrl+P", icon="printer", size="sm")
        self.cancel = KeyButton(tr("Cancel visit"), icon="calendar-x", size="sm")
        self._empty = EmptyState("list-ordered", "")
        self._minutes = QTimer(self)
        self._build()
        self._connect()
        self._render(view_model.state)
        self._minutes.start(_REPAINT_MS)

    def _columns(self) -> tuple[Column[AppointmentSummary], ...]:
        return (
            Column(tr("Token"), _token_text, look="token", width=76),
            Column(tr("Patient"), _name_text, detail=self._patient_text),
            Column(tr("Doctor"), attrgetter("doctor"), detail=_room_text, width=164),
            Column(tr("Department"), attrgetter("department"), width=130, wide_only=True),
            Column(tr("Since"), _since_text, width=58),
            Column(tr("Waiting"), self._waiting_text, tone=self._waiting_tone, width=74),
            Column(tr("Status"), _status_text, tone=_status_tone, look="pill", width=118),
        )

    def _build(self) -> None:
        self.table.set_empty(self._empty)
        head = hbox(Label(tr("Today's queue"), "h2"), KeyCap("F4"), 4, self.filter, margins=(13, 0, 8, 8))
        head.setStretch(3, 1)
        self._notice = box(vbox(self.note, margins=(13, 0, 13, 8)))
        foot = hbox(
            self.timeline,
            KeyCap("Enter"),
            None,
            self.cancel,
            KeyCap("Del"),
            self.print,
            self.check_in,
            margins=(8, 8, 12, 0),
        )
        add_to(self.inside, (head, self._notice, self.table, foot))
        self.inside.setStretch(2, 1)

    def _connect(self) -> None:
        QShortcut(QKeySequence("F4"), self).activated.connect(self._take_focus)
        # only in the list: elsewhere Del takes away a letter
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.cancel.click)
        self.filter.picked.connect(self._view_model.choose)
        self.table.opened.connect(self._open_timeline)
        self.table.current_changed.connect(self._offer)
        self.timeline.clicked.connect(self._open_timeline)
        self.check_in.clicked.connect(self._check_in)
        self.print.clicked.connect(self._print)
        self.cancel.clicked.connect(self._ask_cancel)
        self._minutes.timeout.connect(self.table.viewport().update)
        self._view_model.state_changed.connect(self._render)

    def _render(self, state: DayListState) -> None:
        self.table.set_rows(state.shown)
        self.filter.set_value(state.part)
        for part in Part:
            if part is not Part.ALL:
                self.filter.set_text(part, _counted(_part_text(part), state.count(part)))
        show_problem(self.note, state.problem)
        if state.problem is None and state.more:
            self.note.set_state(tr("The day is longer than this list. The latest are not shown."), "info")
        self._notice.setVisible(state.problem is not None or state.more)
        if not state.known:
            self._empty.set_text(tr("Asking for today's list…"))
        elif state.part is Part.ALL:
            self._empty.set_text(tr("Nobody has come yet today"), tr("A token appears here as soon as it is given."))
        else:
            self._empty.set_text(tr("Nobody here now"))
        self._offer()

    def _offer(self) -> None:
        """The buttons, for the row under the cursor."""
        row, busy = self.table.current(), self._view_model.state.busy
        none = tr("Choose a row first (F4)") if row is None else ""
        booked = row is not None and row.status is AppointmentStatus.SCHEDULED
        printable = row is not None and row.token is not None and row.status is not AppointmentStatus.CANCELLED
        cancellable = row is not None and can_cancel(row)
        self.timeline.set_blocked(none)
        self.check_in.set_blocked(none or ("" if booked else tr("Only who is booked and not here yet")))
        self.print.set_blocked(none or ("" if printable else tr("There is no token")))
        self.cancel.set_blocked(none or ("" if cancellable else tr("Not possible any more")))
        for button in (self.check_in, self.cancel):
            button.set_busy(busy)

    def _take_focus(self) -> None:
        self.table.setFocus()
        if self.table.current() is None:
            self.table.select_first()

    def _open_timeline(self) -> None:
        row = self.table.current()
        if row is not None:
            appointment_id: AppointmentId = row.id
            self.timeline_opened.emit(appointment_id)

    def _check_in(self) -> None:
        row = self.table.current()
        if row is not None:
            self._view_model.check_in(row)

    def _print(self) -> None:
        row = self.table.current()
        if row is not None:
            self._view_model.print_again(row)

    def _ask_cancel(self) -> None:
        row = self.table.current()
        if row is not None:
            sheet = CancelSheet(row, self.window())
            sheet.confirmed.connect(self._view_model.cancel)
            sheet.open()

    def _patient_text(self, row: AppointmentSummary) -> str:
        who = who_text(row.patient, self._clock.today())
        return tr("{who} · {number}", who=who, number=row.patient.patient_no)

    def _waiting_text(self, row: AppointmentSummary) -> str:
        return _minutes_text(waiting_minutes(row, self._clock.now()))

    def _waiting_tone(self, row: AppointmentSummary) -> Tone | None:
        return _wait_tone(waiting_minutes(row, self._clock.now()))


def _wait_tone(minutes: int | None) -> Tone | None:
    if minutes is None or minutes < _LONG:
        return None
    return "warn" if minutes < _TOO_LONG else "bad"


def _minutes_text(minutes: int | None) -> str:
    return "–" if minutes is None else tr("{minutes} min", minutes=number_text(minutes))


def _part_text(part: Part) -> str:
    return {
        Part.ALL: tr("All"),
        Part.BOOKED: tr("Booked"),
        Part.WAITING: tr("Waiting"),
        Part.WITH_DOCTOR: tr("With doctor"),
        Part.DONE: tr("Done"),
    }[part]


def _counted(text: str, count: int) -> str:
    return tr("{part} {n}", part=text, n=number_text(count)) if count else text


def _token_text(row: AppointmentSummary) -> str:
    return row.token or "–"


def _name_text(row: AppointmentSummary) -> str:
    return shown_name(row.patient.name)


def _room_text(row: AppointmentSummary) -> str:
    return tr("Room {room}", room=row.room)


def _since_text(row: AppointmentSummary) -> str:
    return "–" if row.checked_in_at is None else time_text(row.checked_in_at)


def _hurried(row: AppointmentSummary) -> bool:
    return row.status is AppointmentStatus.WAITING and row.priority is not Priority.NORMAL


def _status_text(row: AppointmentSummary) -> str:
    """Who goes first and is not called yet is seen at once."""
    return priority_word(row.priority) if _hurried(row) else status_word(row.status)


def _status_tone(row: AppointmentSummary) -> Tone:
    return "bad" if _hurried(row) else STATUS_TONES[row.status]
