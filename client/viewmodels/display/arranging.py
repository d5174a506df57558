"""Arranging the wall displays: which rooms each shows, and which notices all of them say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from shared.contracts import boards, staff
from shared.errors import ApiError
from shared.ids import RoomId, WorkstationId
from shared.models.boards import BoardSetup, DisplayRooms, NewNotice
from shared.models.staff import DoctorSummary
from shared.topics import Topic


@dataclass(frozen=True)
class ArrangingState:
    setup: BoardSetup | None = None
    doctors: tuple[DoctorSummary, ...] = ()
    chosen: WorkstationId | None = None
    busy: bool = False
    problem: ApiError | None = None

    @property
    def displays(self) -> list[DisplayRooms]:
        return self.setup.displays if self.setup else []

    @property
    def display(self) -> DisplayRooms | None:
        """The one being arranged: the chosen one, else the first."""
        first = self.displays[0] if self.displays else None
        return next((one for one in self.displays if one.workstation_id == self.chosen), first)


class Arranging(QObject):
    state_changed = Signal(object)
    arranged = Signal(str)  # the display's name
    posted = Signal()

    def __init__(self, calls: Calls, changes: Changes) -> None:
        super().__init__()
        self._calls = calls
        self.state = ArrangingState()
        changes.on({Topic.BOARDS, Topic.STAFF, Topic.WORKSTATIONS}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        try:
            setup = await self._calls.send(boards.setup())
            doctors = await self._calls.send(staff.doctors())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, setup=setup, doctors=tuple(doctors.items), problem=None))

    def choose(self, workstation_id: WorkstationId) -> None:
        self._show(replace(self.state, chosen=workstation_id))

    @slot
    async def arrange(self, room_ids: Sequence[RoomId], *, counters: bool) -> None:
        display = self.state.display
        if display is None or self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            setup = await self._calls.send(
                boards.arrange(workstation_id=display.workstation_id, room_ids=list(room_ids), counters=counters)
            )
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False, setup=setup))
            self.arranged.emit(display.name)

    @slot
    async def post(self, notices: Sequence[NewNotice]) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            setup = await self._calls.send(boards.post_notices(notices=list(notices)))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False, setup=setup))
            self.posted.emit()

    def _show(self, state: ArrangingState) -> None:
        self.state = state
        self.state_changed.emit(state)
