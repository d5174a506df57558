"""The laboratory's catalogue as whoever keeps it up sees it, with its history."""

from datetime import date

from server.core.context import Context
from server.features.lab.judging import day_of
from server.features.lab.tables import Lab
from server.features.test_catalogue.describing import analyte_details, changed_fields, test_summary
from server.features.test_catalogue.repository import TestCatalogueRepository
from server.features.test_catalogue.tables import CatalogueChangeRow
from shared.ids import TestTypeId
from shared.models.common import Page
from shared.models.lab import Stamp
from shared.models.test_catalogue import (
    CatalogueChange,
    CatalogueLab,
    CatalogueTest,
    ListCatalogue,
    ListChanges,
    TestDetails,
)


class TestCatalogueService:
    __test__ = False

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._catalogue = TestCatalogueRepository(ctx.session)

    def labs(self) -> Page[CatalogueLab]:
        tests = self._catalogue.tests_offered()
        return Page(items=[_lab(row, tests.get(row.id, 0)) for row in self._catalogue.labs()])

    def tests(self, request: ListCatalogue) -> Page[CatalogueTest]:
        rows = self._catalogue.tests(request, request.limit + 1)
        shown = rows[: request.limit]
        analytes = self._catalogue.analytes([row.id for row in shown])
        offered = {test_id: sum(one.retired_at is None for one in lines) for test_id, lines in analytes.items()}
        return Page(items=[test_summary(row, offered.get(row.id, 0)) for row in shown], more=len(rows) > request.limit)

    def test(self, test_type_id: TestTypeId) -> TestDetails:
        """Raises NotInCatalogue."""
        row = self._catalogue.test(test_type_id)
        analytes = self._catalogue.analytes([row.id]).get(row.id, [])
        ids = [one.id for one in analytes]
        used, ranges = self._catalogue.used(ids), self._catalogue.ranges(ids)
        lines = [analyte_details(one, ranges.get(one.id, []), self.today, is_used=one.id in used) for one in analytes]
        offered = sum(line.is_active for line in lines)
        return TestDetails(**dict(test_summary(row, offered)), lines=lines)

    def history(self, request: ListChanges) -> Page[CatalogueChange]:
        rows = self._catalogue.changes(request, request.limit + 1)
        return Page(items=[_change(row, who) for row, who in rows[: request.limit]], more=len(rows) > request.limit)

    @property
    def today(self) -> date:
        """By the calendar that ages are counted in, as ranges are."""
        return day_of(self._ctx.now, self._ctx.house.timezone)

    def _lab_details(self, row: Lab) -> CatalogueLab:
        return _lab(row, self._catalogue.tests_offered().get(row.id, 0))


def _lab(row: Lab, tests: int) -> CatalogueLab:
    return CatalogueLab(id=row.id, name=row.name, is_active=row.is_active, tests=tests, version=row.version)


def _change(row: CatalogueChangeRow, who: str) -> CatalogueChange:
    return CatalogueChange(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        reason=row.reason,
        done=Stamp(who=who, at=row.changed_at),
        fields=changed_fields(row.before, row.after),
    )
