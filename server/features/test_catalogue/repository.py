"""SQL of the laboratory's catalogue while it is kept up."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from server.core.attempts import Attempt, tentatively
from server.core.database import Base
from server.features.lab.tables import Analyte, Lab, ReferenceRange, TestOrderRow, TestTypeRow
from server.features.patients.searching import fold
from server.features.staff.tables import Employee
from server.features.test_catalogue.tables import CatalogueChangeRow
from shared.contracts.test_catalogue import NotInCatalogue
from shared.ids import AnalyteId, LabId, TestTypeId
from shared.models.test_catalogue import ListCatalogue, ListChanges

Row = TypeVar("Row")


class TestCatalogueRepository:
    __test__ = False

    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self) -> None:
        """One change after the other: each is checked against all the rest."""
        self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("test_catalogue", 0))))

    def tentatively(self) -> AbstractContextManager[Attempt]:
        """What is written inside stands only if it is kept at the end."""
        return tentatively(self._session)

    def add(self, row: Base) -> None:
        self._session.add(row)

    def flush(self) -> None:
        self._session.flush()  # rows without relationships: parents go first, and what is replaced leaves its key

    # Laboratories

    def labs(self) -> Sequence[Lab]:
        return self._session.scalars(select(Lab).order_by(Lab.name, Lab.id)).all()

    def lab(self, lab_id: LabId) -> Lab:
        """Raises NotInCatalogue."""
        return _found(self._session.get(Lab, lab_id))

    def lab_named(self, name: str) -> Lab | None:
        return self._session.scalar(select(Lab).where(func.lower(Lab.name) == name.lower()))

    def tests_offered(self) -> dict[LabId, int]:
        """How many, by laboratory."""
        counted = select(TestTypeRow.lab_id, func.count()).where(TestTypeRow.is_active).group_by(TestTypeRow.lab_id)
        return dict(self._session.execute(counted).all())

    # Tests

    def tests(self, request: ListCatalogue, limit: int) -> Sequence[TestTypeRow]:
        """With their laboratories: all words in any order, the one whose code it is first, retired ones last."""
        words: list[ColumnElement[bool]] = [
            or_(
                TestTypeRow.search.contains(word, autoescape=True),
                exists().where(
                    Analyte.test_type_id == TestTypeRow.id,
                    Analyte.retired_at.is_(None),
                    func.lower(Analyte.code + " " + Analyte.name).contains(word, autoescape=True),
                ),
            )
            for word in fold(request.term).split()
        ]
        if request.lab_id is not None:
            words.append(TestTypeRow.lab_id == request.lab_id)
        return self._session.scalars(
            select(TestTypeRow)
            .where(and_(True, *words))
            .options(joinedload(TestTypeRow.lab, innerjoin=True))
            .order_by(
                TestTypeRow.is_active.desc(),
                case((TestTypeRow.code == request.term.upper(), 0), else_=1),
                TestTypeRow.name,
                TestTypeRow.id,
            )
            .limit(limit)
        ).all()

    def all_tests(self) -> Sequence[TestTypeRow]:
        return self._session.scalars(
            select(TestTypeRow).options(joinedload(TestTypeRow.lab, innerjoin=True)).order_by(TestTypeRow.code)
        ).all()

    def test(self, test_type_id: TestTypeId) -> TestTypeRow:
        """With its laboratory. Raises NotInCatalogue."""
        return _found(
            self._session.scalar(
                select(TestTypeRow)
                .where(TestTypeRow.id == test_type_id)
                .options(joinedload(TestTypeRow.lab, innerjoin=True))
                .execution_options(populate_existing=True)
            )
        )

    def test_coded(self, code: str) -> TestTypeRow | None:
        return self._session.scalar(select(TestTypeRow).where(TestTypeRow.code == code))

    # What they measure

    def analyte(self, analyte_id: AnalyteId) -> Analyte:
        """Raises NotInCatalogue."""
        return _found(self._session.get(Analyte, analyte_id))

    def analytes(self, test_ids: Iterable[TestTypeId]) -> dict[TestTypeId, list[Analyte]]:
        """In the order of the report, the retired ones last."""
        rows = self._session.scalars(
            select(Analyte)
            .where(Analyte.test_type_id.in_(list(test_ids)))
            .order_by(Analyte.retired_at.is_not(None), Analyte.line, Analyte.id)
        )
        found: dict[TestTypeId, list[Analyte]] = {}
        for row in rows:
            found.setdefault(row.test_type_id, []).append(row)
        return found

    def used(self, analyte_ids: Iterable[AnalyteId]) -> set[AnalyteId]:
        """Those that were there when their test was ordered."""
        ordered = exists().where(
            TestOrderRow.test_type_id == Analyte.test_type_id,
            or_(Analyte.added_at.is_(None), TestOrderRow.ordered_at >= Analyte.added_at),
        )
        return set(self._session.scalars(select(Analyte.id).where(Analyte.id.in_(list(analyte_ids)), ordered)))

    def ranges(self, analyte_ids: Iterable[AnalyteId]) -> dict[AnalyteId, list[ReferenceRange]]:
        """All sets there are, but for what was replaced."""
        rows = self._session.scalars(
            select(ReferenceRange)
            .where(ReferenceRange.analyte_id.in_(list(analyte_ids)), ReferenceRange.replaced_at.is_(None))
            .order_by(
                ReferenceRange.valid_from,
                ReferenceRange.by_hours.desc(),
                ReferenceRange.condition,
                ReferenceRange.age_min,
                ReferenceRange.sex.desc(),
            )
        )
        found: dict[AnalyteId, list[ReferenceRange]] = {}
        for row in rows:
            found.setdefault(row.analyte_id, []).append(row)
        return found

    # The history

    def changes(self, request: ListChanges, limit: int) -> list[tuple[CatalogueChangeRow, str]]:
        """With who made them, the newest first."""
        query = select(CatalogueChangeRow, Employee.full_name).join(
            Employee, Employee.id == CatalogueChangeRow.changed_by
        )
        if request.test_type_id is not None:
            query = query.where(CatalogueChangeRow.test_type_id == request.test_type_id)
        if request.before is not None:
            query = query.where(CatalogueChangeRow.id < request.before)
        rows = self._session.execute(query.order_by(CatalogueChangeRow.id.desc()).limit(limit))
        return [(change, name) for change, name in rows]


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotInCatalogue
    return row
