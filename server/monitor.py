"""/health and /metrics: for machines that watch this one."""

import asyncio
import contextlib
import hmac
import ipaddress
from collections.abc import Iterable
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from server.core.clock import Clock, business_date
from server.core.database import Database
from server.core.house import Houses
from server.core.metrics import Metrics
from server.core.push import Hub
from server.core.routes import refusal
from server.features.system.checks import Machine, disk_state, free_of
from server.features.system.repository import SystemRepository
from shared.errors import Unavailable
from shared.models.system import CheckState
from shared.version import VERSION

_EVERY_SECONDS: Final = 5.0
_DISK: Final = {CheckState.OK: "ok", CheckState.LOOK: "low", CheckState.ACT: "full"}


class Monitor:
    """One a process; what it says names no person."""

    def __init__(
        self, database: Database, clock: Clock, houses: Houses, hub: Hub, machine: Machine, token: str
    ) -> None:
        self.metrics: Final = Metrics()
        self._database = database
        self._clock = clock
        self._houses = houses
        self._hub = hub
        self._machine = machine
        self._token = token

    def routes(self, prefix: str) -> Iterable[Route]:
        """By their usual names, and where everything else is."""
        for start in ("", prefix):
            yield Route(f"{start}/health", self._health)
            yield Route(f"{start}/metrics", self._metrics)

    async def run(self, stop: asyncio.Event) -> None:
        """Says every few seconds what this process holds open."""
        while not stop.is_set():
            self.metrics.stands(len(self._hub.everyone), self._database.in_use)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    async def _health(self, _: Request) -> Response:
        """503 while nothing can be done here; without Redis the hospital goes on, and only asks for news itself."""
        database = await run_in_threadpool(self._database_answers)
        free, total = await run_in_threadpool(free_of, self._machine.data_dir)
        disk = _DISK[disk_state(100 * free // total, free)]
        well = database and disk == "ok" and self._hub.hears
        found = {
            "status": "ok" if well else "degraded" if database else "down",
            "database": "ok" if database else "down",
            "redis": "ok" if self._hub.hears else "down",
            "disk": disk,
            "version": VERSION,
        }
        return JSONResponse(found, 200 if database else Unavailable.status)

    def _database_answers(self) -> bool:
        try:
            with self._database.transaction() as session:
                SystemRepository(session).ping()
        except (DBAPIError, PoolTimeout):
            return False
        return True

    async def _metrics(self, request: Request) -> Response:
        if not self._may_watch(request):
            return PlainTextResponse("From this machine, or with HMS_METRICS_TOKEN.\n", 403)
        try:
            told = await run_in_threadpool(self._told)
        except (DBAPIError, PoolTimeout):
            return refusal(Unavailable())
        return Response(told, media_type="text/plain; version=0.0.4; charset=utf-8")

    def _may_watch(self, request: Request) -> bool:
        scheme, _, shown = request.headers.get("authorization", "").partition(" ")
        if self._token and scheme.lower() == "bearer" and hmac.compare_digest(shown.encode(), self._token.encode()):
            return True
        return request.client is not None and _is_here(request.client.host)

    def _told(self) -> bytes:
        with self._database.transaction() as session:
            system, house = SystemRepository(session), self._houses.current(session)
            today = business_date(self._clock.now(), ZoneInfo(house.timezone), house.day_starts)
            return self.metrics.told(system.queues(today), system.announcements_left())


def _is_here(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    inner = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (inner or address).is_loopback
