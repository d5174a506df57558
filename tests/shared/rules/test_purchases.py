from decimal import Decimal

import pytest

from shared.money import Currency
from shared.rules.purchases import cost_of, packs_for, rise, unit_price


@pytest.mark.parametrize(
    ("packs", "price", "rate", "currency", "net", "tax"),
    [
        (2, "85.50", "0.15", "BDT", "171.00", "25.65"),
        (3, "85.5050", "0.15", "BDT", "256.52", "38.48"),
        (1, "0.005", "0", "BDT", "0.01", "0.00"),
        (7, "12.5", "0.05", "JPY", "88", "4"),
        (3, "1.2345", "0.05", "KWD", "3.704", "0.185"),
    ],
)
def test_a_line_is_rounded_once_half_up_and_its_tax_comes_on_top(packs, price, rate, currency, net, tax):
    cost = cost_of(packs, Decimal(price), Decimal(rate), Currency(currency))

    assert (str(cost.net), str(cost.tax)) == (net, tax)
    assert cost.total == cost.net + cost.tax


def test_one_of_a_box_costs_its_part():
    assert unit_price(Decimal("85.50"), Decimal(100)) == Decimal("0.8550")
    assert unit_price(Decimal(10), Decimal(3)) == Decimal("3.3333")


@pytest.mark.parametrize(("units", "size", "packs"), [(370, 100, 4), (400, 100, 4), (1, 100, 1)])
def test_whole_packs_that_are_enough(units, size, packs):
    assert packs_for(Decimal(units), Decimal(size)) == packs


@pytest.mark.parametrize(
    ("before", "now", "by"),
    [("1", "1.1", None), ("1", "1.2", "0.2"), ("1", "0.5", None), (None, "1", None), ("0", "1", None)],
)
def test_a_rise_is_said_above_a_tenth(before, now, by):
    assert rise(None if before is None else Decimal(before), Decimal(now)) == (None if by is None else Decimal(by))
