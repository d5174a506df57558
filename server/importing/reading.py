"""Reads a CSV file of unknown make: UTF-8 with or without its mark, comma, semicolon or tab."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

_DELIMITERS: Final = (",", ";", "\t")
_LONGEST_CELL: Final = 1_000_000


class ImportRefused(Exception):
    """The file as a whole can't be imported, and why in one sentence."""


@dataclass(frozen=True)
class Row:
    """One record: the line its first cell is on, and its cells."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Table:
    header: Sequence[str]
    rows: Sequence[Row]


def read_table(path: Path) -> Table:
    """The whole file. Raises ImportRefused."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ImportRefused(f"The file can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ImportRefused("The file is not UTF-8: save it as “CSV UTF-8” and try again.") from error
    try:
        records = _records(text, _delimiter(text))
    except csv.Error as error:
        raise ImportRefused(f"The file is no CSV: {error}.") from error
    if not records:
        raise ImportRefused("The file is empty.")
    header = [cell.strip() for cell in records[0].cells]
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise ImportRefused(f"The file has the column {', '.join(twice)} twice.")
    return Table(header, records[1:])


def _delimiter(text: str) -> str:
    """What cuts the first record into the most cells."""
    return max(_DELIMITERS, key=lambda delimiter: len(next(csv.reader(StringIO(text), delimiter=delimiter), ())))


def _records(text: str, delimiter: str) -> list[Row]:
    """All that are not blank."""
    csv.field_size_limit(_LONGEST_CELL)
    records: list[Row] = []
    # newline="" keeps the line breaks inside quotes as they are
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            records.append(Row(begins, cells))
        begins = reader.line_num + 1
    return records
