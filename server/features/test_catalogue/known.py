"""What the catalogue holds, read in a few statements: an import looks up hundreds of rows in it."""

from datetime import date
from typing import TypeVar

from server.core.spreadsheet import FileRow
from server.features.lab.tables import Analyte, Lab, TestTypeRow
from server.features.test_catalogue.describing import range_sets
from server.features.test_catalogue.repository import TestCatalogueRepository
from shared.models.test_catalogue import RangeSet
from shared.rules.lab_catalogue import CatalogueProblem, CatalogueRefused

Row = TypeVar("Row")


class Known:
    """Told of what the file adds. What a row refers to and is not here is refused with its column."""

    def __init__(self, catalogue: TestCatalogueRepository) -> None:
        tests = catalogue.all_tests()
        analytes = catalogue.analytes(row.id for row in tests)
        self._labs = {row.name.casefold(): row for row in catalogue.labs()}
        self.tests = {row.code: row for row in tests}
        self.lines = {
            (row.test_type_id, row.code): row for lines in analytes.values() for row in lines if row.retired_at is None
        }
        self._ranges = catalogue.ranges(row.id for row in self.lines.values())

    @property
    def labs(self) -> list[Lab]:
        return list(self._labs.values())

    def learn_lab(self, row: Lab) -> None:
        self._labs[row.name.casefold()] = row

    def find_lab(self, name: str) -> Lab | None:
        return self._labs.get(name.casefold())

    def sets(self, row: Analyte, today: date) -> list[RangeSet]:
        return range_sets(self._ranges.get(row.id, []), today)

    def set_on(self, row: Analyte, day: date, today: date) -> RangeSet | None:
        """What counted on a day before the file said anything; nothing of what was replaced since."""
        standing = [one for one in self._ranges.get(row.id, []) if one.replaced_at is None]
        sets = [one for one in range_sets(standing, today) if one.valid_from <= day]
        return sets[-1] if sets else None

    def lab_of(self, row: FileRow) -> Lab:
        return _found(self.find_lab(row.cells.get("lab", "")), row, "lab")

    def test_of(self, row: FileRow) -> TestTypeRow:
        return _found(self.tests.get(row.cells.get("test", "").upper()), row, "test")

    def line_of(self, row: FileRow) -> tuple[TestTypeRow, Analyte]:
        test = self.test_of(row)
        return test, _found(self.lines.get((test.id, row.cells.get("analyte", "").upper())), row, "analyte")


def _found(found: Row | None, row: FileRow, column: str) -> Row:
    if found is None:
        raise CatalogueRefused(CatalogueProblem.NOT_KNOWN, column, row.cells.get(column, ""))
    return found
