"""The lists of reception: the whole day's appointments, or one doctor's live queue."""

from operator import attrgetter

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QContextMenuEvent

from client.core.clock import Clock
from client.core.i18n import number_text, time_text, tr
from client.core.words import STATUS_TONES, priority_word, shown_name, status_word, who_text
from client.viewmodels.queue.live_queue import LiveQueue
from client.viewmodels.queue.waits import expected_at, minutes_between
from client.viewmodels.reception.day import DayList, waiting_minutes
from client.views.queue.line_table import LineTable
from client.views.queue.words import (
    entry_word,
    expected_in_text,
    expected_text,
    hold_icon,
    hold_word,
    minutes_text,
    wait_icon,
    wait_tone,
    who,
)
from client.widgets.rows import Column
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.appointments import AppointmentStatus, AppointmentSummary, Priority
from shared.models.queue import QueueEntry

_MENU_AT = 24


class DayTable(RowsTable[AppointmentSummary]):
    """Everybody of today, in the order they came."""

    menu_asked = Signal()

    def __init__(self, view_model: DayList, clock: Clock) -> None:
        self._view_model = view_model
        self._clock = clock
        columns: tuple[Column[AppointmentSummary], ...] = (
            Column(tr("Token"), _token_text, look="token", width=72),
            Column(tr("Patient"), _name_text, detail=self._patient_text),
            Column(tr("Doctor"), attrgetter("doctor"), detail=_room_text, width=164),
            Column(tr("Department"), attrgetter("department"), width=130, wide_only=True),
            Column(tr("Since"), _since_text, width=64, wide_only=True),
            Column(
                tr("Waiting"),
                self.waiting_text,
                detail=self._expected_text,
                tone=self.waiting_tone,
                icon=self.waiting_icon,
                width=100,
            ),
            Column(tr("Status"), self._status_text, tone=_status_tone, icon=self._status_icon, look="pill", width=116),
        )
        super().__init__(columns, attrgetter("id"), tr("Today's queue"))

    def waiting_text(self, row: AppointmentSummary) -> str:
        return minutes_text(self._minutes(row))

    def waiting_tone(self, row: AppointmentSummary) -> Tone | None:
        return wait_tone(self._minutes(row))

    def waiting_icon(self, row: AppointmentSummary) -> str:
        return wait_icon(self._minutes(row))

    def corner_of_current(self) -> QPoint:
        box = self.visualRect(self.currentIndex())
        return QPoint(box.left() + _MENU_AT, box.bottom())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if event.reason() is QContextMenuEvent.Reason.Mouse and index.isValid():
            self.setCurrentIndex(index)
        if self.current() is not None:
            self.menu_asked.emit()

    def _minutes(self, row: AppointmentSummary) -> int | None:
        return waiting_minutes(row, self._clock.now())

    def _patient_text(self, row: AppointmentSummary) -> str:
        return tr("{who} · {number}", who=who_text(row.patient, self._clock.today()), number=row.patient.patient_no)

    def _expected_text(self, row: AppointmentSummary) -> str:
        return expected_text(self._view_model.state.expected_at(row), self._clock.now())

    def _status_text(self, row: AppointmentSummary) -> str:
        """Who goes first and is not called yet is seen at once; so is why somebody is on hold."""
        if row.status is AppointmentStatus.ON_HOLD:
            return hold_word(row.hold_reason)
        return priority_word(row.priority) if _hurried(row) else status_word(row.status)

    def _status_icon(self, row: AppointmentSummary) -> str:
        if self._view_model.state.is_moving(row.id):
            return "hourglass"
        if row.status is AppointmentStatus.ON_HOLD:
            return hold_icon(row.hold_reason)
        return "chevron-up" if _hurried(row) else ""


class DoctorTable(LineTable):
    """One doctor's queue in calling order."""

    def __init__(self, queue: LiveQueue) -> None:
        self._queue = queue
        columns: tuple[Column[QueueEntry], ...] = (
            Column(tr("Place"), self._place_text, width=52),
            Column(tr("Token"), attrgetter("token"), look="token", width=76),
            Column(tr("Patient"), _entry_name, detail=self._patient_text),
            Column(
                tr("Waiting"),
                self._waiting_text,
                detail=_since_of,
                tone=self._waiting_tone,
                icon=self._waiting_icon,
                width=104,
            ),
            Column(tr("Expected"), self._expected_text, detail=self._expected_in, width=92),
            Column(tr("Status"), entry_word, tone=_entry_tone, icon=self._entry_icon, look="pill", width=136),
        )
        super().__init__(columns, tr("Queue in calling order"))

    def _place_text(self, entry: QueueEntry) -> str:
        snapshot = self._queue.state.snapshot
        waiting = [each.appointment_id for each in snapshot.waiting] if snapshot else []
        known = entry.appointment_id in waiting
        return number_text(waiting.index(entry.appointment_id) + 1) if known else "–"

    def _patient_text(self, entry: QueueEntry) -> str:
        today = self._queue.state.now.date()
        return tr("{who} · {number}", who=who(entry, today), number=entry.patient_no)

    def _minutes(self, entry: QueueEntry) -> int | None:
        served = entry.status is AppointmentStatus.IN_CONSULTATION
        return None if served else minutes_between(entry.waiting_since, self._queue.state.now)

    def _waiting_text(self, entry: QueueEntry) -> str:
        return minutes_text(self._minutes(entry))

    def _waiting_tone(self, entry: QueueEntry) -> Tone | None:
        return wait_tone(self._minutes(entry))

    def _waiting_icon(self, entry: QueueEntry) -> str:
        return wait_icon(self._minutes(entry))

    def _expected_text(self, entry: QueueEntry) -> str:
        return expected_text(expected_at(entry), self._queue.state.now) or "–"

    def _expected_in(self, entry: QueueEntry) -> str:
        return expected_in_text(expected_at(entry), self._queue.state.now)

    def _entry_icon(self, entry: QueueEntry) -> str:
        if self._queue.moves.state.is_moving(entry.appointment_id):
            return "hourglass"
        if entry.status is AppointmentStatus.ON_HOLD:
            return hold_icon(entry.hold_reason)
        return "chevron-up" if _first(entry) else ""


def _token_text(row: AppointmentSummary) -> str:
    return row.token or "–"


def _room_text(row: AppointmentSummary) -> str:
    return tr("Room {room}", room=row.room)


def _since_text(row: AppointmentSummary) -> str:
    return "–" if row.checked_in_at is None else time_text(row.checked_in_at)


def _since_of(entry: QueueEntry) -> str:
    if entry.status is AppointmentStatus.IN_CONSULTATION:
        return ""
    return tr("since {time}", time=time_text(entry.waiting_since))


def _hurried(row: AppointmentSummary) -> bool:
    return row.status is AppointmentStatus.WAITING and row.priority is not Priority.NORMAL


def _first(entry: QueueEntry) -> bool:
    return entry.status is AppointmentStatus.WAITING and entry.priority is not Priority.NORMAL


def _status_tone(row: AppointmentSummary) -> Tone:
    return "bad" if _hurried(row) else STATUS_TONES[row.status]


def _entry_tone(entry: QueueEntry) -> Tone:
    return "bad" if _first(entry) else STATUS_TONES[entry.status]


def _name_text(row: AppointmentSummary) -> str:
    return shown_name(row.patient.name)


def _entry_name(entry: QueueEntry) -> str:
    return shown_name(entry.name)
