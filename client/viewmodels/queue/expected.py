"""What the lists will look like once a move has been answered: shown at once, put right by the push."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from typing import Any, Final

from client.viewmodels.queue.acts import Act, Turn
from shared.contract import Call
from shared.ids import AppointmentId, EmployeeId
from shared.models.appointments import AppointmentStatus, AppointmentSummary, HoldReason, Priority
from shared.models.common import Model
from shared.models.queue import (
    PauseSession,
    QueueEntry,
    QueueMove,
    QueueSnapshot,
    Reorder,
    SessionNotice,
    SessionPause,
    SetPriority,
)
from shared.models.staff import DoctorSummary
from shared.rules.appointment_moves import Move
from shared.rules.queue_order import Standing, placed_before

_RANKS: Final = {priority: rank for rank, priority in enumerate(Priority)}
_GROUPS: Final = {
    AppointmentStatus.CALLED: 0,
    AppointmentStatus.IN_CONSULTATION: 0,
    AppointmentStatus.WAITING: 1,
    AppointmentStatus.ON_HOLD: 2,
}
_LEAVING: Final = {Act.TRANSFER, Act.NO_SHOW}


@dataclass(frozen=True)
class Sent:
    """A move on its way. `turn` is whom it is about; of the next call, whom the screen shows as next."""

    act: Act
    doctor_id: EmployeeId
    request: Model
    at: datetime
    turn: Turn | None = None
    to: DoctorSummary | None = None

    @property
    def call(self) -> Call[Any]:
        return self.act.endpoint.bind(self.request)

    @property
    def version(self) -> int:
        if isinstance(self.request, QueueMove):
            return self.request.version
        return self.turn.version if self.turn else 0

    def is_about(self, appointment_id: AppointmentId) -> bool:
        return self.turn is not None and self.turn.appointment_id == appointment_id

    def based_on(self, entry: QueueEntry) -> "Sent":
        """Made on the screen that expected this answer: now it is known which state that is."""
        if not self.is_about(entry.appointment_id) or not isinstance(self.request, QueueMove):
            return self
        return replace(self, request=self.request.model_copy(update={"version": entry.version}))


def shown(snapshot: QueueSnapshot, sent: Iterable[Sent]) -> QueueSnapshot:
    return reduce(after, sent, snapshot)


def after(snapshot: QueueSnapshot, sent: Sent) -> QueueSnapshot:
    """The queue with the move done; a queue that knows of it already, or of a newer one, is left as it is."""
    if sent.doctor_id != snapshot.doctor_id:
        return snapshot
    if sent.turn is None:
        return _after_session(snapshot, sent)
    entry = _find(snapshot, sent.turn.appointment_id)
    if entry is None or entry.version > sent.version:
        return snapshot
    if sent.act in _LEAVING:
        return _with(snapshot, (e for e in snapshot.entries if e is not entry))
    if isinstance(sent.request, Reorder):
        return _placed(snapshot, entry, sent.request.before)
    moved = entry.model_copy(update=_changes(sent, entry.calls))
    return _with(snapshot, (moved if e is entry else e for e in snapshot.entries))


def answered(snapshot: QueueSnapshot, sent: Sent, entry: QueueEntry) -> QueueSnapshot:
    """The answer is shown before the push that follows, which has the whole."""
    if sent.doctor_id != snapshot.doctor_id:
        return snapshot
    if sent.is_about(entry.appointment_id):
        snapshot = after(snapshot, sent)
    known = _find(snapshot, entry.appointment_id)
    if known is None or known.version > entry.version:
        return snapshot
    return _with(snapshot, (entry if e is known else e for e in snapshot.entries))


def row_after(row: AppointmentSummary, sent: Iterable[Sent]) -> AppointmentSummary:
    """The same for a row of the day's list."""
    for each in sent:
        if not each.is_about(row.id) or row.version > each.version:
            continue
        changes = _changes(each, 0)
        if each.to is not None:
            changes |= {"doctor_id": each.to.id, "doctor": each.to.name, "room": each.to.room}
        row = row.model_copy(update={k: v for k, v in changes.items() if k in AppointmentSummary.model_fields})
    return row


def row_answered(row: AppointmentSummary, sent: Sent, entry: QueueEntry) -> AppointmentSummary:
    if row.id != entry.appointment_id or row.version >= entry.version:
        return row
    moved = row_after(row, (sent,))
    known = {name: getattr(entry, name) for name in ("status", "hold_reason", "priority", "token", "version")}
    return moved.model_copy(update=known)


def _after_session(snapshot: QueueSnapshot, sent: Sent) -> QueueSnapshot:
    match sent.act:
        case Act.PAUSE:
            assert isinstance(sent.request, PauseSession)
            since = snapshot.pause.since if snapshot.pause else sent.at
            pause = SessionPause(notice=sent.request.notice, since=since, back_at=sent.request.back_at)
            return snapshot.model_copy(update={"pause": pause})
        case Act.RESUME:
            return snapshot.model_copy(update={"pause": None})
        case Act.END_DAY:
            pause = SessionPause(notice=SessionNotice.ENDED, since=sent.at, back_at=None)
            return snapshot.model_copy(update={"pause": pause, "entries": []})
        case _:
            return snapshot


def _changes(sent: Sent, calls: int) -> dict[str, object]:
    called = {"called_at": sent.at, "calls": 1}
    more: dict[Act, dict[str, object]] = {
        Act.CALL_NEXT: called,
        Act.CALL: called,
        Act.RECALL: called | {"calls": calls + 1},
        Act.UNDO_CALL: {"called_at": None, "calls": 0},
        Act.HOLD: {"hold_reason": HoldReason.SKIPPED},
        Act.SEND_FOR_TESTS: {"hold_reason": HoldReason.TESTS},
        Act.RETURN: {"hold_reason": None, "waiting_since": sent.at},
    }
    if isinstance(sent.request, SetPriority):
        return {"priority": sent.request.priority}
    return {"status": (sent.act.move or Move.CALL).leads_to} | more.get(sent.act, {})


def _placed(snapshot: QueueSnapshot, entry: QueueEntry, before: AppointmentId | None) -> QueueSnapshot:
    line = [
        Standing(e.appointment_id, e.position, waits=e.status is AppointmentStatus.WAITING)
        for e in snapshot.entries
        if e.priority is entry.priority
    ]
    places = placed_before(line, entry.appointment_id, before)
    return _with(
        snapshot,
        (
            e.model_copy(update={"position": places[e.appointment_id]}) if e.appointment_id in places else e
            for e in snapshot.entries
        ),
    )


def _with(snapshot: QueueSnapshot, entries: Iterable[QueueEntry]) -> QueueSnapshot:
    """In the order in which the server sends them."""
    ordered = sorted(entries, key=lambda e: (_GROUPS[e.status], _RANKS[e.priority], e.position))
    return snapshot.model_copy(update={"entries": ordered})


def _find(snapshot: QueueSnapshot, appointment_id: AppointmentId) -> QueueEntry | None:
    return next((e for e in snapshot.entries if e.appointment_id == appointment_id), None)
