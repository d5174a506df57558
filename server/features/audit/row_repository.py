"""The rows that changes are of: what stands in them now, and whose they are by the keys that lead to a patient."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from server.core.database import Base
from server.features.audit.tables import Change
from shared.ids import PatientId

_PATIENTS: Final = "patients"
_OWNER: Final = "patient_id"
# How the trigger names a row, and what it keeps as length and digest: guards/z_audit.sql told it.
_WATCHED: Final = text(r"""
    SELECT keys, hidden, array(
        SELECT format_type(a.atttypid, a.atttypmod) FROM unnest(keys) WITH ORDINALITY named(key, place)
        JOIN pg_attribute a ON a.attrelid = tgrelid AND a.attname = key ORDER BY place) AS types
    FROM (SELECT tgrelid, split_part(encode(tgargs, 'escape'), '\000', 1)::text[] AS keys,
                 split_part(encode(tgargs, 'escape'), '\000', 3)::text[] AS hidden
          FROM pg_trigger WHERE tgname = 'audited' AND tgrelid = to_regclass(:table)) watched
""")


class Step(NamedTuple):
    """From a row to the one of another table that its column names."""

    column: str
    table: str
    key: str


@cache
def way_to_patient(table: str) -> tuple[Step, ...]:
    """The shortest; none for a row that names its patient itself, which the log knows, and for one of nobody."""
    tables = Base.metadata.tables
    if table not in tables or table == _PATIENTS or _OWNER in tables[table].columns:
        return ()
    seen, ways = {table}, deque([(table, tuple[Step, ...]())])
    while ways:
        name, steps = ways.popleft()
        for key in sorted(tables[name].foreign_keys, key=lambda one: one.parent.name):
            there = key.column.table
            way = (*steps, Step(key.parent.name, there.name, key.column.name))
            if there.name == _PATIENTS or _OWNER in there.columns:
                return way
            if there.name not in seen:
                seen.add(there.name)
                ways.append((there.name, way))
    return ()


class RowRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def standing(self, table: str, records: Iterable[str]) -> dict[str, dict[str, Any]]:
        """By record, told as the log tells of a new one; without those that are not there any more."""
        watched = self._watched(table)
        if watched is None:  # a table of an earlier version
            return {}
        asked = text(
            "SELECT given.record, jsonb_strip_nulls(whole - CAST(:hidden AS text[])) || coalesce(("  # noqa: S608 names are of the catalogue
            "SELECT jsonb_object_agg(name, hms_audit_digest(whole ->> name)) "
            "FROM unnest(CAST(:hidden AS text[])) name WHERE whole ->> name IS NOT NULL), '{}') AS told "
            f"FROM unnest(CAST(:records AS text[])) given(record) JOIN {table} t0 ON {_named(watched)}, "
            "LATERAL to_jsonb(t0) whole"
        )
        rows = self._session.execute(asked, {"hidden": watched.hidden, "records": list(records)})
        return {row.record: row.told for row in rows}

    def whose(self, changes: Iterable[Change]) -> dict[UUID, PatientId | None]:
        """By change: whose row it was, None for nobody's; without those of which it can't be told any more."""
        found: dict[UUID, PatientId | None] = {}
        further = defaultdict[str, list[Change]](list)
        for change in changes:
            if way_to_patient(change.table_name):
                further[change.table_name].append(change)
            else:
                found[change.id] = change.patient_id
        for table, ones in further.items():
            found |= self._by_way(table, ones)
        return found

    def beside(self, changes: Sequence[Change]) -> dict[int, set[PatientId]]:
        """By transaction: all whose rows were changed in it, as the log itself knows them."""
        found = defaultdict[int, set[PatientId]](set)
        if changes:
            ids = [change.id for change in changes]
            asked = select(Change.transaction_id, Change.patient_id).where(
                Change.transaction_id.in_({change.transaction_id for change in changes}),
                Change.id >= _same_moment(min(ids)),
                Change.id <= _same_moment(max(ids), last=True),
            )
            for transaction, patient_id in self._session.execute(asked.distinct()):
                if patient_id is not None:
                    found[transaction].add(patient_id)
        return found

    def _by_way(self, table: str, changes: Sequence[Change]) -> dict[UUID, PatientId | None]:
        """By the row itself, or by what the log says of one that is gone."""
        way = way_to_patient(table)
        there = self._owners(table, way, _named(self._watched(table)), {change.record for change in changes})
        found = {change.id: there[change.record] for change in changes if change.record in there}
        column, beyond, key = way[0]
        named = {
            change.id: str(whole[column])
            for change in changes
            if change.id not in found and column in (whole := (change.before or {}) | (change.after or {}))
        }
        known = self._owners(beyond, way[1:], f"t0.{key} = CAST(given.record AS uuid)", set(named.values()))
        return found | {change_id: known[record] for change_id, record in named.items() if record in known}

    def _owners(self, table: str, way: Sequence[Step], named: str, records: set[str]) -> dict[str, PatientId | None]:
        if not records:
            return {}
        # What leads nowhere, as a sale without a prescription, is not nobody's: whose it is can't be told this way.
        steps = "".join(
            f"JOIN {step.table} t{place} ON t{place}.{step.key} = t{place - 1}.{step.column} "
            for place, step in enumerate(way, start=1)
        )
        last = way[-1].table if way else table
        owner = f"t{len(way)}.{'id' if last == _PATIENTS else _OWNER}"
        asked = text(
            f"SELECT given.record, {owner} AS whose FROM unnest(CAST(:records AS text[])) given(record) "  # noqa: S608 as above
            f"JOIN {table} t0 ON {named} {steps}"
        )
        return {row.record: row.whose for row in self._session.execute(asked, {"records": list(records)})}

    def _watched(self, table: str) -> Any:
        return self._session.execute(_WATCHED, {"table": table}).one_or_none()


def _named(watched: Any) -> str:
    """That a row is the one of `given.record`, by its key and through its index."""
    parts = [f"split_part(given.record, ',', {place})" for place in range(1, len(watched.keys) + 1)]
    said = parts if len(parts) > 1 else ["given.record"]  # a key that is text may hold a comma
    pairs = zip(watched.keys, said, watched.types, strict=True)
    return " AND ".join(f"t0.{key} = CAST({part} AS {kind})" for key, part, kind in pairs)


def _same_moment(change_id: UUID, *, last: bool = False) -> UUID:
    """The first or last id of that millisecond: all rows of one request are of one moment."""
    floor = change_id.int >> 80 << 80
    return UUID(int=floor | (1 << 80) - 1 if last else floor)
