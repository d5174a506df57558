"""A sheet's lines while somebody types: read and flagged at once by the laboratory's own rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shared.ids import AnalyteId
from shared.models.lab_results import Limits, ResultLine, ResultSheet
from shared.rules.lab_formulas import shares_missing
from shared.rules.lab_ranges import Band, Flag, judge
from shared.rules.lab_values import ResultValue, Scale, ValueRefused, read

NOT_DONE: Final = "–"
"""Typed, as any dash, where a value could not be had: a line that is only left empty holds up the report."""
_DASHES: Final = frozenset({"-", "–", "—"})


@dataclass(frozen=True)
class EntryLine:
    """`text` is what stands in its editor; `is_new` says that the server does not have it yet."""

    line: ResultLine
    text: str
    is_new: bool = False
    value: ResultValue | None = None
    flag: Flag | None = None
    refused: ValueRefused | None = None
    not_done: bool = False

    @property
    def is_critical(self) -> bool:
        return self.flag is not None and self.flag.is_critical


def entry_lines(sheet: ResultSheet, typed: Mapping[AnalyteId, str]) -> tuple[EntryLine, ...]:
    return tuple(_entry(line, typed.get(line.analyte_id)) for line in sheet.lines)


def missing_to_hundred(lines: tuple[EntryLine, ...]) -> Decimal | None:
    """What the differential count lacks; None while it is not counted, or not all of it."""
    shares = [_exact(entry) for entry in lines if entry.line.is_share]
    known = [share for share in shares if share is not None]
    return shares_missing(known) if shares and len(known) == len(shares) else None


def _entry(line: ResultLine, typed: str | None) -> EntryLine:
    saved = NOT_DONE if line.not_done else line.value or ""
    if typed is None or typed.strip() == saved:
        return EntryLine(line, saved if typed is None else typed, flag=line.flag, not_done=line.not_done)
    if not typed.strip():
        return EntryLine(line, typed)
    if typed.strip() in _DASHES:
        return EntryLine(line, typed, is_new=not line.not_done, not_done=True)
    scale = _scale(line)
    try:
        value = read(typed, scale)
    except ValueRefused as refused:
        return EntryLine(line, typed, is_new=True, refused=refused)
    if value.text == saved:
        return EntryLine(line, typed, flag=line.flag)
    return EntryLine(line, typed, is_new=True, value=value, flag=judge(value, _band(line.limits), scale))


def _exact(entry: EntryLine) -> Decimal | None:
    if entry.value is not None:
        return entry.value.exact
    if entry.is_new or entry.not_done or not entry.line.value:
        return None
    return read(entry.line.value, _scale(entry.line)).exact


def _scale(line: ResultLine) -> Scale:
    return Scale(line.kind, line.decimals, line.unit, tuple(line.choices), line.valid_low, line.valid_high)


def _band(limits: Limits) -> Band:
    return Band(
        low=limits.low,
        high=limits.high,
        critical_low=limits.critical_low,
        critical_high=limits.critical_high,
        text=limits.text,
    )
