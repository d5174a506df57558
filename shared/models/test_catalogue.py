"""What travels of the laboratory's catalogue while it is kept up: tests, what they measure, and the ranges of it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from shared.ids import AnalyteId, CatalogueChangeId, LabId, TestTypeId
from shared.models.common import Day, Line, Model, Name, Reason, Version
from shared.models.lab import Stamp
from shared.models.patients import Sex
from shared.models.spreadsheets import SpreadsheetBytes, Verdict
from shared.rules.lab_catalogue import LONGEST_TEXT, CatalogueProblem, Gap
from shared.rules.lab_ranges import Band, Condition
from shared.rules.lab_values import ResultKind, Scale

"""In bytes: ten thousand lines, and less than one request may carry."""

TestCode = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[0-9A-Za-z][0-9A-Za-z_+-]{0,19}$")
]
AnalyteCode = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z][0-9A-Za-z_]{0,19}$")
]
"""Such that a formula can name it."""
Loinc = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^([0-9]{1,7}-[0-9])?$")]
Unit = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^[!-~]*$")]
"""Of UCUM, without spaces: `mg/dL`, `10*3/uL`, `/[HPF]`."""
Limit = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]
Percent = Annotated[Decimal, Field(gt=0, le=1000, max_digits=8, decimal_places=4)]
# The pattern says itself that a choice is never blank: text made of it at random must be one.
Choice = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=60, pattern=r"^[^|\s]([^|\n\r\t]*[^|\s])?$")
]


class LabEntry(Model):
    name: Name
    is_active: bool = True


class CatalogueLab(LabEntry):
    id: LabId
    tests: int
    """How many of its tests are offered."""
    version: int


class TestEntry(Model):
    """What a pathologist says of a test; its price is the price list's."""

    __test__ = False

    code: TestCode
    name: Name
    also: Line = ""
    """Other words that find it."""
    lab_id: LabId
    specimen: Name
    tube: Name
    target_minutes: int = Field(ge=1, le=60 * 24 * 90)
    one_person: bool = False
    is_active: bool = True


class CatalogueTest(TestEntry):
    id: TestTypeId
    lab: str
    analytes: int
    version: int


class AnalyteEntry(Model):
    """What one line of a test is, and how its results are written."""

    code: AnalyteCode
    name: Name
    loinc: Loinc = ""
    unit: Unit = ""
    decimals: int = Field(default=0, ge=0, le=4)
    kind: ResultKind = ResultKind.NUMBER
    choices: list[Choice] = Field(default_factory=list, max_length=40)
    formula: Line = ""
    is_share: bool = False
    valid_low: Limit | None = None
    valid_high: Limit | None = None
    delta_absolute: Limit | None = Field(default=None, gt=0)
    delta_percent: Percent | None = None
    delta_days: int | None = Field(default=None, ge=1, le=3660)
    is_lifelong: bool = False
    line: int = Field(default=1, ge=1, le=999)

    @property
    def scale(self) -> Scale:
        return Scale(self.kind, self.decimals, self.unit, tuple(self.choices), self.valid_low, self.valid_high)


class BandEntry(Model):
    """A band as it travels: the fields of shared.rules.lab_ranges.Band."""

    age_min: int = Field(default=0, ge=0, le=2_000_000)
    age_max: int = Field(default=60_000, ge=0, le=2_000_000)
    by_hours: bool = False
    sex: Sex | None = None
    condition: Condition | None = None
    low: Limit | None = None
    high: Limit | None = None
    critical_low: Limit | None = None
    critical_high: Limit | None = None
    text: Annotated[Line, Field(max_length=LONGEST_TEXT)] = ""

    @property
    def band(self) -> Band:
        return Band(**dict(self))


Bands = Annotated[list[BandEntry], Field(max_length=60)]


class RangeSet(Model):
    """All ranges of an analyte that count from a day on, until the next set does."""

    valid_from: date
    source: Name
    bands: list[BandEntry]


class CatalogueAnalyte(AnalyteEntry):
    id: AnalyteId
    choices: list[str] = Field(default_factory=list)
    is_active: bool
    is_used: bool
    """Tests were ordered with it: kind, unit, decimals, code and formula stay as they are."""
    sets: list[RangeSet]
    """That of today first, then those to come."""
    gaps: list[Gap]
    version: int


class TestDetails(CatalogueTest):
    """With all lines there are, the retired ones last."""

    lines: list[CatalogueAnalyte]


class SubjectKind(StrEnum):
    LAB = "lab"
    TEST = "test"
    ANALYTE = "analyte"
    RANGES = "ranges"


class FieldChange(Model):
    """What stood and what stands; None is nothing. `of` names one range among several."""

    field: str
    of: str = ""
    before: str | None
    after: str | None


class CatalogueChange(Model):
    """One entry of the history; it is only ever added to."""

    id: CatalogueChangeId
    kind: SubjectKind
    subject: str
    reason: str
    done: Stamp
    fields: list[FieldChange]


class SheetName(StrEnum):
    """Of the spreadsheet."""

    LABS = "Labs"
    TESTS = "Tests"
    ANALYTES = "Analytes"
    RANGES = "Ranges"


class ImportedRow(Model):
    """What becomes, or would become, of a row; one without a number is a range that is not in the file any more."""

    sheet: SheetName
    row: int | None
    subject: str
    verdict: Verdict
    fields: list[FieldChange] = Field(default_factory=list)
    column: str = ""
    problem: CatalogueProblem | None = None
    detail: str = ""


class ImportReport(Model):
    rows: list[ImportedRow]
    imported: bool
    """Nothing is by halves: one refused row, and nothing was."""

    def count(self, verdict: Verdict) -> int:
        return sum(row.verdict is verdict for row in self.rows)


# Requests


class ListCatalogue(Model):
    """By words of the code, the name, or what else a test or one of its lines is called."""

    term: Line = ""
    lab_id: LabId | None = None
    limit: int = Field(default=200, ge=1, le=500)


class GetTest(Model):
    test_type_id: TestTypeId


class ListChanges(Model):
    """The newest first, of one test or of all; `before` is the last one that is known."""

    test_type_id: TestTypeId | None = None
    before: CatalogueChangeId | None = None
    limit: int = Field(default=50, ge=1, le=200)


class AddLab(LabEntry):
    reason: Reason


class ChangeLab(LabEntry):
    lab_id: LabId
    version: Version
    reason: Reason


class AddTest(TestEntry):
    reason: Reason


class ChangeTest(TestEntry):
    test_type_id: TestTypeId
    version: Version
    reason: Reason


class AddAnalyte(AnalyteEntry):
    test_type_id: TestTypeId
    reason: Reason


class ChangeAnalyte(AnalyteEntry):
    analyte_id: AnalyteId
    version: Version
    reason: Reason
    renew: bool = False
    """Retires it, and begins a new line for tests ordered from now on."""


class RetireAnalyte(Model):
    """Tests that were ordered with it are still done with it."""

    analyte_id: AnalyteId
    version: Version
    reason: Reason


class SaveRanges(Model):
    """From that day on these are all ranges of the analyte."""

    analyte_id: AnalyteId
    version: Version
    valid_from: Day
    source: Name
    bands: Bands
    reason: Reason


class ImportCatalogue(Model):
    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    data: SpreadsheetBytes
    reason: Reason
