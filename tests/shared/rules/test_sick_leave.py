"""Which days a certificate may say, each limit with the day beyond it."""

from datetime import date, timedelta

import pytest

from shared.rules.sick_leave import SickLeaveFault, days_of, fault_of

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("begins", "days", "why", "fault"),
    [
        (0, 1, None, None),
        (0, 90, None, None),
        (0, 91, None, SickLeaveFault.TOO_LONG),
        (0, 0, None, SickLeaveFault.ENDS_BEFORE_IT_BEGINS),
        (0, -40, None, SickLeaveFault.ENDS_BEFORE_IT_BEGINS),
        (30, 90, None, None),
        (31, 1, None, SickLeaveFault.TOO_FAR_AHEAD),
        (-1, 1, None, SickLeaveFault.BACKDATED),
        (-1, 1, "", SickLeaveFault.BACKDATED),
        (-1, 5, "Clinic closed", None),
        (-30, 31, "Clinic closed", None),
        (-31, 32, "Clinic closed", SickLeaveFault.TOO_FAR_BACK),
    ],
)
def test_days_and_their_limits(begins, days, why, fault):
    first = TODAY + timedelta(days=begins)

    assert fault_of(first, first + timedelta(days=days - 1), TODAY, why_backdated=why) is fault


def test_both_days_count_across_a_month_and_a_leap_day():
    assert days_of(date(2026, 2, 28), date(2026, 3, 1)) == 2
    assert days_of(date(2028, 2, 28), date(2028, 3, 1)) == 3
    assert days_of(TODAY, TODAY) == 1
