"""A hospital to measure: its stores run here, durable as in earnest; a server process is started on them."""

import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from pydantic import TypeAdapter
from redis.asyncio import Redis
from sqlalchemy import make_url

from server.app import Application, Parts
from server.core.clock import SystemClock
from server.core.crypto import KeyRing
from server.core.database import Database, Encrypted
from server.core.settings import Settings
from server.core.stores import Stores, StoreUrls
from server.core.tls import ensure_certificates
from server.core.tokens import Tokens
from server.migrate import migrate
from shared.contracts import access
from tests.support.house import PASSWORD, TestHouse, build_house
from tests.support.processes import COST, ServerProcess
from tests.support.server import Api, Door

_STORES = ("postgres", "valkey", "redis")


@dataclass(frozen=True)
class Hospital:
    """The stores, what is in them, and the folder they lie in."""

    home: Path
    urls: StoreUrls
    house: TestHouse

    @property
    def keys_dir(self) -> Path:
        return self.home / "data" / "keys"

    @contextmanager
    def application(self, database: str = "") -> Iterator[tuple[Door, Database]]:
        """The application in this process, on the hospital's database or on a copy of it."""
        opened = Database(self.url(database), pool_size=4)
        parts = Parts(
            database=opened,
            redis=Redis.from_url(self.urls.redis_url),
            clock=SystemClock(),
            keys=KeyRing.load(self.keys_dir),
            tokens=Tokens.load(self.keys_dir),
            ca_pem=ensure_certificates(self.keys_dir).ca_pem,
            password_cost=COST,
        )
        try:
            with Door(Application(parts), parts.clock) as door:
                yield door, opened
        finally:
            opened.close()

    def signed_in(self, door: Door, who: str) -> Api:
        alone = Api(door, self.house.device_for(who))
        told = alone.send(access.sign_in(user_name=self.house.user_name(who), password=PASSWORD))
        return Api(door, alone.device, told.access_token)

    @contextmanager
    def server(self) -> Iterator[ServerProcess]:
        """`hms-server run` on these stores."""
        server = ServerProcess(
            self.home,
            HMS_DATABASE_URL=self.urls.app_url,
            HMS_DATABASE_OWNER_URL=self.urls.owner_url,
            HMS_REDIS_URL=self.urls.redis_url,
        )
        # the stores hold the data directory; the server gets one of its own with the same keys
        server.data = self.home / "server"
        shutil.copytree(self.keys_dir, server.data / "keys", dirs_exist_ok=True)
        server.start()
        try:
            server.wait_answering()
            yield server
        finally:
            server.stop()

    def url(self, database: str = "") -> str:
        url = make_url(self.urls.app_url)
        return (url.set(database=database) if database else url).render_as_string(hide_password=False)

    def copy(self, name: str) -> None:
        """The database as it stands, under another name; nobody may be connected."""
        owner = make_url(self.urls.owner_url).set(drivername="postgresql")
        admin = owner.set(database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {owner.database}")


@contextmanager
def open_hospital(keep: Path | None = None) -> Iterator[Hospital]:
    """A new one, gone afterwards; or the one that is kept in this folder, made there the first time."""
    home = keep or Path(tempfile.mkdtemp(prefix="hms-benchmark-"))
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    stores = Stores(Settings(data_dir=home / "data"))
    try:
        urls = stores.start()
        migrate(urls.owner_url)
        Encrypted.keys = KeyRing.load(home / "data" / "keys")
        yield Hospital(home, urls, _house(home / "house.json", urls.app_url))
    finally:
        stores.stop()
        if keep is None:
            shutil.rmtree(home, ignore_errors=True)


def _house(known: Path, app_url: str) -> TestHouse:
    houses = TypeAdapter(TestHouse)
    if known.exists():
        return houses.validate_json(known.read_bytes())
    database = Database(app_url, pool_size=1)
    try:
        with database.transaction() as session:
            house = build_house(session, SystemClock().now(), COST)
    finally:
        database.close()
    known.write_bytes(houses.dump_json(house))
    return house


def figures(seconds: Sequence[float]) -> dict[str, float]:
    """The middle and the slow end, in milliseconds."""
    cut = statistics.quantiles(seconds, n=100, method="inclusive")
    return {"p50_ms": round(cut[49] * 1000, 2), "p95_ms": round(cut[94] * 1000, 2), "p99_ms": round(cut[98] * 1000, 2)}


def megabytes(server: ServerProcess) -> float:
    """What supervisor and workers hold, without their stores; what several share counts once."""
    own = [server.supervisor, *server.supervisor.children(recursive=True)]
    return sum(process.memory_full_info().pss for process in own if not process.name().startswith(_STORES)) / 2**20


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say_last(result: dict[str, Any]) -> None:
    say(json.dumps(result))
