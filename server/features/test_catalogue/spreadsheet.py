"""The catalogue as a spreadsheet file (XLSX): rows of text by their headings, and nothing that a program would run."""

import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from shared.contracts.test_catalogue import NoSpreadsheet
from shared.models.test_catalogue import SheetName

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

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
_README: Final = "Read me"
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
MOST_ROWS: Final = 10_000
_LARGEST_UNPACKED: Final = 30_000_000
_MOST_PARTS: Final = 200
Value: TypeAlias = str | int | Decimal | date | None


@dataclass(frozen=True)
class FileRow:
    """A row with its number in the file, its cells as text."""

    number: int
    cells: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        return not any(self.cells.values())


def write(sheets: Mapping[SheetName, Iterable[Mapping[str, Value]]]) -> bytes:
    from openpyxl import Workbook  # rare, and a sixth of a second that no starting worker has
    from openpyxl.worksheet.worksheet import Worksheet  # as above

    book = Workbook()
    words = book.active
    assert isinstance(words, Worksheet)
    words.title = _README
    words.column_dimensions["A"].width = 120
    for sentence in _WORDS:
        words.append([sentence])
    for name, rows in sheets.items():
        _write_sheet(book.create_sheet(name.value), COLUMNS[name], rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(data: bytes) -> dict[SheetName, list[FileRow]]:
    """What there is of the four sheets; empty rows are left out. Raises NoSpreadsheet."""
    try:
        tables = _tables(data) if _is_harmless(data) else {}
    except Exception as error:  # a damaged file makes zipfile and openpyxl stumble in any way there is
        raise NoSpreadsheet("") from error
    if not tables:
        raise NoSpreadsheet(", ".join(SheetName))
    return {SheetName(title): _rows(SheetName(title), table) for title, table in tables.items()}


def _tables(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    # What openpyxl does not keep (a drop-down list, a style) is no news to anybody.
    with warnings.catch_warnings(action="ignore"):
        from openpyxl import load_workbook  # as above

        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        ours = [sheet for sheet in book.worksheets if sheet.title in set(SheetName)]
        return {sheet.title: list(sheet.iter_rows(max_row=MOST_ROWS + 2)) for sheet in ours}


def _write_sheet(sheet: "Worksheet", columns: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> None:
    from openpyxl.cell.cell import Cell  # as above
    from openpyxl.styles import Alignment, Font  # as above
    from openpyxl.utils import get_column_letter  # as above

    sheet.append(list(columns))
    for row in rows:
        sheet.append([_harmless(row.get(column)) for column in columns])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell, Cell) and isinstance(cell.value, str):
                # `=cmd` is a name like any other: nothing that is read here runs there.
                cell.data_type = "s"
                cell.quotePrefix = cell.value.startswith(("=", "+", "-", "@"))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top")
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = 32 if column in {"name", "also", "choices"} else 14
    sheet.freeze_panes = "A2"


def _harmless(value: Value) -> Value:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # as above

    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _is_harmless(data: bytes) -> bool:
    """Looked at before it is read: a small file may hold gigabytes, or entities that are made of each other."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        known = parts.infolist()
        if len(known) > _MOST_PARTS or sum(part.file_size for part in known) > _LARGEST_UNPACKED:
            return False
        return not any(b"<!DOCTYPE" in parts.read(part) or b"<!ENTITY" in parts.read(part) for part in known)


def _rows(name: SheetName, table: Sequence[Sequence[object]]) -> list[FileRow]:
    headings = [_text(cell).casefold() for cell in table[0]] if table else []
    missing = [column for column in COLUMNS[name] if column not in headings]
    if missing:
        raise NoSpreadsheet(f"{name}: {', '.join(missing)}")
    if len(table) > MOST_ROWS + 1:
        raise NoSpreadsheet(f"{name}: ≤ {MOST_ROWS}")
    places = {column: headings.index(column) for column in COLUMNS[name]}
    rows = [
        FileRow(number, {column: _text(cells[place]) for column, place in places.items() if place < len(cells)})
        for number, cells in enumerate(table[1:], start=2)
    ]
    return [row for row in rows if not row.is_empty]


def _text(cell: object) -> str:
    """As it was typed; a formula is its own text, and never calculated."""
    value: object = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    return str(getattr(value, "text", value)).strip()
