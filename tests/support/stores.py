"""A real PostgreSQL and a real Redis-protocol server for each test process; a fresh database for each test."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from redis import Redis
from sqlalchemy import make_url

from server.core.settings import Settings
from server.core.stores import Stores, StoreUrls
from server.migrate import migrate

EMPTY = "hms_template"
FURNISHED = "hms_template_house"
LABORATORY = "laboratory"
_ROOM = 4 * 1024**3  # two test processes, each with its log of up to 1 GB and some databases


@contextlib.contextmanager
def store_folder(*, in_memory: bool = True) -> Iterator[Path]:
    """A folder that the stores' account can reach: pytest's own is closed to it when we are root."""
    home = Path(tempfile.mkdtemp(prefix="hms-test-", dir=_memory() if in_memory else None))
    home.chmod(0o755)
    yield home
    shutil.rmtree(home, ignore_errors=True)


def _memory() -> Path | None:
    """Memory, where there is enough: a copied database is a thousand small files, 20 times as quick there."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM else None


@pytest.fixture(scope="session")
def store_home() -> Iterator[Path]:
    with store_folder() as home:
        yield home


@pytest.fixture(scope="session")
def store_urls(store_home: Path) -> Iterator[StoreUrls]:
    """Stores that need not survive a power cut; the migrated database is the template of every test's own."""
    stores = Stores(Settings(data_dir=store_home / "data"), durable=False)
    urls = stores.start()
    try:
        _make_template(urls)
        yield urls
    finally:
        stores.stop()


def _make_template(urls: StoreUrls) -> None:
    migrate(urls.owner_url)
    with _admin(urls) as connection:
        name = make_url(urls.owner_url).database
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            (name,),
        )
        connection.execute(f'ALTER DATABASE "{name}" RENAME TO {EMPTY}')


@dataclass(frozen=True)
class Fresh:
    """One test's own database, as the server's role and as its owner."""

    app_url: str
    owner_url: str
    redis_url: str

    @property
    def owner_dsn(self) -> str:
        return make_url(self.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def admin(store_urls: StoreUrls) -> Iterator[psycopg.Connection]:
    """One connection that makes and drops all databases: signing in costs as much as copying one."""
    with _admin(store_urls) as connection:
        yield connection


@pytest.fixture
def fresh(request: pytest.FixtureRequest, store_urls: StoreUrls, admin: psycopg.Connection) -> Iterator[Fresh]:
    """Empty, or with the small hospital for a test that asks for `house`, or its laboratory for one at the `bench`."""
    template = EMPTY
    if "bench" in request.fixturenames:
        request.getfixturevalue("laboratory")
        template = LABORATORY
    elif "house" in request.fixturenames:
        request.getfixturevalue("furnished")
        template = FURNISHED
    yield from fresh_database(store_urls, admin, template)


def fresh_database(store_urls: StoreUrls, admin: psycopg.Connection, template: str = EMPTY) -> Iterator[Fresh]:
    """A copy of a template, dropped afterwards; what another test tried at the same computers is forgotten."""
    with Redis.from_url(store_urls.redis_url) as redis:
        for spent in redis.scan_iter("hms:limit:*"):
            redis.delete(spent)
    fresh = database_from(store_urls, admin, template, f"t_{uuid4().hex}")
    yield fresh
    with contextlib.suppress(psycopg.errors.InvalidCatalogName):
        admin.execute(f"DROP DATABASE {make_url(fresh.owner_url).database} WITH (FORCE)")


def database_from(store_urls: StoreUrls, admin: psycopg.Connection, template: str, name: str) -> Fresh:
    # its files, not their pages through the log: half the time, thousands of times
    admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return Fresh(
        app_url=make_url(store_urls.app_url).set(database=name).render_as_string(hide_password=False),
        owner_url=make_url(store_urls.owner_url).set(database=name).render_as_string(hide_password=False),
        redis_url=store_urls.redis_url,
    )


@contextlib.contextmanager
def _admin(urls: StoreUrls) -> Iterator[psycopg.Connection]:
    dsn = make_url(urls.owner_url).set(drivername="postgresql", database="postgres")
    with psycopg.connect(dsn.render_as_string(hide_password=False), autocommit=True) as connection:
        yield connection


@pytest.fixture
def owner(fresh: Fresh) -> Iterator[psycopg.Connection]:
    """The database as its owner sees it, for looking behind the server's back."""
    with psycopg.connect(fresh.owner_dsn, autocommit=True) as connection:
        yield connection
