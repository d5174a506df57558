"""PostgreSQL and Redis: run by this server in its data directory, or by somebody else at a URL.

A test suite starts its own in a second or two, on a folder the stores' account can reach:

    stores = Stores(Settings(data_dir=folder), durable=False)
    urls = stores.start()
    ...
    stores.stop()
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from server.core.account import Account
from server.core.settings import Settings
from server.core.stores import datadir
from server.core.stores.errors import DataDirInUseError, StoreError
from server.core.stores.external import check_database, check_redis, sqlalchemy_url
from server.core.stores.postgres import APP, OWNER, Postgres
from server.core.stores.process import stop_all
from server.core.stores.redis import Redis

__all__ = ["StoreError", "StoreUrls", "Stores", "open_stores"]


@dataclass(frozen=True)
class StoreUrls:
    """Where the stores answer; `owner_url` migrates, `app_url` cannot change what is append-only."""

    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)
    redis_url: str = field(repr=False)


class Stores:
    """Start, supervise and stop from the main thread: the stores die with the thread that started them."""

    def __init__(self, settings: Settings, *, durable: bool = True) -> None:
        """`durable=False` is for test suites alone: acknowledged data would not survive a power cut."""
        self._settings = settings
        self._durable = durable
        self._lock: IO[bytes] | None = None
        self._postgres: Postgres | None = None
        self._redis: Redis | None = None

    def start(self) -> StoreUrls:
        try:
            return self._start()
        except PermissionError as error:
            self.stop()
            raise StoreError(f"{error.filename} belongs to another account than the server's.") from error
        except BaseException:
            self.stop()
            raise

    def _start(self) -> StoreUrls:
        settings = self._settings
        if sys.platform == "win32" and not (settings.database_url and settings.redis_url):
            raise StoreError("On Windows the server needs HMS_DATABASE_URL and HMS_REDIS_URL: it runs no stores there.")
        account = Account.choose()
        datadir.prepare(settings, account)
        self._lock = datadir.lock(settings.data_dir)
        if settings.redis_url:
            check_redis(settings.redis_url)
        else:
            self._redis = Redis(settings, account, durable=self._durable)
            self._redis.start()
        if settings.database_url:
            for url in {settings.database_url, settings.database_owner_url or settings.database_url}:
                check_database(url)
        else:
            self._postgres = Postgres(settings, account, durable=self._durable)
            self._postgres.start()
        # waited for only now, so that both start at once
        for store in (self._postgres, self._redis):
            if store:
                store.wait()
        return _urls(settings, self._postgres, self._redis)

    def check(self) -> None:
        """Start a store again that died; call it a few times a second. Never waits."""
        for store in (self._postgres, self._redis):
            if store:
                store.keep_alive()

    @property
    def pids(self) -> dict[str, int]:
        """The running programs' processes, by name."""
        children = [store.child for store in (self._postgres, self._redis) if store]
        return {child.name: child.pid for child in children if child.pid}

    def stop(self) -> None:
        stop_all(store.child for store in (self._postgres, self._redis) if store)
        self._postgres = self._redis = None
        if self._lock:
            self._lock.close()
            self._lock = None


@contextmanager
def open_stores(settings: Settings) -> Iterator[StoreUrls]:
    """For commands beside the server: the stores of the one that runs here, else started for the while."""
    stores = Stores(settings)
    try:
        urls = stores.start()
    except DataDirInUseError:
        account = Account.choose()
        postgres = None if settings.database_url else Postgres(settings, account, durable=True)
        redis = None if settings.redis_url else Redis(settings, account, durable=True)
        urls = _urls(settings, postgres, redis)
    try:
        yield urls
    finally:
        stores.stop()


def _urls(settings: Settings, postgres: Postgres | None, redis: Redis | None) -> StoreUrls:
    database_url = settings.database_url or ""
    return StoreUrls(
        owner_url=postgres.url(OWNER) if postgres else sqlalchemy_url(settings.database_owner_url or database_url),
        app_url=postgres.url(APP) if postgres else sqlalchemy_url(database_url),
        redis_url=redis.url if redis else settings.redis_url or "",
    )
