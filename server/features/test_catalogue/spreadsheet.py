"""The catalogue as a spreadsheet file (XLSX): which sheets and columns it has, and what it says of itself."""

from collections.abc import Iterable, Mapping
from typing import Final

from server.core import spreadsheet
from server.core.spreadsheet import FileRow, Row, Table, UnreadableFileError
from shared.contracts.test_catalogue import NoSpreadsheet
from shared.models.test_catalogue import SheetName

COLUMNS: Final[Mapping[SheetName, tuple[str, ...]]] = {
    SheetName.LABS: ("name", "is_active"),
    SheetName.TESTS: (
        "code",
        "name",
        "also",
        "lab",
        "specimen",
        "tube",
        "target_minutes",
        "one_person",
        "is_active",
    ),
    SheetName.ANALYTES: (
        "test",
        "code",
        "line",
        "name",
        "loinc",
        "unit",
        "decimals",
        "kind",
        "choices",
        "formula",
        "is_share",
        "valid_low",
        "valid_high",
        "delta_absolute",
        "delta_percent",
        "delta_days",
        "is_lifelong",
        "is_active",
    ),
    SheetName.RANGES: (
        "test",
        "analyte",
        "valid_from",
        "sex",
        "age_from",
        "age_to",
        "condition",
        "low",
        "high",
        "critical_low",
        "critical_high",
        "text",
        "source",
    ),
}
_WORDS: Final = (
    "The laboratory's catalogue. Change it here, and bring it back with Import: first you see what would change.",
    "",
    "A row is known by its code (a laboratory by its name): another code is another test.",
    "A row that is missing here stays as it is. To retire something, write no under is_active.",
    "The ranges of one analyte and one day belong together: the rows here are all of them.",
    "Ranges that you change count from the day under valid_from, from today on at the earliest.",
    "Ages: 36h, 28d, 6m, 12y. From is included, to is not; empty is no limit. Sex: any, male or female.",
    "Condition: empty, pregnant, trimester_1, trimester_2, trimester_3 or fasting.",
    "low and high are the reference range, a value exactly on a limit is normal. A value beyond a critical limit must",
    "be told by telephone. valid_low and valid_high (sheet Analytes) are what can be entered at all.",
    "text is printed instead of low and high; of a choice it is the normal one, of a titre the limit, such as < 1:80.",
    "kind: number, choice, titre, counted (2-4 in a field of the microscope) or text. Choices are parted by |.",
    "formula: codes of the same test with + - * / and brackets, such as TRIG / 5, or the name of a built-in one.",
    "is_share: parts of a hundred. delta_absolute or delta_percent within delta_days: a greater change is remarked.",
    "Formulas of the spreadsheet itself are not calculated: type values.",
)
_WIDE: Final = frozenset({"name", "also", "choices"})


def write(sheets: Mapping[SheetName, Iterable[Row]]) -> bytes:
    return spreadsheet.write({name: Table(COLUMNS[name], rows, _WIDE) for name, rows in sheets.items()}, _WORDS)


def read(data: bytes) -> dict[SheetName, list[FileRow]]:
    """What there is of the four sheets; empty rows are left out. Raises NoSpreadsheet."""
    try:
        found = spreadsheet.read(data, {name.value: columns for name, columns in COLUMNS.items()})
    except UnreadableFileError as error:
        raise NoSpreadsheet(error.missing) from error
    return {SheetName(title): rows for title, rows in found.items()}
