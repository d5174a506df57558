"""Live screens: one Redis subscription a process, snapshots encoded once, the same bytes to every follower."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, Final, TypeAlias
from uuid import UUID

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError
from starlette.concurrency import run_in_threadpool

from shared.errors import ApiError
from shared.topics import Topic

CHANNEL: Final = "hms:push"
BEAT_SECONDS: Final = 10.0
_BEAT: Final = b": beat\n\n"
_OF_A_DOCTOR: Final = ("queue", "phone")
REDRAW_SECONDS: Final = 60.0
_RECONNECT_SECONDS: Final = 0.3
_REDRAW_FAILED_SECONDS: Final = 0.5
_PATIENCE_SECONDS: Final = 2.0
MOST_WAITING: Final = 256
_OPENING_SECONDS: Final = 60.0
"""No stream takes longer between asking and joining."""
_log = logging.getLogger("hms.push")


@dataclass(frozen=True)
class Watch:
    """What is followed: `queue:{doctor}`, `board:{workstation}`, `topics`; by a phone its part of `phone:{doctor}`."""

    kind: str
    id: UUID | None = None


@dataclass(frozen=True)
class Snapshot:
    """A whole picture, encoded; `order` grows with every change, so that an older one never wins."""

    order: tuple[str, int]
    data: bytes
    parts: Mapping[UUID, bytes] = field(default_factory=dict)
    """Of a picture that is cut up: to each follower its own part, and never the whole."""

    def has(self, part: UUID | None) -> bool:
        return part is None or part in self.parts

    def differs(self, other: "Snapshot", part: UUID | None) -> bool:
        return self != other if part is None else self.parts.get(part) != other.parts.get(part)


BuildSnapshot: TypeAlias = Callable[[UUID], Snapshot]
Heard: TypeAlias = Callable[[Collection[str]], None]


def _unheeded(_topics: Collection[str]) -> None:
    pass


def frame(kind: str, data: bytes) -> bytes:
    """One server-sent event."""
    return b"event: " + kind.encode() + b"\ndata: " + data + b"\n\n"


@dataclass(eq=False)
class Follower:
    """One open stream: a slot a watch where the latest wins, so that a slow screen delays nobody."""

    watches: frozenset[Watch]
    holders: frozenset[UUID] = frozenset()
    part: UUID | None = None
    asked_at: float = inf
    """When it was begun to ask what may be followed, by the clock of the loop."""
    beat: bytes = _BEAT
    pending: dict[object, bytes] = field(default_factory=dict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    closing: bool = False

    def offer(self, slot: object, data: bytes) -> None:
        if self.closing:
            return
        self.pending[slot] = data
        self.wake.set()
        if len(self.pending) > MOST_WAITING:
            # A screen that stopped reading would collect every change of the day; connecting anew gives it the present.
            self.close(ending("leaving"))

    def close(self, last_words: bytes) -> None:
        """Nothing is told after the last words, nor what still waited before them."""
        self.pending = {"session": last_words}
        self.closing = True
        self.wake.set()

    async def take(self) -> bytes:
        """The next bytes to send; a beat when nothing happened for a while."""
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await self.wake.wait()
        except TimeoutError:
            return self.beat
        self.wake.clear()
        pending, self.pending = self.pending, {}
        return b"".join(pending.values())


class Hub:
    """Who follows what in this process, and the latest snapshot of everything followed.

    Redis does not replay: streams live only while the hub hears it, so that whatever was missed is told anew.
    """

    def __init__(self, redis: Redis, builders: Mapping[str, BuildSnapshot], heard: Heard = _unheeded) -> None:
        """`heard` is told the topics of each change before any screen is."""
        self._redis = redis
        self._heard = heard
        self._builders = builders
        self._followers: dict[Watch, set[Follower]] = {}
        self._shown: dict[Watch, Snapshot] = {}
        self._frames: dict[Watch, bytes] = {}
        self._building: dict[Watch, asyncio.Task[None]] = {}
        self._dirty: set[Watch] = set()
        self._endings: dict[UUID, tuple[float, str]] = {}
        self._hears = asyncio.Event()
        self._closed = False
        self.everyone: set[Follower] = set()

    @property
    def hears(self) -> bool:
        """Whether changes are heard at this moment."""
        return self._hears.is_set()

    async def ready(self) -> bool:
        """Whether changes are heard; waits a moment for a Redis that is coming back."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._hears.wait()
        except TimeoutError:
            return False
        return True

    def join(self, follower: Follower) -> None:
        """The follower gets the present state of all it watches, then every change."""
        self.everyone.add(follower)
        for holder in follower.holders & self._endings.keys():
            ended_at, reason = self._endings[holder]
            if ended_at >= follower.asked_at:
                follower.close(ending(reason))  # while its stream was being opened
        if not self._hears.is_set():
            follower.close(ending("leaving"))  # Redis went away meanwhile: it would miss what changes now
        for watch in follower.watches:
            self._followers.setdefault(watch, set()).add(follower)
            shown = self._shown.get(watch)
            if shown is not None and shown.has(follower.part):
                self._tell(follower, watch)
            else:
                self._mark(watch)

    def leave(self, follower: Follower) -> None:
        self.everyone.discard(follower)
        for watch in follower.watches:
            followers = self._followers.get(watch, set())
            followers.discard(follower)
            if not followers:
                self._followers.pop(watch, None)
                self._shown.pop(watch, None)
                self._frames.pop(watch, None)

    async def listen(self) -> None:
        """Follows Redis for ever."""
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    await self._hear(channel)
            except (RedisError, OSError) as error:
                _log.warning("push waits for Redis: %s", type(error).__name__)
            self._lost()
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _hear(self, channel: PubSub) -> None:
        clock = asyncio.get_running_loop()
        redraw_at = clock.time() + REDRAW_SECONDS
        while True:
            message = await channel.get_message(timeout=REDRAW_SECONDS)
            kind = message["type"] if message else ""
            if kind == "subscribe":
                if self._hears.is_set():
                    self._lost()  # the connection broke and came back by itself
                self._hears.set()
            elif kind == "message":
                self._received(json.loads(message["data"]))
            if clock.time() >= redraw_at:
                redraw_at = clock.time() + REDRAW_SECONDS
                for watch in list(self._followers):
                    self._mark(watch)  # nobody announces that a new day has begun

    def _lost(self) -> None:
        """What is said now is not heard here: the clients connect again and get everything anew."""
        self._hears.clear()
        self.close_all()

    async def close(self) -> None:
        """Ends the streams and waits for pictures being built, so that no connection outlives the pool."""
        self._closed = True
        self.close_all()
        await asyncio.gather(*self._building.values(), return_exceptions=True)

    def close_all(self) -> None:
        """The server stops: the clients connect again at once, elsewhere or later."""
        for follower in list(self.everyone):
            follower.close(ending("leaving"))

    def _received(self, message: dict[str, Any]) -> None:
        self._heard(message["topics"])
        for doctor in message["queues"]:
            for kind in _OF_A_DOCTOR:
                self._mark(Watch(kind, UUID(doctor)))
        if message["queues"] or Topic.BOARDS in message["topics"]:
            for watch in [w for w in self._followers if w.kind == "board"]:
                self._mark(watch)
        if message["topics"]:
            body = json.dumps({"topics": message["topics"], "ids": message["ids"]}).encode()
            # Two changes while a screen sleeps must both arrive: the slot is the message itself.
            for follower in self._followers.get(Watch("topics"), ()):
                follower.offer(body, frame("changed", body))
        for holder, reason in message["ended"].items():
            self._ended(UUID(holder), reason)

    def _ended(self, holder: UUID, reason: str) -> None:
        now = asyncio.get_running_loop().time()
        opening = now - _OPENING_SECONDS
        self._endings = {each: end for each, end in self._endings.items() if end[0] > opening}
        self._endings[holder] = now, reason
        for follower in [f for f in self.everyone if holder in f.holders]:
            follower.close(ending(reason))  # with other rights it is opened anew, and looked at again

    def _mark(self, watch: Watch) -> None:
        """Builds the snapshot anew; changes that come meanwhile make one more build, not many."""
        if self._closed or watch.kind not in self._builders or watch not in self._followers:
            return
        if watch in self._building:
            self._dirty.add(watch)
            return
        task = asyncio.create_task(self._refresh(watch))
        self._building[watch] = task
        task.add_done_callback(lambda _: self._built(watch))

    def _built(self, watch: Watch) -> None:
        self._building.pop(watch, None)
        if watch in self._dirty:
            self._dirty.discard(watch)
            self._mark(watch)

    async def _refresh(self, watch: Watch) -> None:
        if watch.id is None:
            return
        try:
            snapshot = await run_in_threadpool(self._builders[watch.kind], watch.id)
        except ApiError as error:
            _log.info("no picture of a %s: %s", watch.kind, error.code)
        except Exception as error:  # noqa: BLE001 whatever it is, the picture is drawn again in a moment
            _log.warning("no snapshot for a %s: %s", watch.kind, type(error).__name__)
            asyncio.get_running_loop().call_later(_REDRAW_FAILED_SECONDS, self._mark, watch)
        else:
            self._show(watch, snapshot)

    def _show(self, watch: Watch, snapshot: Snapshot) -> None:
        if watch not in self._followers:
            return  # kept without a follower it would not be kept new
        shown = self._shown.get(watch)
        if shown is not None and snapshot.order < shown.order:
            return
        self._shown[watch] = snapshot
        self._frames[watch] = frame(watch.kind, snapshot.data)
        for follower in self._followers[watch]:
            if not snapshot.has(follower.part):
                follower.close(ending("leaving"))  # what it follows is elsewhere now: it asks anew where
            elif shown is None or snapshot.differs(shown, follower.part):
                self._tell(follower, watch)

    def _tell(self, follower: Follower, watch: Watch) -> None:
        part = follower.part
        follower.offer(
            watch, self._frames[watch] if part is None else frame(watch.kind, self._shown[watch].parts[part])
        )


def ending(reason: str) -> bytes:
    """The last words of a stream."""
    return frame("session", json.dumps({"reason": reason}).encode())


async def stream(
    follower: Follower, hub: Hub, send: Callable[[dict[str, Any]], Awaitable[None]], gone: asyncio.Task[Any]
) -> None:
    """Bare ASGI sends: a fifth of the cost of a streaming response."""
    gone.add_done_callback(lambda _: follower.wake.set())
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")],
        }
    )
    try:
        await send({"type": "http.response.body", "body": follower.beat, "more_body": True})
        hub.join(follower)
        while not (follower.closing and not follower.pending):
            data = await follower.take()
            if gone.done():
                break
            await send({"type": "http.response.body", "body": data, "more_body": True})
    finally:
        hub.leave(follower)
        with contextlib.suppress(RuntimeError):  # the client may have gone meanwhile
            await send({"type": "http.response.body", "body": b"", "more_body": False})
