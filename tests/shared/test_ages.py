from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.ages import AgeUnit, Precision, age_on, back

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(1910, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("amount", "unit", "born", "precision"),
    [
        (45, AgeUnit.YEARS, date(1981, 11, 22), Precision.YEAR),
        (0, AgeUnit.YEARS, TODAY, Precision.YEAR),
        (120, AgeUnit.YEARS, date(1906, 11, 22), Precision.YEAR),
        (8, AgeUnit.MONTHS, date(2026, 3, 22), Precision.MONTH),
        (11, AgeUnit.MONTHS, date(2025, 12, 22), Precision.MONTH),
        (12, AgeUnit.MONTHS, date(2025, 11, 22), Precision.MONTH),
        (10, AgeUnit.DAYS, date(2026, 11, 12), Precision.DAY),
        (0, AgeUnit.DAYS, TODAY, Precision.DAY),
    ],
)
def test_a_typed_age_counts_back_from_the_day_it_was_typed(amount, unit, born, precision):
    assert back(TODAY, amount, unit) == (born, precision)


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(-1, AgeUnit.YEARS), (121, AgeUnit.YEARS), (121 * 12, AgeUnit.MONTHS), (10**9, AgeUnit.DAYS)],
)
def test_a_negative_age_or_one_over_120_is_refused(amount, unit):
    with pytest.raises(ValueError, match="out of range"):
        back(TODAY, amount, unit)


def test_months_back_from_a_month_s_end_stay_in_the_month():
    assert back(date(2026, 3, 31), 1, AgeUnit.MONTHS)[0] == date(2026, 2, 28)
    assert back(date(2028, 2, 29), 1, AgeUnit.YEARS)[0] == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("day", "years"),
    [(date(2025, 2, 28), 24), (date(2025, 3, 1), 25), (date(2028, 2, 28), 27), (date(2028, 2, 29), 28)],
)
def test_a_birthday_on_the_29th_of_february_counts_on_the_1st_of_march(day, years):
    assert age_on(day, date(2000, 2, 29)).years == years


def test_an_age_is_years_months_and_days_of_the_calendar():
    age = age_on(TODAY, date(2024, 9, 30))

    assert (age.years, age.months, age.days, age.total_days) == (2, 1, 23, 783)


def test_the_day_of_birth_is_age_zero():
    age = age_on(TODAY, TODAY)

    assert (age.years, age.months, age.days, age.total_days) == (0, 0, 0, 0)


def test_nobody_is_born_tomorrow():
    with pytest.raises(ValueError, match="future"):
        age_on(TODAY, TODAY + timedelta(days=1))


@given(DAYS, st.integers(0, 110))
def test_an_age_in_years_said_today_is_that_age_today(today, years):
    born, _ = back(today, years, AgeUnit.YEARS)

    assert age_on(today, born).years == years


@given(DAYS, st.integers(0, 40_000), st.integers(0, 400))
def test_nobody_grows_younger(born, lived, more):
    day = born + timedelta(days=lived)
    age, later = age_on(day, born), age_on(day + timedelta(days=more), born)

    assert (age.years, age.months, age.days) <= (later.years, later.months, later.days)
    assert 0 <= age.months < 12
    assert 0 <= age.days <= 31
