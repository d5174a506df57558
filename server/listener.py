"""The one process that listens to analysers: beside the workers, so that neither waits for the other."""

import asyncio
import logging
import signal
import socket
import sys
from typing import Final

from anyio.to_thread import current_default_thread_limiter
from redis.asyncio import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from server.core.announcer import Announcer
from server.core.clock import SystemClock
from server.core.crypto import KeyRing
from server.core.database import Database, Encrypted
from server.core.house import Houses
from server.core.settings import Settings
from server.features.analysers.folders import Folders
from server.features.analysers.inbox import Inbox
from server.features.analysers.listening import Listening, look_again
from server.features.analysers.mllp import MllpServer
from server.features.analysers.sent import MOST_BYTES
from server.migrate import is_current, migrate
from server.worker import inherited, required

# As many messages are stored at once; the others wait their turn, each on its own connection.
_THREADS: Final = 4


def listen(settings: Settings) -> int:
    """Takes results until told to stop."""
    logging.basicConfig(
        level=settings.log_level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    url = required(settings.database_url)
    database = Database(url, pool_size=_THREADS, name="hms-server listener")
    if not is_current(database.engine):
        migrate(settings.database_owner_url or url)
    Encrypted.keys = KeyRing.load(settings.keys_dir)
    redis = Redis.from_url(required(settings.redis_url), retry=Retry(NoBackoff(), 0), socket_connect_timeout=2)
    try:
        asyncio.run(_listen(settings, database, redis))
    finally:
        database.close()
    return 0


async def _listen(settings: Settings, database: Database, redis: Redis) -> None:
    current_default_thread_limiter().total_tokens = _THREADS * 2  # the announcer's and a look at the folders beside
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    clock = SystemClock()
    announcer = Announcer(redis, database, clock)
    inbox = Inbox(database, clock, Houses(clock), announcer.announce)
    tasks = [asyncio.create_task(announcer.run(stop)), asyncio.create_task(look_again(inbox, stop))]
    listener = inherited("HMS_ANALYSER_FD")
    if listener is not None:
        tasks.append(asyncio.create_task(_serve(listener, Listening(inbox, clock), stop)))
    if settings.analyser_folder is not None:
        tasks.append(asyncio.create_task(Folders(settings.analyser_folder, inbox).watch(stop)))
    # One that fails ends the process: its supervisor starts it again, and what was not acknowledged comes again.
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    stop.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    await redis.aclose()
    for task in done:
        task.result()


async def _serve(listener: socket.socket, listening: Listening, stop: asyncio.Event) -> None:
    await MllpServer(listening, longest=MOST_BYTES).serve(listener, stop)
