"""Spreadsheet files (XLSX, CSV): rows of text by their headings, and nothing that a program would run."""

import csv
import io
import warnings
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from shared.models.spreadsheets import SpreadsheetForm

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_README: Final = "Read me"
MOST_ROWS: Final = 10_000
_LARGEST_UNPACKED: Final = 30_000_000
_MOST_PARTS: Final = 200
_RUNS: Final = ("=", "+", "-", "@", "\t")
"""What a spreadsheet program takes for the beginning of a formula."""
Value: TypeAlias = str | int | Decimal | date | None
Row: TypeAlias = Mapping[str, Value]


class UnreadableFileError(ValueError):
    """No spreadsheet, or one that lacks a sheet or a column, which `missing` names."""

    def __init__(self, missing: str = "") -> None:
        super().__init__(missing)
        self.missing = missing


@dataclass(frozen=True)
class FileRow:
    """A row with its number in the file, its cells as text."""

    number: int
    cells: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        return not any(self.cells.values())


@dataclass(frozen=True)
class Table:
    """A sheet to be written; `wide` are the columns with room for words, `head` are lines above them all."""

    columns: Sequence[str]
    rows: Iterable[Row]
    wide: Collection[str] = ()
    head: Sequence[str] = ()


def write_as(form: SpreadsheetForm, tables: Mapping[str, Table], words: Sequence[str] = ()) -> bytes:
    """As XLSX all of them; a CSV file has room for the first one alone."""
    match form:
        case SpreadsheetForm.XLSX:
            return write(tables, words)
        case SpreadsheetForm.CSV:
            return write_csv(next(iter(tables.values())))


def write(tables: Mapping[str, Table], words: Sequence[str] = ()) -> bytes:
    """An XLSX file, a sheet for each table; `words` stand on one of their own before them."""
    from openpyxl import Workbook  # rare, and a sixth of a second that no starting worker has
    from openpyxl.worksheet.worksheet import Worksheet  # as above

    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    if words:
        first.title = _README
        first.column_dimensions["A"].width = 120
        for sentence in words:
            first.append([sentence])
    else:
        book.remove(first)
    for name, table in tables.items():
        _write_sheet(book.create_sheet(name), table)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def write_csv(table: Table, *, goes_on: bool = False) -> bytes:
    """UTF-8 with its mark, without which spreadsheet programs guess another lettering.

    `goes_on`: a further piece of a file, which has its mark and its headings already.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    if not goes_on:
        writer.writerows([_quoted(line)] for line in table.head)
        writer.writerow(table.columns)
    writer.writerows([_quoted(row.get(column)) for column in table.columns] for row in table.rows)
    return text.getvalue().encode("utf-8" if goes_on else "utf-8-sig")


def read(data: bytes, sheets: Mapping[str, Sequence[str]]) -> dict[str, list[FileRow]]:
    """What there is of these sheets, by the columns they need; empty rows are left out. Raises UnreadableFileError."""
    try:
        tables = _tables(data, sheets) if _is_harmless(data) else {}
    except Exception as error:  # a damaged file makes zipfile and openpyxl stumble in any way there is
        raise UnreadableFileError from error
    if not tables:
        raise UnreadableFileError(", ".join(sheets))
    return {title: _rows(title, sheets[title], table) for title, table in tables.items()}


def read_table(data: bytes, name: str, columns: Sequence[str]) -> list[FileRow]:
    """One table: this sheet of an XLSX file, or a CSV file. Raises UnreadableFileError."""
    # An XLSX file is a ZIP; whatever else is text.
    return read(data, {name: columns})[name] if data.startswith(b"PK") else _read_csv(data, name, columns)


def _read_csv(data: bytes, name: str, columns: Sequence[str]) -> list[FileRow]:
    """With commas or semicolons between."""
    try:
        text = data.decode("utf-8-sig")
        commas = text.partition("\n")[0].count(";") == 0
        table = list(csv.reader(io.StringIO(text), delimiter="," if commas else ";", strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFileError from error
    return _rows(name, columns, [[cell.removeprefix("'").strip() for cell in row] for row in table])


def _tables(data: bytes, sheets: Collection[str]) -> dict[str, list[list[str]]]:
    # What openpyxl does not keep (a drop-down list, a style) is no news to anybody.
    with warnings.catch_warnings(action="ignore"):
        from openpyxl import load_workbook  # as above

        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        ours = [sheet for sheet in book.worksheets if sheet.title in sheets]
        return {
            sheet.title: [[_text(cell) for cell in row] for row in sheet.iter_rows(max_row=MOST_ROWS + 2)]
            for sheet in ours
        }


def _write_sheet(sheet: "Worksheet", table: Table) -> None:
    from openpyxl.styles import Alignment, Font  # as above
    from openpyxl.utils import get_column_letter  # as above

    for number, line in enumerate(table.head, start=1):
        _put(sheet, number, [line])
    headings = len(table.head) + 1
    for number, row in enumerate(table.rows, start=headings + 1):
        _put(sheet, number, [row.get(column) for column in table.columns])
    for place, column in enumerate(table.columns, start=1):
        heading = sheet.cell(headings, place, column)
        heading.font = Font(bold=True)
        heading.alignment = Alignment(vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = 32 if column in table.wide else 14
    sheet.freeze_panes = f"A{headings + 1}"


def _put(sheet: "Worksheet", number: int, values: Iterable[Value]) -> None:
    """By its number: openpyxl looks through all rows for the last one, and ten thousand took three minutes."""
    for place, value in enumerate(values, start=1):
        cell = sheet.cell(number, place, _harmless(value))
        if isinstance(cell.value, str):
            # `=cmd` is a name like any other: nothing that is read here runs there.
            cell.data_type = "s"
            if cell.value.startswith(_RUNS):
                cell.quotePrefix = True


def _harmless(value: Value) -> Value:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # as above

    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _quoted(value: Value) -> Value:
    """As spreadsheets mark text that only looks like a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUNS) else value


def _is_harmless(data: bytes) -> bool:
    """Looked at before it is read: a small file may hold gigabytes, or entities that are made of each other."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        known = parts.infolist()
        if len(known) > _MOST_PARTS or sum(part.file_size for part in known) > _LARGEST_UNPACKED:
            return False
        return not any(b"<!DOCTYPE" in parts.read(part) or b"<!ENTITY" in parts.read(part) for part in known)


def _rows(name: str, columns: Sequence[str], table: Sequence[Sequence[str]]) -> list[FileRow]:
    headings = [cell.casefold() for cell in table[0]] if table else []
    missing = [column for column in columns if column not in headings]
    if missing:
        raise UnreadableFileError(f"{name}: {', '.join(missing)}")
    if len(table) > MOST_ROWS + 1:
        raise UnreadableFileError(f"{name}: ≤ {MOST_ROWS}")
    places = {column: headings.index(column) for column in columns}
    rows = [
        FileRow(number, {column: cells[place] for column, place in places.items() if place < len(cells)})
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
