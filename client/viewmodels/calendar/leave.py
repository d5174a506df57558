"""A doctor's leave: whom it hits, and what becomes of them, in one act."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contracts import calendar
from shared.errors import ApiError
from shared.models.appointments import AppointmentSummary
from shared.models.calendar import FindLeaveTarget, ListHits, Opening, TakeLeave


@dataclass(frozen=True)
class LeaveState:
    hits: tuple[AppointmentSummary, ...] = ()
    answered: bool = False
    target: Opening | None = None
    """The first free place for those who are moved."""
    target_known: bool = False
    busy: bool = False
    problem: ApiError | None = None


class LeavePlan(ViewModel[LeaveState]):
    taken = Signal(object)  # LeaveTaken

    def __init__(self, calls: Calls, parent: QObject | None = None, *, sees_booked: bool = True) -> None:
        """Who may not see who is booked leaves them all as they are."""
        super().__init__(LeaveState(), parent)
        self._calls = calls
        self.sees_booked = sees_booked

    @latest
    async def look(self, leave: ListHits) -> None:
        if not self.sees_booked:
            return
        self._show(replace(self.state, answered=False))
        try:
            page = await self._calls.send(calendar.hit_by_leave.bind(leave))
        except ApiError as problem:
            self._show(replace(self.state, hits=(), problem=problem))
        else:
            self._show(replace(self.state, hits=tuple(page.items), answered=True, problem=None))

    @latest
    async def find_target(self, moves: FindLeaveTarget | None) -> None:
        """None where nobody is moved."""
        self._show(replace(self.state, target=None, target_known=False))
        if moves is None:
            return
        try:
            found = await self._calls.send(calendar.leave_target.bind(moves))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, target=found.opening, target_known=True))

    @slot
    async def take(self, leave: TakeLeave) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            taken = await self._calls.send(calendar.take_leave.bind(leave))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.taken.emit(taken)
