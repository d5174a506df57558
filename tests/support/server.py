"""The real application in this process over real stores, and people who call it."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import psycopg
import pytest
from redis.asyncio import Redis
from sqlalchemy import Dialect, event, make_url
from starlette.testclient import TestClient
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
# A cheap password cost: bcrypt's smallest. The real one is tested where it is chosen.
COST = 4
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


class Api:
    """One person at one computer (or a computer alone), calling over ASGI as the client does."""

    def __init__(self, client: Door, device: str = "", bearer: str = "") -> None:
        self._client = client
        self.device = device
        self.bearer = bearer

    def send(self, call: Call[Res], *, key: str | None = None) -> Res:
        """Raises the contract's typed refusals."""
        wire = call.wire()
        answer = self.raw(
            call.endpoint.method,
            wire.path,
            params=dict(wire.query),
            content=wire.body,
            headers={"Command-Key": key or self._client.new_key()} if call.endpoint.keyed else {},
        )
        if answer.is_success:
            return call.endpoint.decode_response(answer.content)
        raise call.endpoint.decode_error(answer.content)

    def raw(self, method: str, path: str, *, headers: dict[str, str] | None = None, **rest: Any) -> httpx2.Response:
        who = {"Workstation": self.device} if self.device else {}
        if self.bearer:
            who["Authorization"] = f"Bearer {self.bearer}"
        return self._client.request(method, f"/api{path}", headers={**who, **(headers or {})}, **rest)


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
    leads["dbname"] = make_url(fresh.app_url).database
    yield database
    database.close()


@pytest.fixture
def application(
    fresh: Fresh, database: Database, clock: TurnedClock, keys: KeyRing, certificates: Certificates, store_home: Path
) -> Application:
    return _application(database, Redis.from_url(fresh.redis_url), clock, keys, certificates, store_home)


def _application(
    database: Database, redis: Redis, clock: TurnedClock, keys: KeyRing, certificates: Certificates, home: Path
) -> Application:
    return Application(
        Parts(
            database=database,
            redis=redis,
            clock=clock,
            keys=keys,
            tokens=Tokens.load(home / "test-keys"),
            ca_pem=certificates.ca_pem,
            password_cost=COST,
            own_phone_url=lambda: PHONES,
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
        redis = Redis.from_url(place.redis_url)
        with Door(_application(database, redis, clock, keys, certificates, store_home), clock) as door:
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
