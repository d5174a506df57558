"""One process that answers requests: started and watched over by server.run."""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from functools import partial

import uvicorn
from redis.asyncio import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy.exc import SQLAlchemyError

from server.app import Application, Parts
from server.core.clock import SystemClock
from server.core.crypto import KeyRing
from server.core.database import Database
from server.core.discovery import Discovery, lan_address
from server.core.house import load_house
from server.core.metrics import FOLDER_VARIABLE, forget_the_dead
from server.core.settings import Settings
from server.core.tls import ensure_certificates
from server.core.tokens import Tokens
from server.features.access.service import ensure_roles
from server.guests import GuestServer, make_room_for_guests
from server.migrate import is_current, migrate

# Longer than the client keeps an idle connection, so that it never writes into one that is closing.
_KEEP_ALIVE_SECONDS = 75
# Python's own is 700: a whole round stops every stream, for 0.4 s with a thousand of them, and came every ten seconds.
_NEW_OBJECTS_A_ROUND = 10_000
_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 compared with, not bound to


class _Server(uvicorn.Server):
    """Ends its streams itself before uvicorn waits for connections to close; the guests' server ends with it."""

    def __init__(self, config: uvicorn.Config, application: Application, phones: socket.socket | None) -> None:
        super().__init__(config)
        self._application = application
        self._guests = GuestServer(application.phones)
        self._phones = phones

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        if self._phones is None:
            await super().serve(sockets)
            return
        guests = asyncio.create_task(self._guests.serve([self._phones]))
        await super().serve(sockets)
        await guests

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._guests.should_exit = True
        self._application.hub.close_all()
        await super().shutdown(sockets)


def work(settings: Settings) -> int:
    """Answers requests until told to stop."""
    logging.basicConfig(
        level=settings.log_level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    make_room_for_guests()
    url, redis_url = required(settings.database_url), required(settings.redis_url)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    database = Database(url, pool_size=settings.pool_size)
    if not is_current(database.engine):
        migrate(settings.database_owner_url or url)
    with database.transaction() as session:
        ensure_roles(session)  # rights that came with this version
    certificates = ensure_certificates(settings.keys_dir)
    phones = inherited("HMS_PHONE_FD")
    is_first = os.environ.get("HMS_WORKER_INDEX", "0") == "0"
    application = Application(
        Parts(
            database=database,
            redis=Redis.from_url(redis_url, retry=Retry(NoBackoff(), 0), socket_connect_timeout=2),
            clock=SystemClock(),
            keys=KeyRing.load(settings.keys_dir),
            tokens=Tokens.load(settings.keys_dir),
            ca_pem=certificates.ca_pem,
            data_dir=settings.data_dir,
            metrics_token=settings.metrics_token,
            reports_dir=settings.reports_dir,
            own_phone_url=partial(_own_phone_url, settings) if phones else None,
            anchor_folders=settings.anchor_dirs,
            messages_from=url if is_first else None,
        )
    )
    if FOLDER_VARIABLE in os.environ:
        forget_the_dead(settings.metrics_dir)
    gc.freeze()  # what lives as long as the server is not looked at again
    gc.set_threshold(_NEW_OBJECTS_A_ROUND)
    gc.enable()
    config = uvicorn.Config(
        application.asgi,
        host=settings.host,
        port=settings.port,
        loop="asyncio",  # uvloop with TLS hangs Qt's next request after an idle close
        log_level="warning",
        access_log=False,  # paths carry ids, queries carry names
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=2,
        ssl_certfile=str(certificates.cert_file),
        ssl_keyfile=str(certificates.key_file),
        backlog=1024,
    )
    discovery = Discovery(partial(_house_name, database), settings.port, certificates.fingerprint)
    announces = settings.announce_on_lan and is_first
    if announces:
        discovery.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises again what it caught once it has stopped: that would end us before the finally
        signal.signal(number, signal.SIG_IGN)
    try:
        listener = inherited("HMS_LISTEN_FD")
        asyncio.run(_Server(config, application, phones).serve([listener] if listener else None))
    finally:
        if announces:
            discovery.stop()
        database.close()
    return 0


def _house_name(database: Database) -> str | None:
    """None while the database is away."""
    try:
        with database.transaction() as session:
            return load_house(session).name or "HMS"
    except SQLAlchemyError:
        return None


def inherited(variable: str) -> socket.socket | None:
    """A listening socket of the supervisor's: while a worker restarts, connections wait in it."""
    number = os.environ.get(variable)
    return socket.socket(fileno=int(number)) if number else None


def _own_phone_url(settings: Settings) -> str:
    """Asked again and again: a server may be up before its network is."""
    host = lan_address() if settings.host in _ANYWHERE else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.phone_port}"


def required(url: str | None) -> str:
    if url is None:
        raise SystemExit("A worker is started by `hms-server run`, which tells it where its stores are.")
    return url
