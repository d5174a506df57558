"""SQL of the catalogue: what a hospital starts with, written so that a second load changes nothing."""

from collections.abc import Collection, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.core.database import Base
from server.features.lab.tables import Analyte, Lab, ReferenceRange, TestTypeRow
from server.features.prices.tables import ServiceRow


class CatalogueRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def lab_ids(self) -> dict[str, UUID]:
        return dict(self._session.execute(select(Lab.name, Lab.id)).all())

    def labs_of_tests(self) -> dict[str, UUID]:
        return dict(self._session.execute(select(TestTypeRow.code, TestTypeRow.lab_id)).all())

    def test_type_ids(self) -> dict[str, UUID]:
        return dict(self._session.execute(select(TestTypeRow.code, TestTypeRow.id)).all())

    def service_ids(self) -> dict[str, UUID]:
        return dict(self._session.execute(select(ServiceRow.code, ServiceRow.id)).all())

    def analytes_retired(self) -> set[tuple[UUID, str]]:
        """By test and code: what the laboratory took out does not come back."""
        gone = select(Analyte.test_type_id, Analyte.code).where(Analyte.retired_at.is_not(None))
        return {(test_id, code) for test_id, code in self._session.execute(gone)}

    def analytes_with_codes(self) -> list[tuple[str, UUID]]:
        """Every analyte of every test: a haemoglobin stands alone and in the blood count."""
        return list(self._session.execute(select(Analyte.code, Analyte.id).where(Analyte.retired_at.is_(None))))

    def analytes_confirmed(self, source: str) -> set[UUID]:
        """Those that the laboratory has made its own: it changed them, or one of their ranges names another source."""
        theirs = select(ReferenceRange.analyte_id).where(ReferenceRange.source != source)
        changed = select(Analyte.id).where(Analyte.version > 1)
        return set(self._session.scalars(theirs.union(changed)))

    def upsert(
        self,
        entity: type[Base],
        rows: Sequence[dict[str, Any]],
        *,
        key: Sequence[str],
        hospital_owns: Collection[str] = (),
        among: ColumnElement[bool] | None = None,
    ) -> int:
        """Adds new rows and corrects changed ones; returns how many.

        Rows are known by `key`, unique `among` those. What `hospital_owns` is set once, at the beginning, and left
        alone from then on; so is a row that the hospital has changed, which its version tells.
        """
        if not rows:
            return 0
        table = cast("Table", entity.__table__)
        kept = {"id", *key, *hospital_owns}
        statement = insert(table)
        new = {name: statement.excluded[name] for name in rows[0] if name not in kept}
        if new:
            changed = or_(*(table.c[name].is_distinct_from(value) for name, value in new.items()))
            if "version" in table.c:
                changed = and_(changed, table.c["version"] == 1)
            statement = statement.on_conflict_do_update(index_elements=key, index_where=among, set_=new, where=changed)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=key)
        written = self._session.execute(statement.returning(table.c[key[0]]), list(rows))
        return len(written.all())
