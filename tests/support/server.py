"""The real application in this process over real stores, and people who call it."""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from urllib.parse import unquote, urlencode

import httpx2
import psycopg
import pytest
from redis.asyncio import Redis
from sqlalchemy import Dialect, event, make_url
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message
from ulid import ULID

from server.app import Application, Parts
from server.core.clock import Clock
from server.core.crypto import KeyRing
from server.core.database import Database, Encrypted
from server.core.stores import StoreUrls
from server.core.tls import Certificates, ensure_certificates
from server.core.tokens import Tokens
from shared.contract import Call
from shared.contracts import access
from shared.permissions import Role
from tests.support.house import PASSWORD, TestHouse, build_house
from tests.support.stores import EMPTY, FURNISHED, Fresh, database_from

Res = TypeVar("Res")
Answer: TypeAlias = tuple[int, bytes]
"""Status and body."""
# A cheap password cost: bcrypt's smallest. The real one is tested where it is chosen.
COST = 4
WATCHER = "token-of-whoever-watches"
PHONES = "http://10.0.0.7:8080"
NOON = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
_SIGNED_IN = timedelta(minutes=1)
"""Whoever is asked for later than that signs in then."""


class TurnedClock:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self._now = NOON
        self._ticks = itertools.count()

    def now(self) -> datetime:
        return self._now + timedelta(microseconds=next(self._ticks))

    def advance(self, by: timedelta) -> None:
        self._now += by

    def set(self, to: datetime) -> None:
        self._now = to


class Door(TestClient):
    """The application as callers reach it, and the clock it goes by."""

    def __init__(self, application: Application, clock: Clock) -> None:
        super().__init__(application.asgi, base_url="https://hms", raise_server_exceptions=False)
        self.clock = clock

    def new_key(self) -> str:
        return str(ULID.from_datetime(self.clock.now()))

    def ask(
        self, method: str, path: str, query: Mapping[str, str | list[str]], body: bytes, headers: dict[str, str]
    ) -> Answer:
        """The bare ASGI call, without a client of HTTP around it: it took a third of the time."""
        assert self.portal is not None
        return self.portal.call(_asked, self.app, method, path, urlencode(query, doseq=True), body, headers)


class Api:
    """One person at one computer (or a computer alone), calling over ASGI as the client does."""

    def __init__(self, client: Door, device: str = "", bearer: str = "") -> None:
        self._client = client
        self.device = device
        self.bearer = bearer

    def send(self, call: Call[Res], *, key: str | None = None) -> Res:
        """Raises the contract's typed refusals."""
        wire = call.wire()
        headers = self._who()
        if call.endpoint.keyed:
            headers["Command-Key"] = key or self._client.new_key()
        status, body = self._client.ask(call.endpoint.method, f"/api{wire.path}", wire.query, wire.body or b"", headers)
        if status < HTTPStatus.MULTIPLE_CHOICES:
            return call.endpoint.decode_response(body)
        raise call.endpoint.decode_error(body)

    def raw(self, method: str, path: str, *, headers: dict[str, str] | None = None, **rest: Any) -> httpx2.Response:
        return self._client.request(method, f"/api{path}", headers={**self._who(), **(headers or {})}, **rest)

    def _who(self) -> dict[str, str]:
        who = {"Workstation": self.device} if self.device else {}
        if self.bearer:
            who["Authorization"] = f"Bearer {self.bearer}"
        return who


async def _asked(app: ASGIApp, method: str, path: str, query: str, body: bytes, headers: dict[str, str]) -> Answer:
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    status, chunks = 0, []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            chunks.append(message.get("body", b""))

    await app(scope, receive, send)
    return status, b"".join(chunks)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture(scope="session")
def certificates(store_home: Path) -> Certificates:
    return ensure_certificates(store_home / "test-keys")


@pytest.fixture(scope="session")
def keys(store_home: Path) -> KeyRing:
    return KeyRing.load(store_home / "test-keys")


@pytest.fixture(scope="session")
def engine_room(store_urls: StoreUrls) -> tuple[Database, dict[str, Any]]:
    """One engine for all tests: its statements are compiled once. And where its connections lead."""
    database = Database(store_urls.app_url, pool_size=20)
    leads: dict[str, Any] = {}

    @event.listens_for(database.engine, "do_connect")
    def _(_dialect: Dialect, _record: object, _arguments: object, parameters: dict[str, Any]) -> None:
        parameters.update(leads)

    return database, leads


@pytest.fixture
def database(engine_room: tuple[Database, dict[str, Any]], fresh: Fresh, keys: KeyRing) -> Iterator[Database]:
    database, leads = engine_room
    Encrypted.keys = keys  # a test before may have set a house of its own keys to work
    leads["dbname"] = make_url(fresh.app_url).database
    yield database
    deadline = time.monotonic() + 10
    while database.in_use:  # what is still out when the pool is closed, nobody closes any more
        assert time.monotonic() < deadline, "a connection was not given back"
        time.sleep(0.001)  # a thread is on its way out
    database.close()


@pytest.fixture
def application(
    fresh: Fresh, database: Database, clock: TurnedClock, keys: KeyRing, certificates: Certificates, store_home: Path
) -> Application:
    return application_on(database, fresh, clock, keys, certificates, store_home)


def application_on(
    database: Database,
    place: Fresh,
    clock: TurnedClock,
    keys: KeyRing,
    certificates: Certificates,
    home: Path,
    reports_dir: Path | None = None,
) -> Application:
    return Application(
        Parts(
            database=database,
            reports=Database(place.app_url, pool_size=4),  # the one engine of all tests is led elsewhere by its tests
            redis=Redis.from_url(place.redis_url),
            clock=clock,
            keys=keys,
            tokens=Tokens.load(home / "test-keys"),
            ca_pem=certificates.ca_pem,
            password_cost=COST,
            data_dir=home,
            metrics_token=WATCHER,
            reports_dir=reports_dir,
            own_phone_url=lambda: PHONES,
            keeps_house=False,
        )
    )


@pytest.fixture
def client(application: Application, clock: TurnedClock) -> Iterator[Door]:
    with Door(application, clock) as client:
        yield client


@pytest.fixture(scope="session")
def furnished(
    store_urls: StoreUrls, admin: psycopg.Connection, keys: KeyRing, certificates: Certificates, store_home: Path
) -> TestHouse:
    """Built once into a template that every test's own database is copied from; its people are signed in."""
    Encrypted.keys = keys
    place = database_from(store_urls, admin, EMPTY, FURNISHED)
    database, clock = Database(place.app_url, pool_size=1), TurnedClock()
    try:
        with database.transaction() as session:
            house = build_house(session, NOON, COST)
        with Door(application_on(database, place, clock, keys, certificates, store_home), clock) as door:
            house.bearers |= {who: _signed_in(door, house, who).bearer for who in house.employees}
    finally:
        database.close()
    return house


def _signed_in(client: Door, house: TestHouse, who: str) -> Api:
    alone = Api(client, house.device_for(who))
    signed_in = alone.send(access.sign_in(user_name=house.user_name(who), password=PASSWORD))
    return Api(client, alone.device, signed_in.access_token)


@pytest.fixture
def house(furnished: TestHouse, fresh: Fresh) -> TestHouse:
    """A hospital that is set up: people of every role, three doctors, computers, a small catalogue."""
    return furnished


@pytest.fixture
def anyone(client: Door) -> Api:
    return Api(client)


@pytest.fixture
def api(client: Door, house: TestHouse) -> Callable[[str | Role], Api]:
    return people_of(client, house)


def people_of(client: Door, house: TestHouse) -> Callable[[str | Role], Api]:
    """`api(Role.CASHIER)` or `api("doctor_b")`: signed in once, at the computer where such a person sits."""
    known: dict[str, Api] = {}

    def of(who: str | Role) -> Api:
        name = str(who)
        if name not in known:
            if name == Role.DISPLAY:
                known[name] = Api(client, house.device_for(name))
            elif NOON <= client.clock.now() < NOON + _SIGNED_IN and name in house.bearers:
                known[name] = Api(client, house.device_for(name), house.bearers[name])
            else:
                known[name] = _signed_in(client, house, name)
        return known[name]

    return of
