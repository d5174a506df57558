"""From what the database answers to the table that travels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.core.clock import business_date, day_begins
from server.core.house import House
from server.features.reports.repository import ReportsRepository, figures_of, source_of
from server.features.reports.visits_repository import AGE_BANDS
from shared.models.reports import (
    MOST_FILE_ROWS,
    Cell,
    CellKind,
    Grouping,
    ReportColumn,
    ReportPeriod,
    ReportRow,
    ReportTable,
    StartReport,
)
from shared.money import minor_digits, rounded
from shared.rules.reports import row_beside

CHAPTERS: Final = {
    "I": "Certain infectious and parasitic diseases",
    "II": "Neoplasms",
    "III": "Diseases of the blood and blood-forming organs and certain disorders involving the immune mechanism",
    "IV": "Endocrine, nutritional and metabolic diseases",
    "V": "Mental and behavioural disorders",
    "VI": "Diseases of the nervous system",
    "VII": "Diseases of the eye and adnexa",
    "VIII": "Diseases of the ear and mastoid process",
    "IX": "Diseases of the circulatory system",
    "X": "Diseases of the respiratory system",
    "XI": "Diseases of the digestive system",
    "XII": "Diseases of the skin and subcutaneous tissue",
    "XIII": "Diseases of the musculoskeletal system and connective tissue",
    "XIV": "Diseases of the genitourinary system",
    "XV": "Pregnancy, childbirth and the puerperium",
    "XVI": "Certain conditions originating in the perinatal period",
    "XVII": "Congenital malformations, deformations and chromosomal abnormalities",
    "XVIII": "Symptoms, signs and abnormal clinical and laboratory findings, not elsewhere classified",
    "XIX": "Injury, poisoning and certain other consequences of external causes",
    "XX": "External causes of morbidity and mortality",
    "XXI": "Factors influencing health status and contact with health services",
    "XXII": "Codes for special purposes",
}
"""As the WHO calls them."""

_OF_ONE_MEDICINE: Final = frozenset({CellKind.QUANTITY, CellKind.DAYS})
_ADDED: Final = frozenset({CellKind.COUNT, CellKind.QUANTITY, CellKind.MONEY})
_AS_WRITTEN: Final = frozenset({Grouping.APPROVER, Grouping.EMPLOYEE, Grouping.REASON})
"""What people wrote, where the row has no name beside it: names, reasons."""


@dataclass(frozen=True)
class Answer:
    """What the database said of one period."""

    totals: list[Cell]
    rows: list[ReportRow]


def given(period: ReportPeriod, house: House, now: datetime) -> Mapping[str, Any]:
    """What the sources ask for: the days, when they begin and end in the house's own time, and today."""
    zone, starts = ZoneInfo(house.timezone), house.day_starts
    return {
        "since": period.since,
        "until": period.until,
        "begins": day_begins(period.since, zone, starts),
        "ends": day_begins(date.fromordinal(period.until.toordinal() + 1), zone, starts),
        "zone": house.timezone,
        "starts": starts,
        "today": business_date(now, zone, starts),
        "digits": minor_digits(house.currency),
    }


def make_table(
    request: StartReport, house: House, reports: ReportsRepository, now: datetime, *, own: bool = False
) -> str:
    """As it travels, with the rows that a file has."""
    found = _ask(request, request.period, house, reports, now)
    has_before = request.compare and not all(measure.is_now for measure in figures_of(request).values())
    before = _ask(request, request.period.before, house, reports, now, earlier=True) if has_before else None
    rows = _in_order(request, _beside(request, found.rows, before.rows, house) if before else found.rows)
    table = ReportTable(
        kind=request.kind,
        by=request.grouping,
        period=request.period,
        before=request.period.before if before else None,
        currency=house.currency,
        meaning=source_of(request.kind, request.grouping).meaning,
        columns=[
            ReportColumn(key=figure, kind=measure.kind, summable=measure.summable)
            for figure, measure in figures_of(request).items()
        ],
        rows=rows,
        more=False,
        totals=found.totals,
        totals_before=before.totals if before else None,
        taken_at=now,
        own=own,
    )
    return table.first(MOST_FILE_ROWS).model_dump_json()


def _beside(request: StartReport, now: list[ReportRow], before: list[ReportRow], house: House) -> list[ReportRow]:
    """Each row with its figures of before; what was there only then comes last, with nothing of now.

    Else the figures of before would not come to their total.
    """
    was, period = request.period.before, request.period
    earlier = {row_beside(request.grouping, row.key, was, period): row for row in before}
    known = {row.key for row in now}
    nothing = _nothing(request, house)
    gone = [ReportRow(key=key, label=row.label, cells=nothing) for key, row in earlier.items() if key not in known]
    cells = {key: row.cells for key, row in earlier.items()}
    return [row.model_copy(update={"before": cells.get(row.key)}) for row in (*now, *gone)]


def _nothing(request: StartReport, house: House) -> list[Cell]:
    """What is counted and summed is none; of no documents there is no median and no share."""
    added = _ADDED - _without_sum(request)
    return [_cell(each.kind, 0 if each.kind in added else None, house) for each in figures_of(request).values()]


def _without_sum(request: StartReport, *, whole: bool = False) -> frozenset[CellKind]:
    """Tablets and bottles of syrup are not added up."""
    return _OF_ONE_MEDICINE if whole or request.grouping is not Grouping.MEDICINE else frozenset()


def _ask(
    request: StartReport,
    period: ReportPeriod,
    house: House,
    reports: ReportsRepository,
    now: datetime,
    *,
    earlier: bool = False,
) -> Answer:
    """What lies in the stores now says nothing of days before."""
    figures = {
        figure: None if earlier and measure.is_now else measure.kind for figure, measure in figures_of(request).items()
    }

    def cells(row: Any) -> list[Cell]:
        unlike = _without_sum(request, whole=bool(row.whole))
        return [
            None if kind is None or kind in unlike else _cell(kind, getattr(row, figure), house)
            for figure, kind in figures.items()
        ]

    total, *rows = reports.table(request, given(period, house, now))
    made = [ReportRow(key=row.key, label=_label(request.grouping, row), cells=cells(row)) for row in rows]
    return Answer(cells(total), made)


def _in_order(request: StartReport, rows: list[ReportRow]) -> list[ReportRow]:
    """As they come, but where they go by their keys."""
    if request.grouping is Grouping.AGE:
        return sorted(rows, key=lambda row: AGE_BANDS.index(row.key))
    has_order = source_of(request.kind, request.grouping).keys[request.grouping].in_order
    return sorted(rows, key=lambda row: row.key) if has_order else rows


def _label(by: Grouping, row: Any) -> str:
    if by is Grouping.CHAPTER:
        return f"{row.key} · {CHAPTERS[row.key]}" if row.key in CHAPTERS else ""
    return row.label or (row.key if by in _AS_WRITTEN else "")


def _cell(kind: CellKind, value: Any, house: House) -> Cell:
    if value is None or kind is CellKind.DATE:
        return value  # type: ignore[no-any-return] # as the database gave it: a date, or nothing
    return rounded(Decimal(value), house.currency) if kind is CellKind.MONEY else Decimal(value)
