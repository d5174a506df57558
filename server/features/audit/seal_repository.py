"""All SQL of sealing and verifying."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import TextClause, func, insert, select, text
from sqlalchemy.orm import Session

from server.features.audit.seals import DIGEST_BYTES, LOGS, MOST_ROWS, Seal
from server.features.audit.tables import AuditCheck, SealAnchor, SealRow
from shared.ids import new_id

# Any number, the same in every process: one of them seals.
_LOCK: Final = 7208432
# Every column but the id, in this order for ever; moments as numbers, so that no session's time zone shows.
_TOLD: Final[Mapping[str, str]] = {
    "appointment_events": "appointment_id, patient_id, type, description, metadata, employee_id, workstation_id, "
    "(extract(epoch FROM performed_at) * 1000000)::bigint, command_key, transaction_id",
    "access_log": "patient_id, part, opened_by, subject_id, employee_id, workstation_id, "
    "(extract(epoch FROM looked_at) * 1000000)::bigint, transaction_id",
    "audit_log": "table_name, record, patient_id, action, before, after, form, user_id, workstation_id, call, "
    "command_key, encode(reason, 'hex'), (extract(epoch FROM at) * 1000000)::bigint, transaction_id",
}


def digest_sql(log: str) -> str:
    """A row's digest, as SQL that asks nothing but what PostgreSQL brings along."""
    return f"substring(sha256(convert_to(jsonb_build_array({_TOLD[log]})::text, 'UTF8')) FROM 1 FOR {DIGEST_BYTES})"


def _each_log(part: str) -> str:
    """The same of every log; `part` may name {log}, {number} and {digest}."""
    parts = (part.format(log=log, number=number, digest=digest_sql(log)) for number, log in enumerate(LOGS))
    return " UNION ALL ".join(parts)


_LOCKED: Final = text("SELECT pg_try_advisory_xact_lock(:lock)")
_HORIZON: Final = text("""
    SELECT (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint AS finished,
           (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint AS begun,
           (SELECT system_identifier FROM pg_control_system()) || ':' || 'seals'::regclass::oid AS place
""")
# Whether this database wrote the row itself: PostgreSQL notes the lower half of the transaction that put it where it
# lies, or of a part of that transaction. What came with a backup or out of a file was put there by another one.
_OWN: Final = (
    "((xmin::text::bigint - transaction_id) & 4294967295) "
    "< (SELECT (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint) - transaction_id"
)
_SPAN: Final = f"transaction_id >= :first AND transaction_id < :end AND {_OWN}"
_NEXT: Final = text(
    "SELECT count(*), max(transaction_id) + 1 FROM (SELECT transaction_id FROM ("  # noqa: S608 of constants
    + _each_log("(SELECT transaction_id FROM {log} WHERE " + _SPAN + " ORDER BY transaction_id LIMIT :most)")  # noqa: S608 as above
    + ") waiting ORDER BY transaction_id LIMIT :most) next"
)
_PACKED: Final = "string_agg(set_byte('\\x00', 0, log) || uuid_send(id) || digest, ''::bytea ORDER BY log, id)"
_ENTRIES: Final = text(
    f"SELECT {_PACKED} FROM ("  # noqa: S608 of constants
    + _each_log("SELECT {number} AS log, id, {digest} AS digest FROM {log} WHERE " + _SPAN)  # noqa: S608 as above
    + ") sealed"
)
_OLD: Final = f"(transaction_id < :first OR NOT ({_OWN}))"
_SEALED: Final = (
    "SELECT encode(substring(entries FROM 33 * n + 2 FOR 16), 'hex')::uuid "
    "FROM seals, generate_series(0, rows - 1) n "
    "WHERE seals.at >= :sealed_since AND get_byte(substring(entries FROM 33 * n + 1 FOR 1), 0) = {number}"
)
# What was there before the first seal in this database, and is in none of those that came with it.
_BROUGHT: Final = text(
    f"SELECT {_PACKED} FROM ("  # noqa: S608 of constants
    + _each_log(
        f"SELECT {{number}} AS log, id, {{digest}} AS digest FROM {{log}} "  # noqa: S608 as above
        f"WHERE id IN (SELECT id FROM {{log}} WHERE id >= :since AND {_OLD} EXCEPT {_SEALED})"
    )
    + ") brought"
)
_FOUND: Final[Mapping[str, TextClause]] = {
    log: text(f"SELECT id, {digest_sql(log)}, xmin::text::bigint FROM {log} WHERE id = ANY(:ids)")  # noqa: S608 of constants
    for log in LOGS
}
_WITHIN: Final[Mapping[str, TextClause]] = {
    log: text(f"SELECT id FROM {log} WHERE {_SPAN}")  # noqa: S608 of constants
    for log in LOGS
}
# Nearly all of it is in the seals with which this database began; later ones cover months that came back out of files.
_UNSEALED_OLD: Final[Mapping[str, TextClause]] = {
    log: text(
        f"WITH left_over AS MATERIALIZED (SELECT id FROM {log} WHERE id >= :since AND {_OLD} "  # noqa: S608 of constants
        f"EXCEPT {sealed} AND seals.number <= :arrival) SELECT id FROM left_over "
        f"EXCEPT {sealed} AND seals.number > :arrival AND EXISTS (SELECT FROM left_over)"
    )
    for number, log in enumerate(LOGS)
    for sealed in [_SEALED.format(number=number)]
}
_UNSEALED_SINCE: Final = text(f"SELECT min(at) FROM audit_log WHERE {_SPAN}")  # noqa: S608 of constants


@dataclass(frozen=True)
class Horizon:
    """Every transaction below `finished` is over, none of `begun` or above has begun; in this database."""

    finished: int
    begun: int
    place: str


@dataclass(frozen=True)
class Head:
    """A seal without what it covers."""

    number: int
    hash: bytes
    place: str
    to_transaction: int
    written_before: int
    at: datetime


_HEAD: Final = (
    *(SealRow.number, SealRow.hash, SealRow.place),
    *(SealRow.to_transaction, SealRow.written_before, SealRow.at),
)


class SealRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self) -> bool:
        """Whether nobody else is sealing; held until the transaction's end."""
        return bool(self._session.execute(_LOCKED, {"lock": _LOCK}).scalar_one())

    def take_time(self, most: timedelta = timedelta()) -> None:
        """After an upgrade one transaction may have written millions of rows; `most` for each statement."""
        self._session.execute(text(f"SET LOCAL statement_timeout = {round(most.total_seconds() * 1000)}"))

    def hash_of(self, number: int) -> bytes | None:
        return self._session.scalar(select(SealRow.hash).where(SealRow.number == number))

    def unsealed_since(self) -> datetime | None:
        """When the oldest change was made that no seal covers yet."""
        last, horizon = self.last(), self.horizon()
        asked = {"first": last.to_transaction if last else 0, "end": horizon.begun}
        since: datetime | None = self._session.scalar(_UNSEALED_SINCE, asked)
        return since

    def last(self) -> Head | None:
        row = self._session.execute(select(*_HEAD).order_by(SealRow.number.desc()).limit(1)).one_or_none()
        return None if row is None else Head(*row)

    def horizon(self) -> Horizon:
        return Horizon(*self._session.execute(_HORIZON).one())

    def next_end(self, first: int, end: int, most: int) -> int | None:
        """Up to which transaction the next seal goes: whole transactions, about `most` rows; None if there is none."""
        count, after = self._session.execute(_NEXT, {"first": first, "end": end, "most": most}).one()
        if count == 0:
            return None
        return end if count < most else int(after)

    def entries(self, first: int, end: int) -> bytes:
        """What this database wrote in these transactions."""
        return bytes(self._session.execute(_ENTRIES, {"first": first, "end": end}).scalar_one() or b"")

    def brought(self, first: int, since: UUID, sealed_since: datetime) -> bytes:
        """What was there before this transaction, of any database; `since` on, and in none of the seals."""
        asked = {"first": first, "since": since, "sealed_since": sealed_since}
        return bytes(self._session.execute(_BROUGHT, asked).scalar_one() or b"")

    def add(self, seal: Seal, previous: bytes) -> bytes:
        """Its hash."""
        hashed = seal.hash(previous)
        self._session.execute(
            insert(SealRow).values(
                number=seal.number,
                place=seal.place,
                from_transaction=seal.from_transaction,
                to_transaction=seal.to_transaction,
                written_before=seal.written_before,
                rows=seal.rows,
                entries=seal.entries,
                hash=hashed,
                at=seal.at,
            )
        )
        return hashed

    # Anchors

    def anchors(self) -> Sequence[SealAnchor]:
        return self._session.scalars(select(SealAnchor).order_by(SealAnchor.day)).all()

    def last_anchor(self) -> SealAnchor | None:
        return self._session.scalar(select(SealAnchor).order_by(SealAnchor.day.desc()).limit(1))

    def last_before(self, moment: datetime) -> Head | None:
        found = select(*_HEAD).where(SealRow.at < moment).order_by(SealRow.at.desc(), SealRow.number.desc()).limit(1)
        row = self._session.execute(found).one_or_none()
        return None if row is None else Head(*row)

    def add_anchor(self, anchor: SealAnchor) -> None:
        self._session.add(anchor)

    # Verifying

    def seals(self, after: int, limit: int) -> Sequence[SealRow]:
        rows = self._session.scalars(
            select(SealRow).where(SealRow.number > after).order_by(SealRow.number).limit(limit)
        )
        return rows.all()

    def first_since(self, moment: datetime) -> int | None:
        return self._session.scalar(select(func.min(SealRow.number)).where(SealRow.at >= moment))

    def up_to_date(self, number: int) -> datetime | None:
        """When nothing waited to be sealed, up to this seal."""
        found = select(SealRow.at).where(SealRow.number <= number, SealRow.rows < MOST_ROWS)
        return self._session.scalar(found.order_by(SealRow.number.desc()).limit(1))

    def found(self, log: str, ids: Iterable[UUID]) -> dict[UUID, tuple[bytes, int]]:
        """Each row's digest as it is now, and the transaction that wrote it where it lies (its lower half)."""
        rows = self._session.execute(_FOUND[log], {"ids": list(ids)})
        return {id_: (bytes(digest), written) for id_, digest, written in rows}

    def within(self, log: str, first: int, end: int) -> set[UUID]:
        """The rows that this database wrote in these transactions."""
        return set(self._session.scalars(_WITHIN[log], {"first": first, "end": end}))

    def arrival(self, place: str) -> Head | None:
        """The last of the seals with which this database began: what was in it then, whoever had written it."""
        found = select(*_HEAD).where(SealRow.from_transaction == 0, SealRow.place == place)
        row = self._session.execute(found.order_by(SealRow.number.desc()).limit(1)).one_or_none()
        return None if row is None else Head(*row)

    def unsealed_old(self, log: str, arrival: Head, since: UUID, sealed_since: datetime) -> set[UUID]:
        """Rows that this database did not write since it began, and that no seal covers."""
        asked = {"first": arrival.to_transaction, "arrival": arrival.number, "since": since}
        asked["sealed_since"] = sealed_since
        return set(self._session.scalars(_UNSEALED_OLD[log], asked))

    def add_check(self, at: datetime, seals: int, rows: int, findings: int) -> None:
        self._session.add(AuditCheck(id=new_id(), at=at, seals=seals, rows=rows, findings=findings))

    def last_check(self) -> AuditCheck | None:
        return self._session.scalar(select(AuditCheck).order_by(AuditCheck.id.desc()).limit(1))

    def most_findings(self, since: datetime) -> int:
        """Of the verifications since then: one that looked at less does not hide what another found."""
        found = select(func.coalesce(func.max(AuditCheck.findings), 0)).where(AuditCheck.at >= since)
        return self._session.scalars(found).one()
