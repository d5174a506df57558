"""The catalogue's rows as they travel, and as the history keeps them: by field, in the words of the spreadsheet."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from server.features.lab.tables import Analyte, Lab, ReferenceRange, TestTypeRow
from shared.models.test_catalogue import (
    AnalyteEntry,
    BandEntry,
    CatalogueAnalyte,
    CatalogueTest,
    FieldChange,
    LabEntry,
    RangeSet,
    TestEntry,
)
from shared.rules.lab_catalogue import BandField, Gap, band_cells, gaps, limit_text
from shared.rules.lab_ranges import Band
from shared.rules.lab_values import ResultKind

YES: Final = "yes"
NO: Final = "no"
_RANGE: Final = "range|"


def test_summary(row: TestTypeRow, analytes: int) -> CatalogueTest:
    return CatalogueTest(**dict(test_entry(row)), id=row.id, lab=row.lab.name, analytes=analytes, version=row.version)


def test_entry(row: TestTypeRow) -> TestEntry:
    return TestEntry.model_validate(row)


def analyte_entry(row: Analyte) -> AnalyteEntry:
    return AnalyteEntry(
        code=row.code,
        name=row.name,
        loinc=row.loinc or "",
        unit=row.unit,
        decimals=row.decimals,
        kind=ResultKind(row.kind),
        choices=list(row.scale.choices),
        formula=row.formula,
        is_share=row.is_share,
        valid_low=row.valid_low,
        valid_high=row.valid_high,
        delta_absolute=row.delta_absolute,
        delta_percent=row.delta_percent,
        delta_days=row.delta_days,
        is_lifelong=row.is_lifelong,
        line=row.line,
    )


def analyte_details(row: Analyte, ranges: Sequence[ReferenceRange], today: date, *, is_used: bool) -> CatalogueAnalyte:
    sets = range_sets(ranges, today)
    now = [entry.band for entry in sets[0].bands] if sets and sets[0].valid_from <= today else []
    missing: list[Gap] = gaps(now)
    return CatalogueAnalyte(
        **dict(analyte_entry(row)),
        id=row.id,
        is_active=row.retired_at is None,
        is_used=is_used,
        sets=sets,
        gaps=missing,
        version=row.version,
    )


def range_sets(ranges: Sequence[ReferenceRange], today: date) -> list[RangeSet]:
    """That of today, and those to come."""
    now = max((row.valid_from for row in ranges if row.valid_from <= today), default=None)
    found: dict[date, list[ReferenceRange]] = {}
    for row in ranges:
        if row.valid_from == now or row.valid_from > today:
            found.setdefault(row.valid_from, []).append(row)
    return [
        RangeSet(
            valid_from=day,
            source=found[day][0].source,
            bands=[BandEntry.model_validate(row.band) for row in found[day]],
        )
        for day in sorted(found)
    ]


# For the history: whatever it is, as text


def of_lab(entry: LabEntry) -> dict[str, str]:
    return _texts(entry)


def of_test(entry: TestEntry, lab: Lab) -> dict[str, str]:
    return {**_texts(entry, without={"lab_id"}), "lab": lab.name}


def of_analyte(entry: AnalyteEntry, *, is_active: bool = True) -> dict[str, str]:
    return {**_texts(entry), "is_active": YES if is_active else NO}


def of_ranges(ranges: RangeSet | None) -> dict[str, str]:
    if ranges is None:
        return {}
    return {
        "valid_from": ranges.valid_from.isoformat(),
        "source": ranges.source,
        **{f"{_RANGE}{whom(entry.band)}": limits(entry.band) for entry in ranges.bands},
    }


def whom(band: Band) -> str:
    """Whose range it is: `female 12y– trimester_1`."""
    cells = band_cells(band)
    ages = f"{cells[BandField.AGE_FROM]}–{cells[BandField.AGE_TO]}"
    return " ".join(filter(None, (cells[BandField.SEX], ages, cells[BandField.CONDITION])))


def limits(band: Band) -> str:
    cells = band_cells(band)
    low, high = cells[BandField.LOW], cells[BandField.HIGH]
    parts = [
        f"{low}–{high}" if low or high else "",
        f"critical < {cells[BandField.CRITICAL_LOW]}" if band.critical_low is not None else "",
        f"critical > {cells[BandField.CRITICAL_HIGH]}" if band.critical_high is not None else "",
        band.text,
    ]
    return "; ".join(filter(None, parts)) or "–"


def changed_fields(before: Mapping[str, str], after: Mapping[str, str]) -> list[FieldChange]:
    """Empty where both say the same; of what is new or gone, only what says anything."""
    changes = []
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        if (was or "") != (now or ""):
            field, _, of = name.partition("|")
            changes.append(FieldChange(field=field, of=of, before=was or None, after=now or None))
    return changes


def _texts(entry: LabEntry | TestEntry | AnalyteEntry, without: Iterable[str] = ()) -> dict[str, str]:
    return {name: text_of(value) for name, value in entry if name not in without}


def text_of(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return limit_text(value)
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)
