"""What a person may do at a queue, and why something is not possible just now."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Any, Final

from client.core.words import shown_name
from shared.contract import Endpoint
from shared.contracts import queue
from shared.ids import AppointmentId, EmployeeId
from shared.models.appointments import AppointmentStatus, AppointmentSummary, Priority
from shared.models.queue import QueueEntry, QueueSnapshot, SessionNotice
from shared.rules.appointment_moves import Move


class Act(Enum):
    """One key, one call, one event; those with a move are about somebody in the queue, the others about the session."""

    CALL_NEXT = (queue.call_next, None)
    CALL = (queue.call, Move.CALL)
    RECALL = (queue.recall, Move.RECALL)
    UNDO_CALL = (queue.undo_call, Move.UNDO_CALL)
    ENTER = (queue.enter, Move.ENTER)
    HOLD = (queue.skip, Move.SKIP)
    SEND_FOR_TESTS = (queue.send_for_tests, Move.SEND_FOR_TESTS)
    RETURN = (queue.return_to_queue, Move.RETURN)
    NO_SHOW = (queue.no_show, Move.NO_SHOW)
    TRANSFER = (queue.transfer, Move.TRANSFER)
    PRIORITY = (queue.set_priority, Move.SHIFT)
    REORDER = (queue.reorder, Move.SHIFT)
    PAUSE = (queue.pause, None)
    RESUME = (queue.resume, None)
    END_DAY = (queue.end_day, None)

    def __init__(self, endpoint: Endpoint[..., Any, Any], move: Move | None) -> None:
        self.endpoint: Final = endpoint
        self.move: Final = move


class Why(StrEnum):
    """Why an act is not possible on what the screen shows; the server says the rest."""

    NOT_ALLOWED = auto()
    NO_DOCTOR = auto()
    NOBODY = auto()
    OTHER_STATE = auto()
    NOBODY_WAITS = auto()
    DOCTOR_BUSY = auto()
    PAUSED = auto()
    NOT_PAUSED = auto()
    ENDED = auto()
    FIRST = auto()
    LAST = auto()
    OTHER_CLASS = auto()
    SAME_PLACE = auto()


@dataclass(frozen=True)
class Turn:
    """Somebody's place with a doctor today, whichever list shows it."""

    appointment_id: AppointmentId
    doctor_id: EmployeeId
    token: str
    name: str
    status: AppointmentStatus
    priority: Priority
    version: int


def turn_of(row: AppointmentSummary) -> Turn:
    return Turn(
        row.id, row.doctor_id, row.token or "", shown_name(row.patient.name), row.status, row.priority, row.version
    )


def turn_in(snapshot: QueueSnapshot, entry: QueueEntry) -> Turn:
    return Turn(
        entry.appointment_id,
        snapshot.doctor_id,
        entry.token,
        shown_name(entry.name),
        entry.status,
        entry.priority,
        entry.version,
    )


def why_not(act: Act, turn: Turn | None, snapshot: QueueSnapshot | None) -> Why | None:
    """None if it looks possible; without the doctor's queue only the row itself is looked at."""
    if act.move is None:
        return _why_not_session(act, snapshot)
    if turn is None:
        return Why.NOBODY
    if not act.move.may_start(turn.status):
        return Why.OTHER_STATE
    if act is Act.CALL and snapshot is not None:
        return _why_not_calling(snapshot)
    return None


def possible(acts: Iterable[Act], turn: Turn, snapshot: QueueSnapshot | None) -> tuple[Act, ...]:
    return tuple(act for act in acts if why_not(act, turn, snapshot) is None)


def is_ended(snapshot: QueueSnapshot) -> bool:
    return snapshot.pause is not None and snapshot.pause.notice is SessionNotice.ENDED


def _why_not_session(act: Act, snapshot: QueueSnapshot | None) -> Why | None:
    if snapshot is None:
        return Why.NO_DOCTOR
    match act:
        case Act.CALL_NEXT:
            return _why_not_calling(snapshot) or (None if snapshot.waiting else Why.NOBODY_WAITS)
        case Act.RESUME:
            return Why.NOT_PAUSED if snapshot.pause is None else None
        case Act.END_DAY if snapshot.current and snapshot.current.status is AppointmentStatus.IN_CONSULTATION:
            return Why.DOCTOR_BUSY
        case _:
            return Why.ENDED if is_ended(snapshot) else None


def _why_not_calling(snapshot: QueueSnapshot) -> Why | None:
    if snapshot.pause is not None:
        return Why.ENDED if is_ended(snapshot) else Why.PAUSED
    return Why.DOCTOR_BUSY if snapshot.current else None
