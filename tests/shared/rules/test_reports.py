from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.models.reports import (
    CellKind,
    Figure,
    Grouping,
    Meaning,
    ReportColumn,
    ReportKind,
    ReportPeriod,
    ReportRow,
    ReportTable,
)
from shared.money import Currency
from shared.rules.reports import others, row_beside

WEEK = ReportPeriod(since=date(2026, 2, 26), until=date(2026, 3, 4))


@pytest.mark.parametrize(("now", "before"), [("2026-02-26", "2026-02-19"), ("2026-03-04", "2026-02-25")])
def test_a_day_is_seen_beside_the_one_in_the_same_place_and_it_beside_that(now, before):
    assert row_beside(Grouping.DAY, now, WEEK, WEEK.before) == before
    assert row_beside(Grouping.DAY, before, WEEK.before, WEEK) == now


def test_whatever_has_no_day_is_seen_beside_itself():
    assert row_beside(Grouping.HOUR, "09", WEEK, WEEK.before) == "09"


def test_others_are_what_the_rows_lack_of_a_total_and_nothing_of_what_makes_no_sum():
    columns = [
        ReportColumn(key=Figure.ATTENDED, kind=CellKind.COUNT, summable=True),
        ReportColumn(key=Figure.WAITING_MEDIAN, kind=CellKind.MINUTES, summable=False),
    ]
    rows = [
        ReportRow(key="a", label="A", cells=[Decimal(5), Decimal(9)], before=[Decimal(2), Decimal(8)]),
        ReportRow(key="b", label="B", cells=[Decimal(4), None]),
    ]
    table = ReportTable(
        kind=ReportKind.WAITING,
        by=Grouping.DOCTOR,
        period=WEEK,
        before=WEEK.before,
        currency=Currency("BDT"),
        meaning=Meaning.ATTENDED,
        columns=columns,
        rows=rows,
        more=False,
        totals=[Decimal(9), Decimal(7)],
        totals_before=[Decimal(3), None],
        taken_at=datetime(2026, 3, 5, tzinfo=UTC),
    )

    assert others(table) is None
    rest = others(table.first(1))

    assert rest is not None
    assert (rest.cells, rest.before) == ([Decimal(4), None], [Decimal(1), None])
