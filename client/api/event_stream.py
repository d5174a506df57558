"""What the server pushes: one connection that comes back by itself and never shows the old as new."""

import logging
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final, NewType
from uuid import UUID

from pydantic import BaseModel, ValidationError
from PySide6.QtCore import QObject, QTimer, QUrlQuery, Signal
from PySide6.QtNetwork import QNetworkReply, QNetworkRequest

from client.api.backoff import full_jitter
from client.api.sse import Message, SseParser
from client.api.transport import Transport, new_manager, percent, status_of
from client.core.aio import Promise, slot
from shared.errors import ApiError
from shared.ids import EmployeeId, WorkstationId
from shared.models.queue import BoardSnapshot, QueueSnapshot
from shared.topics import Topic

Watch = NewType("Watch", str)
"""One thing to be told of, as the server names it."""

TOPICS: Final = Watch("topics")
MOST_WATCHES: Final = 20
SILENCE_SECONDS: Final = 25.0
"""Two of the server's beats lost, and a half."""
OPENING_SECONDS: Final = 10.0
"""A machine that is switched off answers nothing, and an attempt of before would outlast its return."""

_log = logging.getLogger(__name__)


def queue_watch(doctor_id: EmployeeId) -> Watch:
    return Watch(f"queue:{doctor_id}")


def board_watch(workstation_id: WorkstationId) -> Watch:
    return Watch(f"board:{workstation_id}")


class Link(StrEnum):
    OFF = "off"
    CONNECTING = "connecting"
    LIVE = "live"
    STALE = "stale"
    """Was live and is not: what the screen shows may have changed since `last_heard_at`."""


@dataclass(frozen=True)
class StreamStatus:
    """How true the screen is, and since when it isn't: `last_heard_at` is of a link that was live once."""

    link: Link = Link.OFF
    last_heard_at: datetime | None = None
    attempt: int = 0


class _Changed(BaseModel):
    topics: list[str]
    ids: list[UUID]


class _SessionNews(BaseModel):
    reason: str


class EventStream(QObject):
    """Follows the watched things; a new set of them is a new connection."""

    queue = Signal(object)  # QueueSnapshot
    board = Signal(object)  # BoardSnapshot
    changed = Signal(object, object)  # frozenset[Topic], frozenset[UUID]
    unreadable = Signal(str)  # the kind of a message that is not in this client's words
    session = Signal(str)
    status_changed = Signal(object)  # StreamStatus
    connected = Signal()  # each time anew: news between two connections is lost, so ask again

    def __init__(
        self,
        transport: Transport,
        now: Callable[[], datetime],
        *,
        renew_token: Callable[[], Promise[None]] | None = None,
        silence: float = SILENCE_SECONDS,
        opening: float = OPENING_SECONDS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._transport = transport
        self._now = now
        self._renew_token = renew_token
        # a manager of its own: an endless reply would hold one of the six connections calls share
        self._manager = new_manager(self)
        self._reply: QNetworkReply | None = None
        self._parser = SseParser()
        self._watches: frozenset[Watch] = frozenset()
        self._queue_versions: dict[tuple[EmployeeId, date], int] = {}
        self._board_version = 0
        self._open = False
        self._renewed = False
        self._failures = 0
        self._status = StreamStatus()
        self._last_heard_at: datetime | None = None
        self._silence = self._timer(self._fell_silent)
        self._silence_ms = round(silence * 1000)
        self._opening_ms = round(opening * 1000)
        self._next = self._timer(self._connect)

    @property
    def status(self) -> StreamStatus:
        return self._status

    @property
    def last_heard_at(self) -> datetime | None:
        """When the server last showed that it lives."""
        return self._last_heard_at

    def watch(self, watches: AbstractSet[Watch]) -> None:
        """Follow exactly these; none closes the connection."""
        if len(watches) > MOST_WATCHES:
            raise ValueError(f"a client follows {MOST_WATCHES} things at most")
        if watches != self._watches:
            self._watches = frozenset(watches)
            self._next.start(0)  # a page that leaves and one that comes are one change

    def retry_now(self) -> None:
        """Somebody pressed "try again": no need to wait for the next turn."""
        if self._watches and self._status.link is not Link.LIVE:
            self._failures = 0
            self._next.start(0)

    def _timer(self, do: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(do)
        return timer

    def _connect(self) -> None:
        self._drop()
        if not self._watches:
            self._failures = 0
            self._last_heard_at = None
            self._show(StreamStatus())
            return
        if self._status.link is not Link.LIVE:
            self._show_waiting()
        self._open = False
        self._parser = SseParser()
        self._reply = self._manager.get(self._request())
        self._reply.readyRead.connect(self._read)
        self._reply.finished.connect(self._ended)
        self._silence.start(min(self._silence_ms, self._opening_ms))

    def _request(self) -> QNetworkRequest:
        query = QUrlQuery()
        for watch in sorted(self._watches):
            query.addQueryItem("watch", percent(watch))
        address = self._transport.address(self._failures)
        request = self._transport.request(address, "/events", query)
        request.setRawHeader(b"Accept", b"text/event-stream")
        request.setRawHeader(b"Accept-Encoding", b"identity")  # a compressor would hold back messages
        return request

    def _drop(self) -> None:
        self._silence.stop()
        self._next.stop()
        reply, self._reply = self._reply, None
        if reply is not None:
            reply.readyRead.disconnect(self._read)
            reply.finished.disconnect(self._ended)
            reply.abort()
            reply.deleteLater()

    def _read(self) -> None:
        reply = self._reply
        if reply is None or status_of(reply) != HTTPStatus.OK:
            return
        self._silence.start(self._silence_ms)
        self._last_heard_at = self._now()
        if not self._open:
            self._opened()
        for message in self._parser.feed(bytes(reply.readAll().data())):
            self._take(message)

    def _opened(self) -> None:
        self._open = True
        self._renewed = False
        self._failures = 0
        # a server that was restarted may count from the beginning again
        self._queue_versions.clear()
        self._board_version = 0
        self._show(StreamStatus(Link.LIVE))
        self.connected.emit()

    def _fell_silent(self) -> None:
        """Not even a beat: the connection is dead, though TCP has not noticed."""
        self._try_later()

    def _ended(self) -> None:
        refused = self._reply is not None and status_of(self._reply) == HTTPStatus.UNAUTHORIZED
        if refused and self._renew_token is not None and not self._renewed:
            self._drop()
            self._renew(self._renew_token)
        else:
            self._try_later()

    @slot
    async def _renew(self, renew_token: Callable[[], Promise[None]]) -> None:
        self._renewed = True
        try:
            await renew_token()
        except ApiError:
            self._try_later()
        else:
            self._next.start(0)

    def _try_later(self) -> None:
        self._drop()
        self._failures += 1
        self._show_waiting()
        self._next.start(round(full_jitter(self._failures - 1) * 1000))

    def _show_waiting(self) -> None:
        link = Link.STALE if self._last_heard_at else Link.CONNECTING
        self._show(StreamStatus(link, self._last_heard_at, self._failures + 1))

    def _show(self, status: StreamStatus) -> None:
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)

    def _take(self, message: Message) -> None:
        try:
            self._tell(message)
        except ValidationError:  # its text would repeat a patient's name
            _log.warning("a %s message of the server cannot be read", message.kind)
            self.unreadable.emit(message.kind)

    def _tell(self, message: Message) -> None:
        match message.kind:
            case "queue":
                self._tell_queue(QueueSnapshot.model_validate_json(message.data))
            case "board":
                self._tell_board(BoardSnapshot.model_validate_json(message.data))
            case "changed":
                changed = _Changed.model_validate_json(message.data)
                known = frozenset(topic for topic in Topic if topic in changed.topics)
                self.changed.emit(known, frozenset(changed.ids))
            case "session":
                news = _SessionNews.model_validate_json(message.data)
                if news.reason == "permissions":
                    # The server ends it, and looks at the rights when it is opened again: nothing is wrong with it.
                    self._drop()
                    self._next.start(0)
                self.session.emit(news.reason)
            case _:
                _log.info("a message of a kind this client does not know")

    def _tell_queue(self, snapshot: QueueSnapshot) -> None:
        place = (snapshot.doctor_id, snapshot.date)
        if snapshot.version >= self._queue_versions.get(place, 0):
            self._queue_versions[place] = snapshot.version
            self.queue.emit(snapshot)

    def _tell_board(self, snapshot: BoardSnapshot) -> None:
        if snapshot.version >= self._board_version:
            self._board_version = snapshot.version
            self.board.emit(snapshot)
