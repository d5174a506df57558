"""The moves of an appointment (domain §2), which is also its doctor's queue entry: one table for both sides."""

from enum import Enum
from typing import Final

from shared.models.appointments import AppointmentStatus

_S: Final = AppointmentStatus


class Move(Enum):
    """One step: the states it may start from, and the one it leads to."""

    CHECK_IN = ({_S.SCHEDULED}, _S.WAITING)
    CALL = ({_S.WAITING}, _S.CALLED)
    RECALL = ({_S.CALLED}, _S.CALLED)
    UNDO_CALL = ({_S.CALLED}, _S.WAITING)
    ENTER = ({_S.CALLED}, _S.IN_CONSULTATION)
    SKIP = ({_S.CALLED, _S.IN_CONSULTATION}, _S.ON_HOLD)
    NO_SHOW = ({_S.CALLED}, _S.NO_SHOW)
    SEND_FOR_TESTS = ({_S.IN_CONSULTATION}, _S.ON_HOLD)
    RETURN = ({_S.ON_HOLD, _S.NO_SHOW}, _S.WAITING)
    COMPLETE = ({_S.IN_CONSULTATION}, _S.COMPLETED)
    RESCHEDULE = ({_S.SCHEDULED}, _S.SCHEDULED)
    CANCEL = ({_S.SCHEDULED, _S.WAITING, _S.ON_HOLD}, _S.CANCELLED)
    TRANSFER = ({_S.WAITING, _S.CALLED, _S.ON_HOLD}, _S.WAITING)
    SHIFT = ({_S.WAITING}, _S.WAITING)
    CLOSE = ({_S.WAITING, _S.CALLED, _S.ON_HOLD}, _S.NO_SHOW)

    def __init__(self, starts: set[AppointmentStatus], leads_to: AppointmentStatus) -> None:
        self.starts: Final = frozenset(starts)
        self.leads_to: Final = leads_to

    def may_start(self, found: AppointmentStatus) -> bool:
        return found in self.starts


def may(found: AppointmentStatus, wanted: AppointmentStatus) -> bool:
    """Whether any move leads from one state to the other."""
    return any(move.may_start(found) and move.leads_to is wanted for move in Move)
