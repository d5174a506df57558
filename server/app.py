"""The composition root: stores, keys and features become one ASGI application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from anyio.to_thread import current_default_thread_limiter
from redis.asyncio import Redis
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
from server.core.limits import Limits, Tries
from server.core.openapi import document
from server.core.outbox import Posted
from server.core.push import BuildSnapshot, Hub
from server.core.routes import Edge, Routes, failure, refusal
from server.core.streams import streams
from server.core.tokens import Tokens
from server.features.access.routes import access_routes
from server.features.access.service import Identifier
from server.features.access.sign_in_routes import sign_in_routes
from server.features.analysers.routes import routes as analysers
from server.features.appointments.routes import routes as appointments
from server.features.audit.routes import routes as audit
from server.features.audit.sealing import Sealer, keep_seal
from server.features.billing.routes import routes as billing
from server.features.boards.routes import routes as boards
from server.features.calendar.routes import routes as calendar
from server.features.cash.routes import routes as cash
from server.features.certificates.routes import routes as certificates
from server.features.charts.routes import routes as charts
from server.features.claims.routes import routes as claims
from server.features.confidential.routes import routes as confidential
from server.features.consultations.routes import routes as consultations
from server.features.dashboard.routes import dashboard_routes
from server.features.documents.routes import routes as documents
from server.features.formulary.routes import routes as formulary
from server.features.house.routes import routes as house
from server.features.instructions.routes import routes as instructions
from server.features.lab.routes import routes as lab
from server.features.lab.telling import standing
from server.features.ledger.routes import routes as ledger
from server.features.merges.routes import routes as merges
from server.features.patients.renewing import keep_search
from server.features.patients.routes import routes as patients
from server.features.payers.routes import routes as payers
from server.features.people.routes import people_routes
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
from server.features.reminders.jobs import SENDER, Sends
from server.features.reminders.routes import routes as reminders
from server.features.reminders.running import keep_sending
from server.features.reminders.sending import Sender
from server.features.reports.mailing import MAILER, ReportMailer
from server.features.reports.routes import reports_routes
from server.features.reports.runner import CONNECTIONS, ReportRunner
from server.features.reports.scheduling import Scheduler, keep_schedules
from server.features.roles.routes import routes as roles
from server.features.schedules.routes import routes as schedules
from server.features.staff.routes import routes as staff
from server.features.stock.routes import routes as stock
from server.features.system.checks import Machine
from server.features.system.routes import system_routes
from server.features.test_catalogue.routes import routes as test_catalogue
from server.features.vitals.routes import routes as vitals
from server.features.workstations.routes import workstations_routes
from server.monitor import Monitor
from shared.contracts import endpoints
from shared.errors import NoSuchCall
from shared.topics import Topic
from shared.version import VERSION

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
    data_dir: Path | None = None
    """Whose disk is watched."""
    metrics_token: str = ""
    """Opens /metrics to other machines."""
    reports: Database | None = None
    """The same one over few connections of its own, for reports; None where it is opened here."""
    reports_dir: Path | None = None
    own_phone_url: OwnPhoneUrl | None = None
    """Where patients' phones reach this server; None where none may."""
    anchor_folders: tuple[Path, ...] = ()
    """Where the heads of the sealed logs are written."""
    messages_from: str | None = None
    """The database whose messages to patients this process sends; None where another process does."""
    keeps_house: bool = True
    """Seals and tidies beside the calls: a test of single calls does so by hand, where it must be done."""


class Application:
    """The clinic's ASGI application, the phones', and the hub, which whoever runs them tells to close its streams."""

    def __init__(self, parts: Parts) -> None:
        Encrypted.keys = parts.keys
        self._parts = parts
        self._houses = Houses(parts.clock, parts.own_phone_url)
        self._runner = ReportRunner(parts.reports or parts.database.beside(CONNECTIONS), parts.clock)
        builders: dict[str, BuildSnapshot] = {
            "queue": queue_builder(parts.database, parts.clock, self._houses),
            "board": board_builder(parts.database, parts.clock, self._houses),
            "phone": phone_builder(parts.database, parts.clock, self._houses),
        }
        self.hub: Final = Hub(parts.redis, builders, self._heard)
        self._sealer = Sealer(parts.database, parts.clock, parts.anchor_folders)
        reports = (parts.reports_dir,) if parts.reports_dir is not None else ()
        machine = Machine(
            parts.clock.now(),
            lambda: self.hub.hears,
            parts.data_dir,
            lacking_anchors=lambda: self._sealer.lacking,
            folders=(*parts.anchor_folders, *reports),
        )
        self._system = system_routes(machine)
        self._monitor = Monitor(parts.database, parts.clock, self._houses, self.hub, machine, parts.metrics_token)
        self._announcer = Announcer(parts.redis, parts.database, parts.clock)
        identify: Identify = Identifier(parts.tokens)
        edge = Edge(
            database=parts.database,
            clock=parts.clock,
            houses=self._houses,
            commands=CommandLog(parts.keys),
            keys=parts.keys,
            identify=identify,
            tries=Tries(parts.redis, parts.clock),
            announce=self._announce,
            metrics=self._monitor.metrics,
        )
        self.asgi: Final[ASGIApp] = _Stamped(
            Starlette(
                routes=[
                    *edge.mount(self._features(), endpoints(), PREFIX),
                    Route(f"{PREFIX}/events", streams(self.hub, parts.database, identify, parts.clock)),
                    *self._monitor.routes(PREFIX),
                    Route("/openapi.json", self._openapi),
                ],
                exception_handlers={404: _no_such_call, 405: _no_such_call, Exception: _failed},
                lifespan=self._lifespan,
            ),
            parts.clock,
        )
        limits = Limits(parts.redis, parts.clock)
        self.phones: Final[ASGIApp] = phone_routes(parts.database, parts.clock, self._houses, self.hub, limits)

    def _announce(self, posted: Posted) -> None:
        """Here what was changed counts at once, elsewhere as soon as it is heard."""
        self._heard(posted.announcement.topics)
        self._announcer.announce(posted)

    def _heard(self, topics: Collection[str]) -> None:
        """What was changed is read anew by the next request."""
        if Topic.HOUSE in topics:
            self._houses.forget()

    def _features(self) -> Iterable[Routes]:
        return (
            access_routes(self._parts.tokens, self._parts.password_cost),
            sign_in_routes(self._parts.tokens, self._parts.password_cost),
            workstations_routes(self._parts.ca_pem),
            self._system,
            people_routes(self._parts.password_cost),
            roles,
            staff,
            house,
            vitals,
            schedules,
            patients,
            payers,
            reminders,
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
            formulary,
            instructions,
            stock,
            purchases,
            prices,
            pharmacy,
            confidential,
            consultations,
            referrals,
            certificates,
            documents,
            charts,
            audit,
            dashboard_routes(),
            reports_routes(self._runner, self._parts.reports_dir),
        )

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = _THREADS
        stop = asyncio.Event()
        listening = asyncio.create_task(self.hub.listen())
        others = [asyncio.create_task(work) for work in self._works(stop)]
        yield
        stop.set()
        await asyncio.gather(*others, return_exceptions=True)
        while not listening.done():
            # A cancellation that meets a closing socket comes out as its error and is lost: say it again.
            listening.cancel()
            await asyncio.wait({listening}, timeout=0.1)
        await self.hub.close()
        await run_in_threadpool(self._runner.close)
        await self._parts.redis.aclose()

    def _works(self, stop: asyncio.Event) -> Iterable[Coroutine[Any, Any, None]]:
        """What is done beside the calls until told to stop."""
        database, clock = self._parts.database, self._parts.clock
        yield self._announcer.run(stop)
        yield self._monitor.run(stop)
        if self._parts.keeps_house:
            yield keep_house(database, clock, stop)
            yield keep_search(database, stop)
            yield keep_seal(self._sealer, stop)
            yield keep_schedules(Scheduler(database, self._runner, clock, self._parts.reports_dir), stop)
        if self._parts.messages_from is not None:
            parts = database, clock, self._houses, self._announcer.announce
            senders: dict[str, Sends] = {SENDER: Sender(*parts, standing), MAILER: ReportMailer(*parts)}
            yield keep_sending(self._parts.messages_from, senders, stop)

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
