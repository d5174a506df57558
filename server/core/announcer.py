"""Tells the screens what was committed: at once, and again for what a crash left behind."""

import asyncio
import contextlib
import json
import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from server.core import outbox
from server.core.clock import Clock
from server.core.context import Announcement
from server.core.database import Database
from server.core.outbox import Posted
from server.core.push import CHANNEL

SWEEP_SECONDS: Final = 1.0
_log = logging.getLogger("hms.push")


class Announcer:
    """One task a process. Requests hand their announcements in from worker threads and do not wait."""

    def __init__(self, redis: Redis, database: Database, clock: Clock) -> None:
        self._redis = redis
        self._database = database
        self._clock = clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queue: asyncio.Queue[Posted] = asyncio.Queue()
        self._told: list[UUID] = []

    def announce(self, posted: Posted) -> None:
        """From any thread; what cannot be handed over is found by the sweeper."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closing
                self._loop.call_soon_threadsafe(self._queue.put_nowait, posted)

    async def run(self, stop: asyncio.Event) -> None:
        """Announces until told to stop, and sweeps now and then. Never cancelled: a thread may be at the database."""
        self._loop = asyncio.get_running_loop()
        sweeping = asyncio.create_task(self._sweep(stop))
        while not stop.is_set():
            batch = await self._next(stop)
            if batch:
                await self._tell(batch)
        await sweeping

    async def _next(self, stop: asyncio.Event) -> list[Posted]:
        """All that waits, as soon as something does; nothing when told to stop."""
        getting, stopping = asyncio.create_task(self._queue.get()), asyncio.create_task(stop.wait())
        await asyncio.wait({getting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not getting.done():
            getting.cancel()
            return []
        batch = [getting.result()]
        while not self._queue.empty():
            batch.append(self._queue.get_nowait())
        return batch

    async def _sweep(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SWEEP_SECONDS)
            try:
                left = await run_in_threadpool(self._look, self._clock.now())
            except SQLAlchemyError as error:
                _log.warning("the sweeper waits for the database: %s", type(error).__name__)
                continue
            if left and not stop.is_set():
                await self._tell(left)

    def _look(self, now: datetime) -> list[Posted]:
        """Forgets all that was told since the last look, in one go: a command need not pay for it."""
        told = self._told[:]
        if told:
            outbox.announced(self._database, told)
            del self._told[: len(told)]
        return outbox.left_behind(self._database, now)

    async def _tell(self, batch: list[Posted]) -> None:
        try:
            for posted in batch:
                await self._redis.publish(CHANNEL, _encode(posted.announcement))
                self._told.append(posted.id)
        except (RedisError, OSError) as error:
            _log.warning("announcements wait: %s", type(error).__name__)


def _encode(announcement: Announcement) -> str:
    return json.dumps(outbox.encode(announcement))
