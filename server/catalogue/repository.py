"""SQL of the catalogue: what a hospital starts with, written so that a second load changes nothing."""

from collections.abc import Collection, Sequence
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.core.database import Base
from server.features.lab.tables import Analyte, Lab, ReferenceRange, TestTypeRow

# PostgreSQL takes 65,535 parameters a statement; the widest row has fifteen.
_BATCH: Final = 2000


class CatalogueRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def lab_ids(self) -> dict[str, UUID]:
        return dict(self._session.execute(select(Lab.name, Lab.id)).tuples().all())

    def test_type_ids(self) -> dict[str, UUID]:
        return dict(self._session.execute(select(TestTypeRow.code, TestTypeRow.id)).tuples().all())

    def analytes_with_codes(self) -> list[tuple[str, UUID]]:
        """Every analyte of every test: a haemoglobin stands alone and in the blood count."""
        return list(self._session.execute(select(Analyte.code, Analyte.id)).tuples())

    def analytes_confirmed(self, source: str) -> set[UUID]:
        """Those whose ranges the laboratory has made its own: any of them names another source."""
        theirs = select(ReferenceRange.analyte_id).where(ReferenceRange.source != source).distinct()
        return set(self._session.scalars(theirs))

    def upsert(
        self,
        entity: type[Base],
        rows: Sequence[dict[str, Any]],
        *,
        key: Sequence[str],
        hospital_owns: Collection[str] = (),
    ) -> int:
        """Adds new rows and corrects changed ones; returns how many.

        Rows are known by `key`. What `hospital_owns` is set once, at the beginning, and left alone from then on.
        """
        table = cast("Table", entity.__table__)
        return sum(
            self._upsert(table, rows[start : start + _BATCH], key, hospital_owns)
            for start in range(0, len(rows), _BATCH)
        )

    def _upsert(
        self, table: Table, rows: Sequence[dict[str, Any]], key: Sequence[str], hospital_owns: Collection[str]
    ) -> int:
        kept = {"id", *key, *hospital_owns}
        statement = insert(table).values(rows)
        new = {name: statement.excluded[name] for name in rows[0] if name not in kept}
        changed: ColumnElement[bool] = or_(*(table.c[name].is_distinct_from(value) for name, value in new.items()))
        written = (
            statement.on_conflict_do_update(index_elements=key, set_=new, where=changed)
            if new
            else statement.on_conflict_do_nothing(index_elements=key)
        )
        return len(self._session.execute(written.returning(table.c[key[0]])).all())
