"""The doctor's door: whose it is, who is in the room, and who waits."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.clock import Clock
from client.core.live import Live
from client.core.session import Session, SessionState
from client.viewmodels.queue.acts import Turn
from client.viewmodels.queue.live_queue import LiveQueue, LiveQueueState
from client.viewmodels.queue.moves import MovesState, QueueMoves
from client.viewmodels.queue.waits import minutes_between
from shared.contracts import staff
from shared.errors import ApiError
from shared.models.appointments import AppointmentStatus
from shared.models.common import Nothing
from shared.models.queue import QueueEntry, QueueSnapshot
from shared.models.staff import DoctorSummary

_IN_LINE: Final = (AppointmentStatus.WAITING, AppointmentStatus.ON_HOLD)


@dataclass(frozen=True)
class RoomState:
    queue: LiveQueueState
    moves: MovesState
    doctors: tuple[DoctorSummary, ...] = ()
    doctor: DoctorSummary | None = None
    is_own: bool = False
    """The person signed in is this doctor: there is nobody else to choose."""
    problem: ApiError | None = None

    @property
    def now(self) -> datetime:
        return self.queue.now

    @property
    def snapshot(self) -> QueueSnapshot | None:
        return self.queue.snapshot

    @property
    def current(self) -> QueueEntry | None:
        return self.snapshot.current if self.snapshot else None

    @property
    def called(self) -> QueueEntry | None:
        """Called, and not come in yet."""
        current = self.current
        return current if current and current.status is AppointmentStatus.CALLED else None

    @property
    def in_room(self) -> QueueEntry | None:
        current = self.current
        return current if current and current.status is AppointmentStatus.IN_CONSULTATION else None

    @property
    def entered(self) -> QueueEntry | None:
        """In the room for the server too: only then there is a consultation to write in."""
        current = self.queue.kept.current if self.queue.kept else None
        return current if current and current.status is AppointmentStatus.IN_CONSULTATION else None

    @property
    def line(self) -> tuple[QueueEntry, ...]:
        """Who waits in calling order, then who is on hold."""
        entries = self.snapshot.entries if self.snapshot else []
        return tuple(entry for status in _IN_LINE for entry in entries if entry.status is status)

    @property
    def waiting(self) -> int:
        return len(self.snapshot.waiting) if self.snapshot else 0

    def is_moving(self, entry: QueueEntry) -> bool:
        return self.moves.is_moving(entry.appointment_id)

    def turn(self, entry: QueueEntry | None) -> Turn | None:
        return self.queue.turn(entry)

    def minutes(self, since: datetime) -> int:
        return minutes_between(since, self.now)


class Room(QObject):
    """Finds out whose room it is and follows that queue; what is done in it is done by its moves."""

    state_changed = Signal(object)  # RoomState

    def __init__(self, calls: Calls, live: Live, session: Session, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.moves = QueueMoves(calls, session, clock, self)
        self._queue = LiveQueue(calls, live, self.moves, clock, self)
        self._calls = calls
        self._session = session
        self._me = session.me
        self.state = RoomState(self._queue.state, self.moves.state)
        session.state_changed.connect(self._follow)
        self.moves.state_changed.connect(self._moved)
        self._queue.state_changed.connect(self._changed)

    @slot
    async def open(self) -> None:
        """Find out whose room this is; asked again as long as it is not known."""
        if self.state.doctor is not None:
            return
        try:
            page = await self._calls.send(staff.doctors.bind(Nothing()))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        me = self._session.me
        own = next((doctor for doctor in page.items if me and doctor.id == me.employee_id), None)
        self._show(replace(self.state, doctors=tuple(page.items), is_own=own is not None, problem=None))
        if own is not None:
            self.choose(own)

    def choose(self, doctor: DoctorSummary) -> None:
        """Show this doctor's queue from now on."""
        if doctor != self.state.doctor:
            self._show(replace(self.state, doctor=doctor))
            self._queue.follow(doctor.id)

    def _follow(self, state: SessionState) -> None:
        """Another person at this computer: another room."""
        before, self._me = self._me, state.me
        if (before and before.user_id) != (state.me and state.me.user_id):
            self._queue.follow(None)
            self._show(RoomState(self._queue.state, self.moves.state))
            if state.me is not None:
                self.open()

    def _moved(self, moves: MovesState) -> None:
        self._show(replace(self.state, moves=moves))

    def _changed(self, queue: LiveQueueState) -> None:
        self._show(replace(self.state, queue=queue))

    def _show(self, state: RoomState) -> None:
        self.state = state
        self.state_changed.emit(state)
