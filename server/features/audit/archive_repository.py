"""All SQL of months of the logs that go into files and come back. As the database's owner: partitions are dropped."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.core.database import ulid_month_floor
from server.features.audit.seal_repository import digest_sql
from server.features.audit.seals import LOGS
from server.features.audit.tables import AuditArchive, Change, SealRow

_BATCH: Final = 1_000
# A transaction that went on at a month's end; sealed where sealing began is what was there before, of whatever month.
_LATE: Final = timedelta(days=2)
_MAY_COVER: Final = "(from_transaction = 0 OR at >= :begin AND at < :end)"
_IN_MONTH: Final = (
    "substring(entries FROM 33 * n + 2 FOR 16) >= uuid_send(CAST(:low AS uuid)) "
    "AND substring(entries FROM 33 * n + 2 FOR 16) < uuid_send(CAST(:high AS uuid))"
)
_ENTRIES: Final = (
    "SELECT substring(entries FROM 33 * n + 1 FOR 33) AS entry FROM seals, generate_series(0, rows - 1) n "  # noqa: S608 of constants
    f"WHERE {_MAY_COVER} AND {_IN_MONTH}"
)
_OF_LOG: Final = (
    "SELECT encode(substring(entry FROM 2 FOR 16), 'hex')::uuid AS id, substring(entry FROM 18) AS digest "  # noqa: S608 of constants
    f"FROM ({_ENTRIES}) entries WHERE get_byte(entry, 0) = :log"
)
_UNSEALED: Final = text(f"SELECT unnest(CAST(:ids AS uuid[])) EXCEPT SELECT id FROM ({_OF_LOG}) sealed")  # noqa: S608 of constants
_SEALED: Final = text(
    "SELECT count(*), sha256(coalesce(string_agg(entry, ''::bytea ORDER BY entry), ''::bytea)) "  # noqa: S608 of constants
    f"FROM ({_ENTRIES}) entries"
)


@dataclass(frozen=True)
class MonthOfLogs:
    """What lies in the database of a month."""

    month: date
    size: int
    """Bytes, with the indexes."""


class ArchiveRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def months(self) -> Sequence[MonthOfLogs]:
        """Those with partitions of their own."""
        rows = self._session.execute(
            text(
                "SELECT to_date(right(part.relname, 7), 'YYYY_MM'), sum(pg_total_relation_size(part.oid))::bigint "
                "FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid JOIN pg_class log ON log.oid = inhparent "
                "WHERE log.relname = ANY(:logs) AND part.relname ~ '_[0-9]{4}_[0-9]{2}$' GROUP BY 1 ORDER BY 1"
            ),
            {"logs": list(LOGS)},
        )
        return [MonthOfLogs(month, size) for month, size in rows]

    def is_here(self, month: date) -> bool:
        return any(one.month == month for one in self.months())

    def rows(self, log: str, month: date) -> Iterator[str]:
        """Each as JSON, in the order of their ids."""
        asked = text(f"SELECT to_jsonb(r)::text FROM {_partition(log, month)} r ORDER BY id")  # noqa: S608 a log of ours
        yield from self._session.execute(asked.execution_options(yield_per=_BATCH)).scalars()

    def unlike_database(self, log: str, month: date) -> UUID | None:
        """The first row of the file beside that is another one in the database, or is in only one of them."""
        here = f"SELECT id, {digest_sql(log)} AS digest FROM {_partition(log, month)}"  # noqa: S608 a log of ours
        return self._first_unlike(log, here, {})

    def unlike_seals(self, log: str, month: date) -> UUID | None:
        """The first row of the file beside that is not what was sealed, was not sealed, or is sealed and not in it."""
        return self._first_unlike(log, _OF_LOG, {**self._sealed_within(month), "log": LOGS.index(log)})

    def sealed(self, month: date) -> tuple[int, bytes]:
        """How many rows of a month were sealed, and a digest of all that is said of them."""
        count, digest = self._session.execute(_SEALED, self._sealed_within(month)).one()
        return count, bytes(digest)

    def unsealed(self, log: str, month: date, ids: Iterable[UUID]) -> set[UUID]:
        """Those of these rows of a month that no seal lists, of whatever place."""
        asked = {**self._sealed_within(month), "log": LOGS.index(log), "ids": list(ids)}
        return set(self._session.scalars(_UNSEALED, asked))

    def seals(self, month: date) -> Iterator[SealRow]:
        """Those that cover a row of it."""
        covers = text(f"{_MAY_COVER} AND EXISTS (SELECT FROM generate_series(0, rows - 1) n WHERE {_IN_MONTH})")
        asked = select(SealRow).where(covers).order_by(SealRow.number).execution_options(yield_per=_BATCH)
        yield from self._session.scalars(asked, self._sealed_within(month))

    def _sealed_within(self, month: date) -> dict[str, object]:
        """A month's rows, and when they were sealed: by the first seal after it, where the server stood still then."""
        begin, end = (datetime.combine(day, time(), UTC) for day in (month, _next(month)))
        after = self._session.scalar(select(func.min(SealRow.at)).where(SealRow.at >= end))
        low, high = month_bounds(month)
        return {"low": low, "high": high, "begin": begin - _LATE, "end": (after or end) + _LATE}

    def take_time(self) -> None:
        """A month is read whole, which takes longer than a request may."""
        self._session.execute(text("SET LOCAL statement_timeout = 0"))

    def put_beside(self, log: str, rows: Iterable[str]) -> None:
        """The rows of a file in a table that is there for this transaction alone."""
        self._session.execute(text(f"CREATE TEMP TABLE {log}_beside (LIKE {log}) ON COMMIT DROP"))
        self._fill(f"{log}_beside", log, rows)

    def restore(self, log: str, month: date, rows: Iterable[str]) -> None:
        self._session.execute(
            text("SELECT hms_make_partition(:log, CAST(:month AS timestamp) AT TIME ZONE 'UTC')"),
            {"log": log, "month": month},
        )
        self._fill(log, log, rows)

    def drop(self, log: str, month: date) -> None:
        """Waits for no one: whoever holds the log at this moment is let finish, and it is tried again later."""
        partition = _partition(log, month)
        self._session.execute(text("SET LOCAL lock_timeout = '5s'"))
        self._session.execute(text(f"ALTER TABLE {log} DETACH PARTITION {partition}"))
        self._session.execute(text(f"DROP TABLE {partition}"))

    def archive(self, month: date) -> AuditArchive | None:
        return self._session.get(AuditArchive, month)

    def archives(self) -> Sequence[AuditArchive]:
        return self._session.scalars(select(AuditArchive).order_by(AuditArchive.month)).all()

    def note(self, archive: AuditArchive) -> None:
        """Anew, where the month was archived and brought back before."""
        told = {
            "file_name": archive.file_name,
            "digest": archive.digest,
            "sealed": archive.sealed,
            "rows": archive.rows,
            "archived_at": archive.archived_at,
            "restored_at": None,
        }
        self._session.execute(
            insert(AuditArchive)
            .values(month=archive.month, **told)
            .on_conflict_do_update(index_elements=[AuditArchive.month], set_=told)
        )

    def is_logged(self, archive: AuditArchive) -> bool:
        """Whether the log of changes tells of this note; by its moment, since that changes with each."""
        told = select(Change.id).where(
            Change.table_name == AuditArchive.__tablename__,
            Change.record == archive.month.isoformat(),
            Change.after["archived_at"].astext.cast(DateTime(timezone=True)) == archive.archived_at,
        )
        return bool(self._session.scalar(select(told.exists())))

    def _first_unlike(self, log: str, other: str, asked: Mapping[str, object]) -> UUID | None:
        beside = f"SELECT id, {digest_sql(log)} AS digest FROM {log}_beside"  # noqa: S608 a log of ours
        found = text(
            f"SELECT id FROM ({beside}) beside FULL JOIN ({other}) other USING (id) "  # noqa: S608 as above
            "WHERE beside.digest IS DISTINCT FROM other.digest ORDER BY id LIMIT 1"
        )
        row: UUID | None = self._session.scalar(found, asked)
        return row

    def _fill(self, table: str, log: str, rows: Iterable[str]) -> None:
        asked = text(
            f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{log}, one::jsonb)).* "  # noqa: S608 names of ours
            "FROM unnest(CAST(:rows AS text[])) one"
        )
        for batch in _batches(rows):
            self._session.execute(asked, {"rows": batch})


def month_bounds(month: date) -> tuple[UUID, UUID]:
    """The ids of a month: from, and before."""
    later = _next(month)
    return ulid_month_floor(month.year, month.month), ulid_month_floor(later.year, later.month)


def _next(month: date) -> date:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def _partition(log: str, month: date) -> str:
    return f"{log}_{month:%Y_%m}"


def _batches(rows: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
