"""Every encrypted value written anew under the newest key, while the server runs.

Nothing is kept of how far it came: what still begins with another key's number is what is left, after a power cut too.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Uuid,
    bindparam,
    func,
    inspect,
    literal,
    select,
    text,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from server.core.crypto import CannotDecrypt, KeyRing
from server.core.database import Database, Encrypted, EncryptedBytes, Sealed
from server.core.key_files import KeyFiles

NEVER_REWRITTEN: Final = frozenset({"audit_log"})
"""Under the seal, which covers the ciphertext as it stands: read with the key it was written under, for ever."""

_LOCK: Final = 7208434  # any number, the same in every process
_MOST_ROWS: Final = 200
_MOST_FILES: Final = 8
_LOOK_EVERY_S: Final = 0.05
_PAST_THE_GUARDS: Final = text("SET LOCAL session_replication_role = replica")
_NO_HURRY: Final = text("SET LOCAL statement_timeout = 0")

Show: TypeAlias = Callable[[str, int, int], None]
"""Told the table, how many of its rows are done, and how many there are to do."""


class RotationRuns(Exception):
    """Somebody else's `keys rotate` is at work."""


class MayNotRotate(Exception):
    """The owner's role may not write past the guards of what only grows."""


@dataclass(frozen=True)
class Rotated:
    number: int
    rows: int
    ended_earlier_one: bool
    """One that was cut off was brought to its end; no other key was made."""
    unreadable: tuple[str, ...]
    """What no key here opens: table and key of the row."""


@dataclass(frozen=True)
class SealedTable:
    table: Table
    columns: tuple[Column[Any], ...]
    key: tuple[Column[Any], ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", tuple(self.table.primary_key.columns))

    def under_another_key(self, number: int) -> ColumnElement[bool]:
        # Its first byte alone is fetched, also of a file of megabytes.
        heads = [func.substring(type_coerce(column, LargeBinary), 1, 1) for column in self.columns]
        return reduce(or_, [head != bytes([number]) for head in heads])

    def newest_key(self) -> Select[int | None]:
        """The highest number of a key that something here is under."""
        numbers = [func.max(func.get_byte(type_coerce(column, LargeBinary), 0)) for column in self.columns]
        return select(func.greatest(*numbers))


def place_in(column: Column[Any], row: Mapping[str, Any]) -> str:
    """What the value of this row is bound to."""
    assert isinstance(column.type, Encrypted | EncryptedBytes | Sealed)
    return column.type.place.format(**row)


def sealed_tables(metadata: MetaData) -> list[SealedTable]:
    """Whatever is encrypted, but what is never rewritten."""
    found = []
    for table in metadata.sorted_tables:
        columns = tuple(c for c in table.columns if isinstance(c.type, Encrypted | EncryptedBytes | Sealed))
        if columns and table.name not in NEVER_REWRITTEN:
            found.append(SealedTable(table, columns))
    return found


def opens_what_is_there(database: Database, keys: KeyRing, metadata: MetaData) -> bool:
    """Whether these are the keys of this database, perhaps of an older version: the first value there is tells."""
    with database.transaction() as session:
        known = inspect(session.connection())
        for sealed in filter(lambda one: known.has_table(one.table.name), sealed_tables(metadata)):
            there = {column["name"] for column in known.get_columns(sealed.table.name)}
            for column in (one for one in sealed.columns if one.name in there):
                raw = type_coerce(column, LargeBinary)
                row = session.execute(select(*sealed.key, raw.label("raw")).where(raw.is_not(None)).limit(1)).first()
                if row is not None:
                    return _opens(keys, row.raw, place_in(column, row._asdict()))
    return True


def _opens(keys: KeyRing, value: bytes, place: str) -> bool:
    try:
        keys.decrypt(value, place)
    except CannotDecrypt:
        return False
    return True


class Rotation:
    """Works as the role that owns the tables: notes that are signed and logs that only grow are written anew too.

    Their guards stand for everybody else; for a transaction of the owner's they are told that this is a copy
    (`session_replication_role`), a right that no role has unless a superuser gives it.
    """

    def __init__(self, database: Database, files: KeyFiles, metadata: MetaData, show: Show) -> None:
        self._database = database
        self._files = files
        self._keys = KeyRing(files)
        self._tables = sealed_tables(metadata)
        self._show = show
        self._unreadable: set[str] = set()

    def run(self) -> Rotated:
        """Raises RotationRuns, MayNotRotate, NoKeyNumberLeft."""
        with self._database.transaction() as lock:  # it writes nothing: whoever waits for old transactions, not for it
            if not lock.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
                raise RotationRuns
            self._check_right()
            followed = self._follow_another_machine()
            rows = self._rewrite_all()
            ended_earlier_one = followed or rows > 0
            if not ended_earlier_one:
                self._use_another_key()
                rows = self._rewrite_all()
            return Rotated(self._keys.encrypting, rows, ended_earlier_one, tuple(sorted(self._unreadable)))

    def _check_right(self) -> None:
        try:
            with self._database.transaction() as session:
                session.execute(_PAST_THE_GUARDS)
        except ProgrammingError as error:
            raise MayNotRotate from error

    def _follow_another_machine(self) -> bool:
        """Where another machine rotated already, its key is ours too: nothing goes back under the one before."""
        with self._database.transaction() as session:
            session.execute(_NO_HURRY)
            used = max(session.scalars(sealed.newest_key()).one() or 0 for sealed in self._tables)
        if used <= self._keys.encrypting or used not in self._files.read():
            return False
        self._files.name(used)
        return True

    def _use_another_key(self) -> None:
        """One that was added before, and copied to the server's other machines, is the next."""
        waiting = [number for number in self._files.read() if number > self._keys.encrypting]
        self._files.name(min(waiting) if waiting else self._files.add())

    def _left(self) -> Counter[str]:
        number = self._keys.encrypting
        with self._database.transaction() as session:
            session.execute(_NO_HURRY)
            counts = {
                sealed.table.name: session.scalars(
                    select(func.count()).select_from(sealed.table).where(sealed.under_another_key(number))
                ).one()
                for sealed in self._tables
            }
        return Counter({name: count for name, count in counts.items() if count})

    def _wait_for_transactions_under_way(self) -> None:
        """Whatever was encrypted before the new key was named is committed, or never will be."""
        with self._database.transaction() as session:
            mine = session.scalars(select(func.pg_current_xact_id())).one()
        while True:
            with self._database.transaction() as session:
                oldest = session.scalars(select(func.pg_snapshot_xmin(func.pg_current_snapshot()))).one()
            if int(oldest) > int(mine):
                return
            time.sleep(_LOOK_EVERY_S)  # PostgreSQL tells nobody when a transaction ends

    def _rewrite_all(self) -> int:
        """Round after round, since what somebody was just changing was passed over."""
        self._wait_for_transactions_under_way()
        rows = 0
        while left := self._left():
            self._unreadable.clear()
            rows += sum(self._rewrite(sealed, left[sealed.table.name]) for sealed in self._tables)
            if left.total() == len(self._unreadable):
                break
            time.sleep(_LOOK_EVERY_S)  # who holds the rest is let to finish
        return rows

    def _rewrite(self, sealed: SealedTable, total: int) -> int:
        done = 0
        for rows in self._batches(sealed):
            done += rows
            self._show(sealed.table.name, min(done, total), total)
        return done

    def _batches(self, sealed: SealedTable) -> Iterator[int]:
        """One small transaction each, along the table's key."""
        number = self._keys.encrypting
        raw = [type_coerce(column, LargeBinary).label(f"old_{column.name}") for column in sealed.columns]
        short = all(isinstance(column.type, Encrypted) for column in sealed.columns)
        ordered = (
            select(*sealed.key, *raw)
            .where(sealed.under_another_key(number))
            .order_by(*sealed.key)
            .limit(_MOST_ROWS if short else _MOST_FILES)
            # A row that somebody holds comes in the next round: nobody waits for us and we wait for nobody.
            .with_for_update(key_share=True, skip_locked=True)
        )
        write = (
            update(sealed.table)
            .where(*(column == bindparam(f"key_{column.name}", type_=column.type) for column in sealed.key))
            .values({column.name: bindparam(f"new_{column.name}", type_=LargeBinary()) for column in sealed.columns})
        )
        last: tuple[Any, ...] | None = None
        while True:
            page = ordered if last is None else ordered.where(tuple_(*sealed.key) > tuple_(*last))
            with self._database.transaction() as session:
                session.execute(_PAST_THE_GUARDS)
                found = session.execute(page).mappings().all()
                if not found:
                    return
                anew = list(filter(None, (self._anew(sealed, dict(row)) for row in found)))
                if anew:
                    session.connection().execute(write, anew)
                    self._tell_log(session, sealed, [row[f"key_{sealed.key[0].name}"] for row in anew])
            last = tuple(found[-1][column.name] for column in sealed.key)
            yield len(anew)

    def _tell_log(self, session: Session, sealed: SealedTable, firsts: list[Any]) -> None:
        """The log of changes keeps a digest of some records: it is another one now. Those all go by an id."""
        if isinstance(sealed.key[0].type, Uuid):
            session.execute(select(func.hms_written_anew(sealed.table.name, literal(firsts, ARRAY(Uuid)))))

    def _anew(self, sealed: SealedTable, row: dict[str, Any]) -> dict[str, Any] | None:
        """None for what no key here opens: it stays as it is, and is named."""
        key = {column.name: row[column.name] for column in sealed.key}
        try:
            new = {
                f"new_{column.name}": self._again(row[f"old_{column.name}"], place_in(column, key))
                for column in sealed.columns
            }
        except CannotDecrypt:
            self._unreadable.add(f"{sealed.table.name} {' '.join(map(str, key.values()))}")
            return None
        return new | {f"key_{name}": value for name, value in key.items()}

    def _again(self, old: bytes | None, place: str) -> bytes | None:
        return None if old is None else self._keys.encrypt(self._keys.decrypt(old, place), place)
