"""The remote calls about queues and boards."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.appointments import (
    AlreadyBooked,
    AppointmentNotFound,
    AppointmentStateConflict,
    DoctorNotFound,
    SessionEnded,
)
from shared.contracts.workstations import WorkstationNotFound
from shared.errors import Conflict, StaleVersion
from shared.ids import AppointmentId
from shared.models.queue import (
    BoardSnapshot,
    CallNext,
    EndDay,
    GetBoard,
    GetQueue,
    PauseSession,
    QueueEntry,
    QueueMove,
    QueueSnapshot,
    Reorder,
    ResumeSession,
    ReturnToQueue,
    SessionNotice,
    SetPriority,
    Skip,
    TransferAppointment,
)
from shared.permissions import Permission
from shared.topics import Topic


class NobodyWaiting(Conflict):
    """The queue has nobody to call."""


@dataclass(eq=False)
class DoctorBusy(Conflict):
    """Somebody is called or in the room already: one at a time."""

    appointment_id: AppointmentId
    token: str


@dataclass(eq=False)
class SessionPaused(Conflict):
    """The doctor calls nobody just now."""

    notice: SessionNotice


class SessionNotPaused(Conflict):
    """There is nothing to resume: the doctor is calling."""


class OtherClass(Conflict):
    """The two do not wait in one class of one doctor's queue, so neither can stand before the other."""


_MOVED = {Topic.APPOINTMENTS, Topic.QUEUE}
_REFUSALS = (AppointmentNotFound, AppointmentStateConflict, StaleVersion)

of_doctor = query("/queues/{doctor_id}", GetQueue, QueueSnapshot, allow=Permission.QUEUE_VIEW, raises=(DoctorNotFound,))

board = query(
    "/boards/{workstation_id}",
    GetBoard,
    BoardSnapshot,
    allow=Permission.BOARD_VIEW,
    raises=(WorkstationNotFound,),
)

call_next = command(
    "/queues/{doctor_id}/call-next",
    CallNext,
    QueueEntry,
    allow=Permission.QUEUE_CALL,
    changes=_MOVED,
    raises=(DoctorNotFound, NobodyWaiting, DoctorBusy, SessionPaused, SessionEnded),
)

call = command(
    "/appointments/{appointment_id}/call",
    QueueMove,
    QueueEntry,
    allow=Permission.QUEUE_CALL,
    changes=_MOVED,
    raises=(*_REFUSALS, DoctorBusy, SessionPaused, SessionEnded),
)

recall = command(
    "/appointments/{appointment_id}/recall",
    QueueMove,
    QueueEntry,
    allow=Permission.QUEUE_CALL,
    changes=_MOVED,
    raises=_REFUSALS,
)

undo_call = command(
    "/appointments/{appointment_id}/undo-call",
    QueueMove,
    QueueEntry,
    allow=Permission.QUEUE_CALL,
    changes=_MOVED,
    raises=_REFUSALS,
)

skip = command(
    "/appointments/{appointment_id}/skip",
    Skip,
    QueueEntry,
    allow=Permission.QUEUE_CALL,
    changes=_MOVED,
    raises=_REFUSALS,
)

no_show = command(
    "/appointments/{appointment_id}/no-show",
    QueueMove,
    QueueEntry,
    allow=Permission.QUEUE_CALL,
    changes=_MOVED,
    raises=_REFUSALS,
)

return_to_queue = command(
    "/appointments/{appointment_id}/return",
    ReturnToQueue,
    QueueEntry,
    allow=Permission.QUEUE_CALL,
    changes=_MOVED,
    raises=(*_REFUSALS, SessionEnded),
)

send_for_tests = command(
    "/appointments/{appointment_id}/send-for-tests",
    QueueMove,
    QueueEntry,
    allow=Permission.QUEUE_CALL,
    changes=_MOVED,
    raises=_REFUSALS,
)

transfer = command(
    "/appointments/{appointment_id}/transfer",
    TransferAppointment,
    QueueEntry,
    allow=Permission.QUEUE_TRANSFER,
    changes=_MOVED,
    raises=(*_REFUSALS, DoctorNotFound, AlreadyBooked, SessionEnded),
)

set_priority = command(
    "/appointments/{appointment_id}/priority",
    SetPriority,
    QueueEntry,
    allow=Permission.QUEUE_PRIORITY,
    changes=_MOVED,
    raises=(*_REFUSALS, ApprovalNeeded, ApprovalNotValid),
)

reorder = command(
    "/appointments/{appointment_id}/place",
    Reorder,
    QueueEntry,
    allow=Permission.QUEUE_REORDER,
    changes=_MOVED,
    raises=(*_REFUSALS, OtherClass),
)

pause = command(
    "/queues/{doctor_id}/pause",
    PauseSession,
    QueueSnapshot,
    allow=Permission.QUEUE_SESSION,
    changes={Topic.QUEUE},
    raises=(DoctorNotFound, SessionEnded),
)

resume = command(
    "/queues/{doctor_id}/resume",
    ResumeSession,
    QueueSnapshot,
    allow=Permission.QUEUE_SESSION,
    changes={Topic.QUEUE},
    raises=(DoctorNotFound, SessionNotPaused),
)

end_day = command(
    "/queues/{doctor_id}/end-day",
    EndDay,
    QueueSnapshot,
    allow=Permission.QUEUE_SESSION,
    changes=_MOVED,
    raises=(DoctorNotFound, DoctorBusy, SessionEnded),
)

enter = command(
    "/appointments/{appointment_id}/enter",
    QueueMove,
    QueueEntry,
    allow=Permission.QUEUE_CALL,
    changes={*_MOVED, Topic.CONSULTATIONS},
    raises=(*_REFUSALS, DoctorBusy),
)
