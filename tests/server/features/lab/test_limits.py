"""What the bench is told to judge by while a value is typed."""

from decimal import Decimal

import pytest

from shared.models.lab_results import Limits
from shared.models.patients import Sex
from shared.rules.lab_ranges import Condition
from tests.support.bench import lines_of


@pytest.mark.parametrize(
    ("years", "sex", "low", "high", "printed"),
    [
        (30, Sex.FEMALE, "12", "15", "12.0–15.0"),
        (30, Sex.MALE, "13", "17", "13.0–17.0"),
        (8, Sex.MALE, "11.5", "15.5", "11.5–15.5"),
        (15, Sex.MALE, None, None, ""),
    ],
)
def test_an_empty_line_says_by_what_it_will_be_judged(bench, years, sex, low, high, printed):
    (order,) = bench.received("CBC", patient_id=bench.patient(years=years, sex=sex))

    line = lines_of(bench.sheet(order))["HGB"]

    limits = Limits(
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
        critical_low=Decimal(7),
        critical_high=Decimal(20),
    )
    assert line.limits == limits
    assert (line.valid_low, line.valid_high, line.range_text) == (Decimal(1), Decimal(30), printed)


def test_a_line_goes_by_what_was_said_at_the_needle(bench):
    visit = bench.visit()
    orders = bench.order(visit, "CBC")
    bench.receive(visit, orders, conditions=[Condition.TRIMESTER_2])

    assert lines_of(bench.sheet(orders[0]))["HGB"].limits.low == 11


def test_before_a_tube_is_filled_nothing_is_judged(bench):
    (order,) = bench.order(bench.visit(), "CBC")

    assert lines_of(bench.sheet(order))["HGB"].limits == Limits()


def test_parts_of_a_differential_are_told_from_the_rest(bench):
    (order,) = bench.received("CBC")

    shares = [line.code for line in bench.sheet(order).lines if line.is_share]
    assert shares == ["NEUT", "LYMPH", "MONO", "EOS", "BASO"]
