"""The remote calls about queues and boards."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.appointments import AppointmentNotFound, AppointmentStateConflict, DoctorNotFound
from shared.contracts.workstations import WorkstationNotFound
from shared.errors import Conflict, StaleVersion
from shared.ids import AppointmentId
from shared.models.queue import (
    BoardSnapshot,
    CallNext,
    GetBoard,
    GetQueue,
    QueueEntry,
    QueueMove,
    QueueSnapshot,
    ReturnToQueue,
    Skip,
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
    raises=(DoctorNotFound, NobodyWaiting, DoctorBusy),
)

call = command(
    "/appointments/{appointment_id}/call",
    QueueMove,
    QueueEntry,
    allow=Permission.QUEUE_CALL,
    changes=_MOVED,
    raises=(*_REFUSALS, DoctorBusy),
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
    raises=_REFUSALS,
)

enter = command(
    "/appointments/{appointment_id}/enter",
    QueueMove,
    QueueEntry,
    allow=Permission.QUEUE_CALL,
    changes={*_MOVED, Topic.CONSULTATIONS},
    raises=(*_REFUSALS, DoctorBusy),
)
