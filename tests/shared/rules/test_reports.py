from datetime import date

import pytest

from shared.models.reports import Grouping, ReportPeriod
from shared.rules.reports import row_beside

WEEK = ReportPeriod(since=date(2026, 2, 26), until=date(2026, 3, 4))


@pytest.mark.parametrize(("now", "before"), [("2026-02-26", "2026-02-19"), ("2026-03-04", "2026-02-25")])
def test_a_day_is_seen_beside_the_one_in_the_same_place_and_it_beside_that(now, before):
    assert row_beside(Grouping.DAY, now, WEEK, WEEK.before) == before
    assert row_beside(Grouping.DAY, before, WEEK.before, WEEK) == now


def test_whatever_has_no_day_is_seen_beside_itself():
    assert row_beside(Grouping.HOUR, "09", WEEK, WEEK.before) == "09"
