"""Tells the screens what was committed: at once, and again for what a crash left behind."""

import asyncio
import contextlib
import json
import logging
from typing import Final

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

    def announce(self, posted: Posted) -> None:
        """From any thread; what cannot be handed over is found by the sweeper."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closing
                self._loop.call_soon_threadsafe(self._queue.put_nowait, posted)

    async def run(self) -> None:
        """Announces for ever, and sweeps now and then."""
        self._loop = asyncio.get_running_loop()
        sweeper = asyncio.create_task(self._sweep())
        try:
            while True:
                batch = [await self._queue.get()]
                while not self._queue.empty():
                    batch.append(self._queue.get_nowait())
                await self._tell(batch)
        finally:
            sweeper.cancel()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                left = await run_in_threadpool(outbox.left_behind, self._database, self._clock.now())
            except SQLAlchemyError as error:
                _log.warning("the sweeper waits for the database: %s", type(error).__name__)
                continue
            if left:
                await self._tell(left)

    async def _tell(self, batch: list[Posted]) -> None:
        try:
            for posted in batch:
                await self._redis.publish(CHANNEL, _encode(posted.announcement))
            await run_in_threadpool(outbox.announced, self._database, [posted.id for posted in batch])
        except (RedisError, OSError, SQLAlchemyError) as error:
            _log.warning("%d announcements wait: %s", len(batch), type(error).__name__)


def _encode(announcement: Announcement) -> str:
    return json.dumps(outbox.encode(announcement))
