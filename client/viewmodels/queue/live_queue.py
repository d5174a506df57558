"""One doctor's queue as it is pushed, with what was just asked for shown as done."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.clock import Clock
from client.core.live import Live
from client.viewmodels.queue.acts import Turn, turn_in
from client.viewmodels.queue.expected import Sent, answered, shown
from client.viewmodels.queue.moves import MovesState, QueueMoves
from shared.contracts import queue
from shared.errors import ApiError, Unreachable
from shared.ids import EmployeeId
from shared.models.queue import GetQueue, QueueEntry, QueueSnapshot

_TICK_MS: Final = 20_000
"""Minutes of waiting go on while nothing else happens."""


@dataclass(frozen=True)
class LiveQueueState:
    now: datetime
    doctor_id: EmployeeId | None = None
    kept: QueueSnapshot | None = None
    """As the server has told it."""
    snapshot: QueueSnapshot | None = None
    """With every move on its way already done."""
    problem: ApiError | None = None

    def turn(self, entry: QueueEntry | None) -> Turn | None:
        return turn_in(self.snapshot, entry) if self.snapshot and entry else None


class LiveQueue(QObject):
    """Follows the doctor it is told to; after a refusal it asks once more, though a push may come too."""

    state_changed = Signal(object)  # LiveQueueState

    def __init__(
        self, calls: Calls, live: Live, moves: QueueMoves, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._calls = calls
        self._live = live
        self.moves = moves
        self._clock = clock
        self.state = LiveQueueState(clock.now())
        moves.state_changed.connect(self._expect)
        moves.answered.connect(self._answered)
        moves.session_answered.connect(self._take)
        moves.refused.connect(self._ask_again)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._pass_time)
        self._tick.start()

    def follow(self, doctor_id: EmployeeId | None) -> None:
        """Show this doctor's queue from now on, or nobody's."""
        if doctor_id == self.state.doctor_id:
            return
        self._show(LiveQueueState(self._clock.now(), doctor_id))
        if doctor_id is None:
            self._live.show_nothing(self)
        else:
            self._live.show_queue(doctor_id, self, self._take)

    def _expect(self, _moves: MovesState) -> None:
        self._show(self.state)

    def _answered(self, sent: Sent, entry: QueueEntry) -> None:
        if self.state.kept is not None:
            self._show(replace(self.state, kept=answered(self.state.kept, sent, entry)))

    @slot
    async def _ask_again(self, doctor_id: EmployeeId) -> None:
        if doctor_id != self.state.doctor_id:
            return
        try:
            self._take(await self._calls.send(queue.of_doctor.bind(GetQueue(doctor_id=doctor_id))))
        except Unreachable:
            return  # the stream says so, and brings the queue when it is back
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))

    def _take(self, snapshot: QueueSnapshot) -> None:
        kept = self.state.kept
        if snapshot.doctor_id != self.state.doctor_id:
            return
        if kept is not None and (snapshot.date, snapshot.version) < (kept.date, kept.version):
            return
        self._show(replace(self.state, kept=snapshot, problem=None))

    def _pass_time(self) -> None:
        self._show(self.state)

    def _show(self, state: LiveQueueState) -> None:
        """Always told: if nothing else, the minutes have gone on."""
        expected = shown(state.kept, self.moves.state.sent) if state.kept else None
        self.state = replace(state, now=self._clock.now(), snapshot=expected)
        self.state_changed.emit(self.state)
