"""One process that answers requests: started and watched over by server.run."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence

import uvicorn
from redis.asyncio import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from server.app import Application, Parts
from server.core.clock import SystemClock
from server.core.crypto import KeyRing
from server.core.database import Database
from server.core.discovery import Discovery
from server.core.house import load_house
from server.core.settings import Settings
from server.core.tls import ensure_certificates
from server.core.tokens import Tokens
from server.migrate import is_current, migrate

# Longer than the client keeps an idle connection, so that it never writes into one that is closing.
_KEEP_ALIVE_SECONDS = 75


class _Server(uvicorn.Server):
    """Ends its streams itself before uvicorn waits for connections to close."""

    def __init__(self, config: uvicorn.Config, application: Application) -> None:
        super().__init__(config)
        self._application = application

    async def shutdown(self, sockets: Sequence[socket.socket] | None = None) -> None:
        self._application.hub.close_all()
        await super().shutdown(list(sockets) if sockets else None)


def work(settings: Settings) -> int:
    """Answers requests until told to stop."""
    logging.basicConfig(
        level=settings.log_level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    url, redis_url = _required(settings.database_url), _required(settings.redis_url)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    database = Database(url, pool_size=settings.pool_size)
    if not is_current(database.engine):
        migrate(settings.database_owner_url or url)
    certificates = ensure_certificates(settings.keys_dir)
    application = Application(
        Parts(
            database=database,
            redis=Redis.from_url(redis_url, retry=Retry(NoBackoff(), 0), socket_connect_timeout=2),
            clock=SystemClock(),
            keys=KeyRing.load(settings.keys_dir),
            tokens=Tokens.load(settings.keys_dir),
            ca_pem=certificates.ca_pem,
        )
    )
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
    with database.transaction() as session:
        name = load_house(session).name
    discovery = Discovery(name or "HMS", settings.port, certificates.fingerprint)
    announces = settings.announce_on_lan and os.environ.get("HMS_WORKER_INDEX", "0") == "0"
    if announces:
        discovery.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises again what it caught once it has stopped: that would end us before the finally
        signal.signal(number, signal.SIG_IGN)
    try:
        asyncio.run(_Server(config, application).serve(sockets=_inherited()))
    finally:
        if announces:
            discovery.stop()
        database.close()
    return 0


def _inherited() -> list[socket.socket] | None:
    """The supervisor's listening socket: while a worker restarts, connections wait in it."""
    number = os.environ.get("HMS_LISTEN_FD")
    return [socket.socket(fileno=int(number))] if number else None


def _required(url: str | None) -> str:
    if url is None:
        raise SystemExit("A worker is started by `hms-server run`, which tells it where its stores are.")
    return url
