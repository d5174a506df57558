"""Results as a CSV file: one value a row, or one sample a row with a column for every code."""

import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from server.features.analysers.sent import (
    SentMessage,
    SentRun,
    SentValue,
    Standing,
    Unreadable,
    first_accession,
    first_patient,
    joined,
    plain,
)
from shared.models.analysers import MessageProblem

DELIMITERS: Final = ("\t", ";", ",")
_DECIMAL_COMMA: Final = re.compile(r"([<>]=?)?\s*[+-]?\d+,\d+")


def read_csv(content: bytes, text: str, columns: Mapping[str, str], codes: Collection[str]) -> SentMessage:
    """`columns` says how the header calls what we need; without one for the code every known code is a column.

    Raises Unreadable.
    """
    try:
        delimiter, table = _table(text.splitlines(), columns["accession"])
    except csv.Error as error:
        raise Unreadable(MessageProblem.UNREADABLE_TEXT, str(error)) from error
    runs = _by_value(table, columns, delimiter) if "code" in columns else _by_sample(table, columns, codes, delimiter)
    return SentMessage("", hashlib.sha256(content).digest(), text, joined(list(runs)))


def _table(lines: list[str], accession: str) -> tuple[str, list[dict[str, str]]]:
    """The delimiter is the one by which the header has the column of the accession number."""
    head = next((place for place, line in enumerate(lines) if line.strip()), None)
    if head is None:
        raise Unreadable(MessageProblem.NO_COLUMNS, "the file is empty")
    delimiter = next((one for one in DELIMITERS if accession in _cells(lines[head], one)), None)
    if delimiter is None:
        raise Unreadable(MessageProblem.NO_COLUMNS, f"no column {accession}")
    rows = csv.DictReader(io.StringIO("\n".join(lines[head:])), delimiter=delimiter, strict=True)
    return delimiter, [{plain(key): plain(cell) for key, cell in row.items() if _is_cell(key, cell)} for row in rows]


def _is_cell(key: object, cell: object) -> bool:
    """Not what stands beyond the last column, nor what a short row leaves out."""
    return isinstance(key, str) and isinstance(cell, str)


def _cells(line: str, delimiter: str) -> list[str]:
    return [plain(cell) for row in csv.reader([line], delimiter=delimiter) for cell in row]


def _by_value(table: list[dict[str, str]], columns: Mapping[str, str], delimiter: str) -> Iterator[SentRun]:
    if table and not {columns["code"], columns["value"]} <= table[0].keys():
        raise Unreadable(MessageProblem.NO_COLUMNS, f"no columns {columns['code']} and {columns['value']}")
    for row in table:
        code = row.get(columns["code"], "")
        if code:
            yield _run(row, columns, (_value(code, row, columns["value"], columns, delimiter),))


def _by_sample(
    table: list[dict[str, str]], columns: Mapping[str, str], codes: Collection[str], delimiter: str
) -> Iterator[SentRun]:
    for row in table:
        values = tuple(_value(code, row, code, columns, delimiter) for code in row if code in codes)
        yield _run(row, columns, tuple(value for value in values if value.text))


def _run(row: dict[str, str], columns: Mapping[str, str], values: tuple[SentValue, ...]) -> SentRun:
    patient = first_patient([row.get(columns.get("patient", ""), "")])
    return SentRun(first_accession([row.get(columns["accession"], "")]), patient, None, values)


def _value(code: str, row: dict[str, str], column: str, columns: Mapping[str, str], delimiter: str) -> SentValue:
    text = row.get(column, "")
    if delimiter != "," and _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    standing = Standing.FINAL if text else Standing.NO_VALUE
    return SentValue(code, text, row.get(columns.get("unit", ""), ""), standing=standing)
