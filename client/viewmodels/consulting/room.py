"""The doctor's door: who is in the room, who waits, and whom to call."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.clock import Clock
from client.core.live import Live
from client.core.session import Session, SessionState
from shared.contract import Call
from shared.contracts import queue, staff
from shared.errors import ApiError, Unreachable
from shared.ids import AppointmentId
from shared.models.appointments import AppointmentStatus
from shared.models.common import Nothing
from shared.models.queue import GetQueue, QueueEntry, QueueMove, QueueSnapshot, ReturnToQueue, Skip
from shared.models.staff import DoctorSummary
from shared.rules.appointment_moves import Move

_TICK_MS: Final = 20_000
"""Minutes of waiting go on while nothing else happens."""

_CURRENT: Final = (AppointmentStatus.CALLED, AppointmentStatus.IN_CONSULTATION)
_IN_LINE: Final = (AppointmentStatus.WAITING, AppointmentStatus.ON_HOLD)


@dataclass(frozen=True)
class Moving:
    """A move that waits for its answer; without an id it is the next patient's call."""

    move: Move
    appointment_id: AppointmentId | None = None


@dataclass(frozen=True)
class Refused:
    """What was tried, and why it was not done."""

    move: Move
    error: ApiError


@dataclass(frozen=True)
class RoomState:
    now: datetime
    doctors: tuple[DoctorSummary, ...] = ()
    doctor: DoctorSummary | None = None
    is_own: bool = False
    """The person signed in is this doctor: there is nobody else to choose."""
    snapshot: QueueSnapshot | None = None
    moving: Moving | None = None
    refused: Refused | None = None
    problem: ApiError | None = None

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
    def line(self) -> tuple[QueueEntry, ...]:
        """Who waits in calling order, then who is on hold."""
        entries = self.snapshot.entries if self.snapshot else []
        return tuple(e for status in _IN_LINE for e in entries if e.status is status)

    @property
    def waiting(self) -> int:
        return len(self.snapshot.waiting) if self.snapshot else 0

    def is_moving(self, entry: QueueEntry) -> bool:
        """Its move is on its way; calling the next moves the first who waits."""
        if self.moving is None:
            return False
        if self.moving.appointment_id is None:
            return self.waiting > 0 and self.line[0] == entry
        return self.moving.appointment_id == entry.appointment_id

    def minutes(self, since: datetime) -> int:
        return max(0, int((self.now - since).total_seconds() // 60))


class Room(QObject):
    """One move at a time; the queue itself comes by push, and a refusal is put right by asking once more."""

    state_changed = Signal(object)  # RoomState

    def __init__(self, calls: Calls, live: Live, session: Session, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._live = live
        self._session = session
        self._clock = clock
        self._me = session.me
        self.state = RoomState(clock.now())
        session.state_changed.connect(self._follow)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._pass_time)
        self._tick.start()

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
        if doctor == self.state.doctor:
            return
        self._show(replace(self.state, doctor=doctor, snapshot=None, moving=None, refused=None))
        self._live.show_queue(doctor.id, self, self._take)

    def call_next(self) -> None:
        doctor = self.state.doctor
        if doctor is not None:
            self._move(Moving(Move.CALL), queue.call_next(doctor_id=doctor.id))

    def call(self, entry: QueueEntry) -> None:
        """This one, out of turn."""
        self._move_entry(Move.CALL, entry, queue.call.bind)

    def enter(self) -> None:
        self._move_entry(Move.ENTER, self.state.called, queue.enter.bind)

    def recall(self) -> None:
        self._move_entry(Move.RECALL, self.state.called, queue.recall.bind)

    def undo_call(self) -> None:
        self._move_entry(Move.UNDO_CALL, self.state.called, queue.undo_call.bind)

    def no_show(self) -> None:
        self._move_entry(Move.NO_SHOW, self.state.called, queue.no_show.bind)

    def hold(self) -> None:
        """Called and absent, or sent out for tests: the place is kept."""
        entry = self.state.current
        if entry is not None:
            request = Skip(appointment_id=entry.appointment_id, version=entry.version)
            self._move(Moving(Move.SKIP, entry.appointment_id), queue.skip.bind(request))

    def bring_back(self, entry: QueueEntry) -> None:
        """From hold to the old place."""
        request = ReturnToQueue(appointment_id=entry.appointment_id, version=entry.version)
        self._move(Moving(Move.RETURN, entry.appointment_id), queue.return_to_queue.bind(request))

    def dismiss(self) -> None:
        """The note about a refusal was read."""
        self._show(replace(self.state, refused=None))

    def _follow(self, state: SessionState) -> None:
        """Another person at this computer: another room."""
        before, self._me = self._me, state.me
        if (before and before.user_id) != (state.me and state.me.user_id):
            self._live.show_nothing(self)
            self._show(RoomState(self._clock.now()))
            if state.me is not None:
                self.open()

    def _move_entry(self, move: Move, entry: QueueEntry | None, bind: Callable[[QueueMove], Call[QueueEntry]]) -> None:
        if entry is not None:
            request = QueueMove(appointment_id=entry.appointment_id, version=entry.version)
            self._move(Moving(move, entry.appointment_id), bind(request))

    @slot
    async def _move(self, moving: Moving, call: Call[QueueEntry]) -> None:
        if self.state.moving is not None:
            return
        self._show(replace(self.state, moving=moving, refused=None))
        try:
            entry = await self._calls.send(call)
        except ApiError as error:
            self._show(replace(self.state, moving=None, refused=Refused(moving.move, error)))
            self._ask_again()
        else:
            self._show(replace(self.state, moving=None, snapshot=_with(self.state.snapshot, entry)))

    @slot
    async def _ask_again(self) -> None:
        """The screen was not what the server has: see it now, though a push may come too."""
        doctor = self.state.doctor
        if doctor is None:
            return
        try:
            self._take(await self._calls.send(queue.of_doctor.bind(GetQueue(doctor_id=doctor.id))))
        except Unreachable:
            return  # the stream says so, and brings the queue when it is back
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))

    def _take(self, snapshot: QueueSnapshot) -> None:
        doctor, shown = self.state.doctor, self.state.snapshot
        if doctor is None or snapshot.doctor_id != doctor.id:
            return
        if shown is not None and (snapshot.date, snapshot.version) < (shown.date, shown.version):
            return
        self._show(replace(self.state, snapshot=snapshot, problem=None))

    def _pass_time(self) -> None:
        self._show(self.state)

    def _show(self, state: RoomState) -> None:
        self.state = replace(state, now=self._clock.now())
        self.state_changed.emit(self.state)


def _with(snapshot: QueueSnapshot | None, entry: QueueEntry) -> QueueSnapshot | None:
    """The answer is shown at once; the push that follows has the whole."""
    if snapshot is None:
        return None
    known = next((e for e in snapshot.entries if e.appointment_id == entry.appointment_id), None)
    if known is None or known.version > entry.version:
        return snapshot
    entries = [entry if e is known else e for e in snapshot.entries]
    return snapshot.model_copy(update={"entries": entries})
