"""Birth dates in the forms that other systems write."""

from datetime import date

import pytest

from server.importing.dates import CannotRead, DateOrder, age_of, birth_of, order_of
from shared.ages import AgeUnit, Precision

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    "written",
    [
        "1984-04-03",
        "19840403",
        "1984/04/03",
        "1984-04-03T00:00:00Z",
        "1984-04-03 00:00:00",
        "03/04/1984",
        "3/4/1984",
        "03-04-1984",
        "3.4.1984",
        "03-Apr-1984",
        "3 April 1984",
        "03 apr. 1984",
    ],
)
def test_a_whole_date_is_read_to_the_day(written):
    birth = birth_of(written, DateOrder.DAY_FIRST, TODAY)

    assert (birth.date, birth.precision) == (date(1984, 4, 3), Precision.DAY)


def test_the_month_comes_first_when_told_so():
    assert birth_of("03/04/1984", DateOrder.MONTH_FIRST, TODAY).date == date(1984, 3, 4)


def test_a_date_with_points_has_its_day_first_whatever_the_order():
    assert birth_of("3.4.1984", DateOrder.MONTH_FIRST, TODAY).date == date(1984, 4, 3)


@pytest.mark.parametrize("written", ["28/02/1984", "02/28/1984"])
def test_a_date_that_can_only_be_one_needs_no_order(written):
    assert birth_of(written, DateOrder.AUTO, TODAY).date == date(1984, 2, 28)


def test_a_date_that_could_be_either_is_refused_without_an_order():
    with pytest.raises(CannotRead, match="--date-order"):
        birth_of("03/04/1984", DateOrder.AUTO, TODAY)


def test_a_year_alone_is_known_to_the_year_and_is_no_first_of_january():
    birth = birth_of("1954", DateOrder.AUTO, TODAY)

    assert birth.precision is Precision.YEAR
    assert birth.date == date(1954, 7, 1)


def test_a_month_alone_is_known_to_the_month():
    birth = birth_of("1954-03", DateOrder.AUTO, TODAY)

    assert (birth.date, birth.precision) == (date(1954, 3, 15), Precision.MONTH)


@pytest.mark.parametrize("written", ["2026", "2026-03"])
def test_a_baby_of_this_year_is_not_born_tomorrow(written):
    assert birth_of(written, DateOrder.AUTO, TODAY).date == TODAY


@pytest.mark.parametrize("written", ["30/02/1984", "31.4.1984", "1984-13-01", "45/01/1984"])
def test_a_day_of_no_calendar_is_refused(written):
    with pytest.raises(ValueError):
        birth_of(written, DateOrder.AUTO, TODAY)


@pytest.mark.parametrize("written", ["03/04/84", "unknown", "42831", "03/04-1984"])
def test_other_forms_are_refused(written):
    with pytest.raises(CannotRead):
        birth_of(written, DateOrder.DAY_FIRST, TODAY)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["03/04/1984", "28/02/1990"], DateOrder.DAY_FIRST),
        (["03/04/1984", "02/28/1990"], DateOrder.MONTH_FIRST),
        (["03/04/1984", "05/06/1990"], DateOrder.AUTO),
        (["28/02/1984", "02/28/1990"], DateOrder.AUTO),
        (["28.02.1984", "03/04/1990"], DateOrder.AUTO),
        (["1984-02-28", ""], DateOrder.AUTO),
    ],
)
def test_a_column_tells_its_order_when_nothing_in_it_contradicts(column, expected):
    assert order_of(column) is expected


@pytest.mark.parametrize(
    ("written", "amount", "unit"),
    [
        ("45", 45, AgeUnit.YEARS),
        ("45 Y", 45, AgeUnit.YEARS),
        ("8 months", 8, AgeUnit.MONTHS),
        ("10d", 10, AgeUnit.DAYS),
        ("0", 0, AgeUnit.YEARS),
    ],
)
def test_ages_have_their_unit(written, amount, unit):
    age = age_of(written)

    assert (age.amount, age.unit) == (amount, unit)


def test_an_age_in_words_is_refused():
    with pytest.raises(CannotRead):
        age_of("forty")
