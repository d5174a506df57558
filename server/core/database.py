"""PostgreSQL: the base of all tables, column types, and the one place that commits."""

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar, Final, NewType
from uuid import UUID

from sqlalchemy import DateTime, Dialect, Engine, Enum, LargeBinary, MetaData, Text, Uuid, create_engine, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.types import TypeDecorator

from server.core.crypto import KeyRing
from shared import ids

# Failures after which the same transaction may simply be tried again: serialization, deadlock.
_RETRYABLE: Final = frozenset({"40001", "40P01"})
# A lock or an answer that took too long; what the statement began is undone.
_BUSY: Final = frozenset({"55P03", "57014"})
# The server is going down, starting up, or has no connection left.
_GONE: Final = ("57P", "08", "53")


_STILL: Final = {"isolation_level": "REPEATABLE READ"}


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


class Base(DeclarativeBase):
    """Base of all entities; relationships are lazy="raise": the repository says what is loaded."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        **{kind: Uuid for kind in vars(ids).values() if isinstance(kind, NewType)},
        # Kept as their text, read back as members; what may stand there is the code's business and grows with it.
        enum.Enum: Enum(enum.Enum, native_enum=False, create_constraint=False, length=40, values_callable=_values),
    }


class Encrypted(TypeDecorator[str]):
    """Text that rests encrypted; `place` names table and column."""

    impl = LargeBinary
    cache_ok = True
    keys: ClassVar[KeyRing | None] = None

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 the base names it
        return None if value is None else _ring().encrypt(value.encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002 the base names it
        return None if value is None else self.opened(value)

    def opened(self, value: bytes) -> str:
        """What was written there. Raises CannotDecrypt."""
        return _ring().decrypt(value, self.place).decode()


class EncryptedBytes(TypeDecorator[bytes]):
    """A file that rests encrypted; `place` names table and column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 the base names it
        return None if value is None else _ring().encrypt(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 the base names it
        return None if value is None else _ring().decrypt(value, self.place)


class Sealed(TypeDecorator[bytes]):
    """Ciphertext that its feature makes and opens itself; `place` may name columns of the row in braces."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place


def _ring() -> KeyRing:
    if Encrypted.keys is None:
        raise RuntimeError("no key ring: the composition root sets Encrypted.keys")
    return Encrypted.keys


class Database:
    """The engine and its sessions; `transaction` is the only place in the server that commits."""

    def __init__(self, url: str, *, pool_size: int = 20, name: str = "hms-server") -> None:
        """`name` stands in the audit log for what no person asked for."""
        self.engine: Final[Engine] = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,  # a refused sign-in writes apart from its own transaction: a second connection
            pool_timeout=10,
            pool_use_lifo=True,  # the same few stay warm, which know their tables and plans
            hide_parameters=True,  # bound values name patients, and errors are logged
            connect_args={
                "application_name": name,
                "options": "-c timezone=UTC -c lock_timeout=10s -c statement_timeout=30s",
            },
        )
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        event.listen(self.engine, "connect", self._opened)
        event.listen(self.engine, "checkin", self._returned)

    def _opened(self, _: object, record: ConnectionPoolEntry) -> None:
        record.info["pool"] = self.engine.pool

    def _returned(self, connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        """What was out when all were forgotten would go back into a pool that nobody has any more, and stay open."""
        if connection is not None and record.info.get("pool") is not self.engine.pool:
            connection.close()

    def beside(self, pool_size: int) -> "Database":
        """The same database over connections that nobody else waits for."""
        return Database(self.engine.url.render_as_string(hide_password=False), pool_size=pool_size)

    @contextmanager
    def transaction(self, *, of_one_moment: bool = False) -> Iterator[Session]:
        """One transaction: committed on the way out, rolled back on any exception."""
        with self._sessions() as session:
            if of_one_moment:
                session.connection(execution_options=_STILL)
            yield session
            session.commit()

    @contextmanager
    def moment(self) -> Iterator[Session]:
        """For a picture: all that is read is of one moment, so that its version is that of what it shows."""
        with self._sessions() as session:
            session.connection(execution_options=_STILL)
            yield session

    @property
    def in_use(self) -> int:
        """Connections that work at this moment."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    def forget_connections(self) -> None:
        """After the database went away: the next requests connect anew."""
        self.engine.dispose()

    def close(self) -> None:
        self.engine.dispose()


def is_retryable(error: DBAPIError) -> bool:
    """Whether the same transaction may be tried again at once."""
    return _state(error) in _RETRYABLE


def is_busy(error: DBAPIError) -> bool:
    """Whether others held what was needed for too long: the same transaction may be tried again later."""
    return _state(error) in _BUSY


def timed_out(error: Exception) -> bool:
    """Whether a statement took longer than it may, or somebody cancelled it."""
    return isinstance(error, DBAPIError) and _state(error) == "57014"


def is_gone(error: DBAPIError) -> bool:
    """Whether the database could not be reached or is going down: nothing is known to have happened."""
    state = _state(error)
    return error.connection_invalidated or not state or state.startswith(_GONE)


def is_out_of_range(error: DBAPIError) -> bool:
    """Whether a value did not fit its column: the net under the limits of the models."""
    return _state(error).startswith("22")


def violated(error: DBAPIError) -> str | None:
    """The name of the constraint that refused, if one did."""
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "constraint_name", None)


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def ulid_month_floor(year: int, month: int) -> UUID:
    """The lowest ULID of a month: where its partition begins."""
    return ulid_floor(datetime.fromisoformat(f"{year:04d}-{month:02d}-01T00:00:00+00:00"))


def ulid_floor(moment: datetime) -> UUID:
    """The lowest ULID of a moment; there are none before 1970."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)
