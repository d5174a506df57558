"""The composition root: stores, keys and features become one ASGI application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Final

from anyio.to_thread import current_default_thread_limiter
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.core.announcer import Announcer
from server.core.clock import Clock
from server.core.commands import CommandLog
from server.core.crypto import KeyRing
from server.core.database import Database, Encrypted
from server.core.house import Houses, OwnPhoneUrl
from server.core.housekeeping import keep_house
from server.core.identity import Identify
from server.core.limits import Limits
from server.core.openapi import document
from server.core.push import BuildSnapshot, Hub
from server.core.routes import Edge, Routes, failure, refusal
from server.core.streams import streams
from server.core.tokens import Tokens
from server.features.access.routes import access_routes
from server.features.access.service import Identifier
from server.features.analysers.routes import routes as analysers
from server.features.appointments.routes import routes as appointments
from server.features.billing.routes import routes as billing
from server.features.boards.routes import routes as boards
from server.features.calendar.routes import routes as calendar
from server.features.cash.routes import routes as cash
from server.features.certificates.routes import routes as certificates
from server.features.charts.routes import routes as charts
from server.features.claims.routes import routes as claims
from server.features.consultations.routes import routes as consultations
from server.features.documents.routes import routes as documents
from server.features.lab.routes import routes as lab
from server.features.ledger.routes import routes as ledger
from server.features.merges.routes import routes as merges
from server.features.patients.renewing import keep_search
from server.features.patients.routes import routes as patients
from server.features.payers.routes import routes as payers
from server.features.pharmacy.routes import routes as pharmacy
from server.features.phone.routes import phone_routes
from server.features.phone.snapshots import phone_builder
from server.features.prescriptions.routes import routes as prescriptions
from server.features.prices.routes import routes as prices
from server.features.purchases.routes import routes as purchases
from server.features.queue.boards import board_builder
from server.features.queue.routes import routes as queue
from server.features.queue.snapshots import queue_builder
from server.features.referrals.routes import routes as referrals
from server.features.schedules.routes import routes as schedules
from server.features.staff.routes import routes as staff
from server.features.stock.routes import routes as stock
from server.features.test_catalogue.routes import routes as test_catalogue
from server.features.vitals.routes import routes as vitals
from server.features.workstations.routes import workstations_routes
from server.version import VERSION
from shared.contracts import endpoints
from shared.errors import NoSuchCall, Unavailable

PREFIX: Final = "/api"
_THREADS: Final = 20


@dataclass(frozen=True)
class Parts:
    """What the application is put together from; tests hand in their own clock and a cheap password cost."""

    database: Database
    redis: Redis
    clock: Clock
    keys: KeyRing
    tokens: Tokens
    ca_pem: str
    password_cost: int = 12
    own_phone_url: OwnPhoneUrl | None = None
    """Where patients' phones reach this server; None where none may."""


class Application:
    """The clinic's ASGI application, the phones', and the hub, which whoever runs them tells to close its streams."""

    def __init__(self, parts: Parts) -> None:
        Encrypted.keys = parts.keys
        self._parts = parts
        self._houses = Houses(parts.clock, parts.own_phone_url)
        builders: dict[str, BuildSnapshot] = {
            "queue": queue_builder(parts.database, parts.clock, self._houses),
            "board": board_builder(parts.database, parts.clock, self._houses),
            "phone": phone_builder(parts.database, parts.clock, self._houses),
        }
        self.hub: Final = Hub(parts.redis, builders)
        self._announcer = Announcer(parts.redis, parts.database, parts.clock)
        identify: Identify = Identifier(parts.tokens)
        edge = Edge(
            database=parts.database,
            clock=parts.clock,
            houses=self._houses,
            commands=CommandLog(parts.keys),
            identify=identify,
            announce=self._announcer.announce,
        )
        self.asgi: Final[ASGIApp] = _Stamped(
            Starlette(
                routes=[
                    *edge.mount(self._features(), endpoints(), PREFIX),
                    Route(f"{PREFIX}/events", streams(self.hub, parts.database, identify, parts.clock)),
                    Route(f"{PREFIX}/health", self._health),
                    Route("/openapi.json", self._openapi),
                ],
                exception_handlers={404: _no_such_call, 405: _no_such_call, Exception: _failed},
                lifespan=self._lifespan,
            ),
            parts.clock,
        )
        limits = Limits(parts.redis, parts.clock)
        self.phones: Final[ASGIApp] = phone_routes(parts.database, parts.clock, self._houses, self.hub, limits)

    def _features(self) -> Iterable[Routes]:
        return (
            access_routes(self._parts.tokens, self._parts.password_cost),
            workstations_routes(self._parts.ca_pem),
            staff,
            vitals,
            schedules,
            patients,
            payers,
            appointments,
            merges,
            queue,
            calendar,
            ledger,
            billing,
            cash,
            claims,
            boards,
            lab,
            analysers,
            test_catalogue,
            prescriptions,
            stock,
            purchases,
            prices,
            pharmacy,
            consultations,
            referrals,
            certificates,
            documents,
            charts,
        )

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = _THREADS
        stop = asyncio.Event()
        listening = asyncio.create_task(self.hub.listen())
        others = [
            asyncio.create_task(self._announcer.run(stop)),
            asyncio.create_task(keep_house(self._parts.database, self._parts.clock, stop)),
            asyncio.create_task(keep_search(self._parts.database, stop)),
        ]
        yield
        stop.set()
        await asyncio.gather(*others, return_exceptions=True)
        while not listening.done():
            # A cancellation that meets a closing socket comes out as its error and is lost: say it again.
            listening.cancel()
            await asyncio.wait({listening}, timeout=0.1)
        await self.hub.close()
        await self._parts.redis.aclose()

    async def _health(self, _: Request) -> Response:
        try:
            await run_in_threadpool(self._ask_database)
        except (DBAPIError, PoolTimeout):
            return refusal(Unavailable())
        return JSONResponse({"status": "ok"})

    def _ask_database(self) -> None:
        with self._parts.database.transaction() as session:
            session.execute(text("SELECT 1"))

    async def _openapi(self, _: Request) -> Response:
        return JSONResponse(document(endpoints(), version=VERSION, prefix=PREFIX))


class _Stamped:
    """Every answer tells the server's time, so that a client notices a wrong clock of its own."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                now = self._clock.now().isoformat(timespec="milliseconds").encode()
                message["headers"] = [*message.get("headers", []), (b"server-time", now)]
            await send(message)

        await self._app(scope, receive, stamped if scope["type"] == "http" else send)


async def _no_such_call(_: Request, __: Exception) -> Response:
    return refusal(NoSuchCall())


async def _failed(_: Request, error: Exception) -> Response:
    return failure(error)
