"""What the wall shows: numbers and rooms, and how true they are."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from client.api.event_stream import EventStream, Link, StreamStatus
from client.core.clock import Clock
from client.core.live import Live
from shared.ids import WorkstationId
from shared.languages import Language
from shared.models.boards import BoardNotice
from shared.models.queue import BoardCall, BoardRoom, BoardSnapshot

LARGE_FOR: Final = timedelta(seconds=30)
"""A call stays large at least so long (domain §10)."""
TRUE_FOR: Final = timedelta(seconds=15)
"""The server speaks every ten seconds: after so long a number may be another one's turn."""
PAGE_FOR: Final = timedelta(seconds=10)
"""Rooms that have no place on one picture take turns."""
_TICK_MS: Final = 1000


@dataclass(frozen=True)
class BoardState:
    now: datetime
    board: BoardSnapshot | None = None
    stale_since: datetime | None = None
    outdated: bool = False
    """The server says boards in words that this program does not know."""

    @property
    def is_old(self) -> bool:
        """Whether the numbers must not stand as if they were true now."""
        since = self.stale_since
        return self.outdated or (since is not None and self.now - since > TRUE_FOR)

    @property
    def languages(self) -> tuple[Language, ...]:
        """Those the hospital speaks to its patients."""
        return self.board.languages if self.board else (Language.ENGLISH,)

    @property
    def language(self) -> Language:
        """Whose turn it is."""
        return self.languages[self._turns() % len(self.languages)]

    @property
    def notice(self) -> BoardNotice | None:
        """The one whose turn it is; each is said in every language, and so is that none is."""
        notices = self.board.notices if self.board else []
        turn = self._turns() // len(self.languages) % (len(notices) + 1)
        return notices[turn - 1] if turn else None

    def page(self, pages: int) -> int:
        """Which of so many pictures has its turn, once it was there in every language."""
        return self._turns() // len(self.languages) % pages

    def _turns(self) -> int:
        return int(self.now.timestamp() // PAGE_FOR.total_seconds())

    @property
    def rooms(self) -> list[BoardRoom]:
        return self.board.rooms if self.board else []

    @property
    def latest(self) -> BoardCall | None:
        """The call in large letters."""
        return self.board.last_calls[0] if self.board and self.board.last_calls else None

    @property
    def earlier(self) -> list[BoardCall]:
        return self.board.last_calls[1:5] if self.board else []

    def is_fresh(self, called_at: datetime | None) -> bool:
        """Whether a call is so new that it must catch the eye."""
        return called_at is not None and self.now - called_at < LARGE_FOR


class BoardViewModel(QObject):
    state_changed = Signal(object)

    def __init__(self, workstation_id: WorkstationId, live: Live, stream: EventStream, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._stream = stream
        self.state = BoardState(now=clock.now())
        self._ticking = QTimer(self)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start(_TICK_MS)
        live.show_board(workstation_id, self, self._take)
        stream.status_changed.connect(self._follow)
        stream.unreadable.connect(self._cannot_read)
        self._follow(stream.status)

    def _take(self, board: BoardSnapshot) -> None:
        self._show(replace(self.state, board=board, outdated=False, now=self._clock.now()))

    def _cannot_read(self, kind: str) -> None:
        if kind == "board":
            self._show(replace(self.state, outdated=True))

    def _follow(self, status: StreamStatus) -> None:
        since = status.last_heard_at or self.state.stale_since or self._clock.now()
        self._show(replace(self.state, now=self._clock.now(), stale_since=None if status.link is Link.LIVE else since))

    def _tick(self) -> None:
        """A connection that is silent is not yet known to be dead: the wall does not wait for that."""
        now, since = self._clock.now(), self.state.stale_since
        if self._stream.status.link is Link.LIVE:
            heard = self._stream.last_heard_at
            since = heard if heard is not None and now - heard > TRUE_FOR else None
        self._show(replace(self.state, now=now, stale_since=since))

    def _show(self, state: BoardState) -> None:
        self.state = state
        self.state_changed.emit(state)
