"""The listener without TLS: a small page for whoever holds a token slip, one for a printed report, and nothing else."""

import random
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.core.clock import Clock
from server.core.database import Database
from server.core.house import House, Houses
from server.core.limits import Limits
from server.core.push import Follower, Hub, Watch, ending
from server.core.routes import failure
from server.core.streams import StreamResponse
from server.features.phone import page
from server.features.phone.service import Followed, PhoneService
from server.features.phone.snapshots import KIND
from shared.errors import ApiError, NotFound, RateLimited, Unavailable
from shared.languages import Language, chosen

MOST_STREAMS: Final = 5
"""Of one slip: a family may follow it together."""
ALLOWANCE: Final = 600
"""Of one address in ten seconds: behind some access points a whole waiting room has one address."""
COST_OF_A_WRONG_KEY: Final = 20
_AT_ONCE: Final = 2
_BEAT: Final = b"event: beat\ndata: {}\n\n"
_RETRY_MS: Final = (1_500, 6_000)
_POLICY: Final = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", _POLICY),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-robots-tag", b"noindex"),
    # One request a connection: a guest that holds one without asking is soon let go (server.guests).
    (b"connection", b"close"),
)
_ALWAYS_OURS: Final = frozenset(name for name, _ in _HEADERS)

Answer = TypeVar("Answer")


def phone_routes(database: Database, clock: Clock, houses: Houses, hub: Hub, limits: Limits) -> ASGIApp:
    """All that the phones' listener answers."""
    phones = _Phones(database, clock, houses, hub, limits)
    routes = [Route("/phone.css", _file(page.CSS, "text/css")), Route("/phone.js", _file(page.JS, "text/javascript"))]
    for name in ("/Q", "/q"):  # printed in capitals, typed by hand as it comes
        routes += [
            Route(f"{name}/{{key}}", phones.page),
            Route(f"{name}/{{key}}/now", phones.now),
            Route(f"{name}/{{key}}/live", phones.live),
        ]
    routes += [Route(f"{name}/{{key}}", phones.paper) for name in ("/V", "/v")]
    app = Starlette(routes=routes, exception_handlers={404: _nothing})
    app.router.redirect_slashes = False
    return _Guarded(app)


class _Phones:
    def __init__(self, database: Database, clock: Clock, houses: Houses, hub: Hub, limits: Limits) -> None:
        self._database = database
        self._clock = clock
        self._houses = houses
        self._hub = hub
        self._limits = limits
        self._house = House()
        self._following: dict[Followed, list[Follower]] = {}
        # However many phones ask at once, the clinic keeps its threads and its connections.
        self._turns = CapacityLimiter(_AT_ONCE)

    async def page(self, request: Request) -> Response:
        try:
            place = await self._ask(request, PhoneService.place)
        except NotFound as error:
            return HTMLResponse(page.unknown_page(self._house, self._language(request)), error.status)
        except (RateLimited, Unavailable) as error:
            return HTMLResponse(page.busy_page(self._house, self._language(request)), error.status)
        return HTMLResponse(page.place_page(self._house, self._language(request), place))

    async def now(self, request: Request) -> Response:
        """For a browser without streams, and for one too many on the same slip."""
        try:
            place = await self._ask(request, PhoneService.place)
        except ApiError as error:
            return Response(status_code=error.status)
        return Response(place.model_dump_json(), media_type="application/json")

    async def paper(self, request: Request) -> Response:
        """Whether a printed report still counts, for whoever scans the code on it."""
        try:
            reports = await self._ask(request, PhoneService.paper)
        except NotFound as error:
            return HTMLResponse(page.unknown_paper_page(self._house, self._language(request)), error.status)
        except (RateLimited, Unavailable) as error:
            return HTMLResponse(page.busy_page(self._house, self._language(request)), error.status)
        return HTMLResponse(page.paper_page(self._house, self._language(request), reports))

    async def live(self, request: Request) -> Response:
        try:
            followed = await self._ask(request, PhoneService.followed)
        except ApiError as error:
            return Response(status_code=error.status)
        if not await self._hub.ready():
            return Response(status_code=Unavailable.status)
        watch = Watch(KIND, followed.doctor_id)
        follower = Follower(frozenset({watch}), part=followed.appointment_id, beat=_BEAT)
        # After a restart of the server a waiting room comes back in a trickle.
        follower.offer("retry", b"retry: %d\n\n" % random.randint(*_RETRY_MS))  # noqa: S311 no secret
        return _Live(follower, self._hub, followed, self._following)

    async def _ask(self, request: Request, question: Callable[[PhoneService, str], Answer | None]) -> Answer:
        """Raises NotFound, RateLimited or Unavailable."""
        who, key = f"phone:{request.client.host if request.client else ''}", request.path_params["key"]
        await self._limits.spend(who, 1, ALLOWANCE)
        try:
            answer = await run_sync(lambda: self._look(question, key), limiter=self._turns)
        except (DBAPIError, PoolTimeout) as error:
            raise Unavailable from error
        except Exception as error:  # whatever it is: left to Starlette it would be logged with the key it was about
            failure(error)
            raise Unavailable from error
        if answer is None:
            await self._limits.spend(who, COST_OF_A_WRONG_KEY, ALLOWANCE)
            raise NotFound
        return answer

    def _look(self, question: Callable[[PhoneService, str], Answer | None], key: str) -> Answer | None:
        with self._database.transaction() as session:
            self._house = self._houses.current(session)
            return question(PhoneService(session, self._house, self._clock.now()), key)

    def _language(self, request: Request) -> Language:
        wanted = request.query_params.get("l") or request.headers.get("accept-language", "")
        return chosen(wanted, self._house.languages)


class _Live(StreamResponse):
    """One of the few streams of a slip. One too many ends the oldest: a phone that lost its network holds none."""

    def __init__(
        self, follower: Follower, hub: Hub, followed: Followed, following: dict[Followed, list[Follower]]
    ) -> None:
        super().__init__(follower, hub)
        self._followed = followed
        self._following = following

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        family = self._following.setdefault(self._followed, [])
        family.append(self._follower)
        if len(family) > MOST_STREAMS:
            family[-1 - MOST_STREAMS].close(ending("elsewhere"))
        try:
            await super().__call__(scope, receive, send)
        finally:
            family.remove(self._follower)
            if not family:
                self._following.pop(self._followed, None)


class _Guarded:
    """Reading only, and with every answer the headers that keep a browser from doing more with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message.get("headers", []) if name not in _ALWAYS_OURS]
                message["headers"] = [*kept, *_HEADERS]
            await send(message)

        app = self._app if scope["type"] != "http" or scope["method"] == "GET" else _NOT_ALLOWED
        await app(scope, receive, guarded)


_NOT_ALLOWED: Final = PlainTextResponse("Method Not Allowed", 405)


def _file(content: bytes, media_type: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return Response(content, media_type=f"{media_type}; charset=utf-8")

    return answer


async def _nothing(_: Request, __: Exception) -> Response:
    return PlainTextResponse("Not Found", 404)
