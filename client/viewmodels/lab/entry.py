"""A sheet's lines while somebody types: read, judged and calculated at once by the laboratory's own rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from shared.ids import AnalyteId
from shared.models.lab_results import Limits, ResultLine, ResultSheet
from shared.rules.lab_delta import Change
from shared.rules.lab_formulas import NotCalculated, Subject, calculation_order
from shared.rules.lab_panel import Last, Measurand, Shares, shares_of
from shared.rules.lab_ranges import Band, Flag
from shared.rules.lab_values import ResultValue, Scale, ValueRefused, read, written

NOT_DONE: Final = "–"
"""Typed, as any dash, where a value could not be had: a line that is only left empty holds up the report."""
_DASHES: Final = frozenset({"-", "–", "—"})


@dataclass(frozen=True)
class EntryLine:
    """`text` is what stands in its editor; `is_new` says that the server does not have it yet."""

    line: ResultLine
    text: str
    comment: str = ""
    is_new: bool = False
    value: ResultValue | None = None
    """What counts: typed, saved or calculated; without text for what could not be done."""
    flag: Flag | None = None
    change: Change = Change.NONE
    difference: Decimal | None = None
    refused: ValueRefused | None = None
    expected: str = ""
    """What an index should be that cannot be of the others' values."""
    not_calculated: NotCalculated | None = None
    calculated: bool = False

    @property
    def is_critical(self) -> bool:
        return self.flag is not None and self.flag.is_critical

    @property
    def not_done(self) -> bool:
        return self.value is not None and not self.value.text and not self.calculated

    @property
    def is_wrong(self) -> bool:
        """It can't be: nothing is saved beside it."""
        return self.refused is not None or bool(self.expected)

    @property
    def is_open(self) -> bool:
        """Somebody has to type it still."""
        return not self.text and not self.line.formula


def entry_lines(
    sheet: ResultSheet, typed: Mapping[AnalyteId, str], comments: Mapping[AnalyteId, str]
) -> tuple[EntryLine, ...]:
    """What was typed and saved first, then the formulas of it."""
    lines = [
        _entry(line, typed.get(line.analyte_id), comments.get(line.analyte_id), sheet.item.collected_at)
        for line in sheet.lines
    ]
    values = {entry.line.code: entry.value for entry in lines if entry.value is not None}
    subject = Subject(sheet.sex, sheet.years)
    by_code = {entry.line.code: entry for entry in lines}
    formulas = {code: entry.line.formula for code, entry in by_code.items() if entry.line.formula}
    for code in calculation_order(formulas):
        erased = typed.get(by_code[code].line.analyte_id) == ""
        by_code[code] = _followed(by_code[code], values, subject, sheet.item.collected_at, erased=erased)
        found = by_code[code].value
        if found is None:
            values.pop(code, None)
        else:
            values[code] = found
    return tuple(by_code.values())


def shares(lines: tuple[EntryLine, ...]) -> Shares | None:
    """How far the differential is counted; None before it is begun."""
    return shares_of(entry.value for entry in lines if entry.line.is_share)


def _entry(line: ResultLine, typed: str | None, comment: str | None, drawn: datetime | None) -> EntryLine:
    saved = NOT_DONE if line.not_done else line.value or ""
    said = line.comment if comment is None else comment
    commented = said != line.comment
    if typed is None or typed.strip() == saved:
        return replace(_saved(line, saved if typed is None else typed, drawn), comment=said, is_new=commented)
    if not typed.strip():
        return EntryLine(line, typed, said)
    measurand = measurand_of(line, drawn)
    if typed.strip() in _DASHES:
        is_new = commented or not line.not_done
        return _judged(EntryLine(line, typed, said, is_new=is_new), ResultValue(line.kind, ""), measurand)
    try:
        value = read(typed, measurand.scale)
    except ValueRefused as refused:
        return EntryLine(line, typed, said, is_new=True, refused=refused)
    if value.text == saved:
        return replace(_saved(line, typed, drawn), comment=said, is_new=commented)
    return _judged(EntryLine(line, typed, said, is_new=True), value, measurand)


def _saved(line: ResultLine, text: str, drawn: datetime | None) -> EntryLine:
    """As the server judged it."""
    if line.value is None:
        return EntryLine(line, text)
    value = written(line.value, line.kind)
    return EntryLine(
        line,
        text,
        value=value,
        flag=line.flag,
        change=line.change,
        difference=measurand_of(line, drawn).difference(value),
        not_calculated=line.not_calculated,
        calculated=line.calculated,
    )


def _followed(
    entry: EntryLine, values: Mapping[str, ResultValue], subject: Subject, drawn: datetime | None, *, erased: bool
) -> EntryLine:
    """A formula's line: calculated where nobody typed it, else compared with what it should be.

    Whoever erases what was calculated is about to type: their editor stays empty.
    """
    if not entry.line.formula or entry.refused is not None:
        return entry
    measurand = measurand_of(entry.line, drawn)
    if entry.value is not None and not entry.calculated:
        return replace(entry, expected=measurand.expected(entry.value, values, subject) or "")
    bare = EntryLine(entry.line, "")
    try:
        found = measurand.calculated(values, subject)
    except ValueRefused as refused:
        return replace(bare, refused=refused)
    if found is None:
        return bare
    if isinstance(found, NotCalculated):
        nothing = ResultValue(entry.line.kind, "")
        return replace(_judged(bare, nothing, measurand), calculated=True, not_calculated=found)
    return replace(_judged(bare, found, measurand), calculated=True, text="" if erased else found.text)


def _judged(entry: EntryLine, value: ResultValue, measurand: Measurand) -> EntryLine:
    return replace(
        entry,
        value=value,
        flag=measurand.flag(value),
        change=measurand.change(value),
        difference=measurand.difference(value),
    )


def measurand_of(line: ResultLine, drawn: datetime | None) -> Measurand:
    last = None
    if line.previous is not None and drawn is not None:
        last = Last(written(line.previous.value, line.kind), drawn - line.previous.at)
    scale = Scale(line.kind, line.decimals, line.unit, tuple(line.choices), line.valid_low, line.valid_high)
    return Measurand(line.code, scale, _band(line.limits), line.formula, line.delta, last)


def _band(limits: Limits) -> Band:
    return Band(
        low=limits.low,
        high=limits.high,
        critical_low=limits.critical_low,
        critical_high=limits.critical_high,
        text=limits.text,
    )
