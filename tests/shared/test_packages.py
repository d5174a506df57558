from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import Currency, rounded
from shared.rules.bills import bill_totals, is_exact, line_totals
from shared.rules.packages import shares

YEN, TAKA, DINAR = Currency("JPY"), Currency("BDT"), Currency("KWD")


@given(
    st.decimals(0, 99_999, places=4),
    st.lists(st.decimals(0, 9_999, places=4), min_size=1, max_size=12),
    st.sampled_from([YEN, TAKA, DINAR]),
)
def test_the_parts_come_to_the_price_exactly_and_each_can_be_paid(price, alone, currency):
    parted = shares(price, alone, currency)

    assert sum(parted) == rounded(price, currency)
    assert all(part >= 0 and is_exact(part, currency) for part in parted)


@given(
    st.decimals(0, 99_999, places=2),
    st.lists(st.decimals(0, 9_999, places=2), min_size=1, max_size=12),
    st.sampled_from([Decimal("0.05"), Decimal("0.15"), Decimal("0.18")]),
)
def test_with_the_tax_within_what_is_paid_is_the_price_and_net_and_tax_add_up(price, alone, rate):
    lines = [
        line_totals(share, Decimal(1), TAKA, tax_rate=rate, inclusive=True) for share in shares(price, alone, TAKA)
    ]

    total = bill_totals(lines)

    assert total.amount == price
    assert total.subtotal + total.tax == total.amount


@pytest.mark.parametrize(
    ("price", "alone", "currency", "parts"),
    [
        ("100", ("1", "1", "1"), TAKA, ("33.33", "33.34", "33.33")),
        ("1000", ("400", "600", "800"), TAKA, ("222.22", "333.34", "444.44")),
        ("100", ("1", "1", "1"), YEN, ("33", "34", "33")),
        ("10", ("1", "2"), DINAR, ("3.333", "6.667")),
        ("0.05", ("1", "1", "1", "0"), TAKA, ("0.02", "0.01", "0.02", "0.00")),  # none is below zero
        ("90", ("0", "0", "0"), TAKA, ("30.00", "30.00", "30.00")),  # nothing has a price of its own
        ("0", ("5", "7"), TAKA, ("0.00", "0.00")),
    ],
)
def test_a_package_is_shared_out_by_what_its_parts_cost_alone(price, alone, currency, parts):
    found = shares(Decimal(price), [Decimal(one) for one in alone], currency)

    assert tuple(f"{part}" for part in found) == parts
