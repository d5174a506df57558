"""Stores that somebody else runs: looked at once, never started or stopped."""

import re

from server.core.stores.binaries import POSTGRES_OLDEST, REDIS_OLDEST
from server.core.stores.errors import StoreError

_PATIENCE_S = 5


def check_database(url: str) -> None:
    import psycopg  # slow to import, and only needed here when the database is external

    try:
        with psycopg.connect(re.sub(r"^(\w+)\+psycopg:", r"\1:", url), connect_timeout=_PATIENCE_S) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as error:
        raise StoreError(f"The PostgreSQL of HMS_DATABASE_URL does not answer: {error}") from error
    if version < POSTGRES_OLDEST:
        raise StoreError(f"HMS_DATABASE_URL is PostgreSQL {version}; {POSTGRES_OLDEST} or newer is needed.")


def check_redis(url: str) -> None:
    import redis  # as above

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=_PATIENCE_S, socket_timeout=_PATIENCE_S) as client:
            version = str(client.info("server")["redis_version"])
    except (redis.RedisError, ValueError) as error:
        raise StoreError(f"The Redis of HMS_REDIS_URL does not answer: {error}") from error
    if int(version.split(".", maxsplit=1)[0]) < REDIS_OLDEST:
        raise StoreError(f"HMS_REDIS_URL is Redis {version}; {REDIS_OLDEST} or newer is needed.")


def sqlalchemy_url(url: str) -> str:
    """The URL as SQLAlchemy wants it, from any usual way of writing it."""
    return re.sub(r"^postgres(ql)?:", "postgresql+psycopg:", url)
