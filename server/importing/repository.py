"""SQL of the import."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

from sqlalchemy import Table, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from server.core.counters import Counter
from server.core.database import Base
from server.features.patients.tables import Patient
from server.importing.tables import ImportedRecord

_BATCH: Final = 1000


class ImportRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self, source: str) -> None:
        """One import of a source at a time: the second finds what the first has written."""
        self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"import:{source}", 0))))

    def known(self, source: str, external_ids: Sequence[str]) -> set[str]:
        """Those that were imported before."""
        found: set[str] = set()
        for batch in _batches(external_ids):
            known = select(ImportedRecord.external_id).where(
                ImportedRecord.source == source, ImportedRecord.external_id.in_(batch)
            )
            found.update(self._session.scalars(known))
        return found

    def reserve_numbers(self, counter: str, count: int) -> range:
        """A block of numbers that nobody else is given."""
        statement = upsert(Counter).values(name=counter, last=count)
        statement = statement.on_conflict_do_update(
            index_elements=[Counter.name], set_={"last": Counter.last + statement.excluded.last}
        )
        last = self._session.execute(statement.returning(Counter.last)).scalar_one()
        return range(last - count + 1, last + 1)

    def add(self, patients: Sequence[dict[str, Any]], records: Sequence[dict[str, Any]]) -> Iterator[int]:
        """Adds both in batches, and says after each how many patients are in."""
        done = 0
        for people, origins in zip(_batches(patients), _batches(records), strict=True):
            self._copy(Patient, people)
            self._copy(ImportedRecord, origins)
            done += len(people)
            yield done

    def _copy(self, entity: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """COPY takes half the time of INSERT; what is left is the search index's."""
        connection = self._session.connection()
        table = cast("Table", entity.__table__)
        # The types encrypt and spell their values as they do for any other statement.
        dialect = connection.dialect
        processors = [(name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in rows[0]]
        columns = ", ".join(rows[0])
        cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]  # psycopg's own
        with cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([process(row[name]) if process else row[name] for name, process in processors])


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
