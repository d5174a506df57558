from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import Currency, minor_digits
from shared.rules.bills import Discount, bill_totals, discounts_of, is_exact, line_totals, spread

YEN, TAKA, DINAR = Currency("JPY"), Currency("BDT"), Currency("KWD")


def amounts(currency, most=100_000):
    return st.integers(0, most).map(lambda minor: Decimal(minor).scaleb(-minor_digits(currency)))


@st.composite
def discounted(draw):
    """Lines of a bill, and what is let off: now and then more than there is."""
    currency = draw(st.sampled_from([YEN, TAKA, DINAR]))
    lines = draw(st.lists(amounts(currency), max_size=6))
    places = st.sampled_from([None, *range(len(lines))])
    percent = st.builds(Discount, st.decimals("0.01", 100, places=2), st.just(value=True), places)
    amount = st.builds(Discount, amounts(currency), st.just(value=False), places)
    return lines, draw(st.lists(percent | amount, max_size=5)), currency


@given(discounted())
def test_what_is_let_off_the_lines_is_what_the_discounts_come_to(case):
    lines, stated, currency = case

    found = discounts_of(lines, stated, currency)

    assert sum(found.lines) == sum(found.each)
    assert all(is_exact(amount, currency) for amount in (*found.each, *found.lines))
    assert all(0 <= discount <= line for discount, line in zip(found.lines, lines, strict=True))
    assert all(amount >= 0 for amount in found.each)


@given(discounted(), st.sampled_from(["0", "0.05", "0.15"]), st.booleans())
def test_no_line_of_a_discounted_bill_is_negative_and_their_sum_is_the_bill(case, rate, inclusive):
    lines, stated, currency = case
    found = discounts_of(lines, stated, currency)

    totals = [
        line_totals(line, Decimal(1), currency, discount=discount, tax_rate=Decimal(rate), inclusive=inclusive)
        for line, discount in zip(lines, found.lines, strict=True)
    ]

    bill = bill_totals(totals)
    assert all(min(one.subtotal, one.tax, one.amount) >= 0 for one in totals)
    assert bill.amount == bill.subtotal - bill.discount + bill.tax
    assert bill.discount == sum(found.each)


@given(discounted(), st.decimals(0, 1, places=4))
def test_shares_come_to_what_is_spread_and_none_to_more_than_its_line(case, part):
    lines, _, currency = case
    whole = sum(lines)
    amount = (whole * part).quantize(Decimal(1).scaleb(-minor_digits(currency)))

    shares = spread(amount, lines, currency)

    assert sum(shares) == amount
    assert all(0 <= share <= line for share, line in zip(shares, lines, strict=True))


@pytest.mark.parametrize(
    ("currency", "lines", "amount", "shares"),
    [
        # 100 × 333/1000 = 33.3, 33.3, and 33.4 stay for the last
        (YEN, ("333", "333", "334"), "100", ["33", "33", "34"]),
        # 10 × 1/3 = 3.333…, and 3.34 stay
        (TAKA, ("1", "1", "1"), "1", ["0.33", "0.33", "0.34"]),
        # 1 × 10/70 = 0.142857, 1 × 20/70 = 0.285714, and 0.571 stay
        (DINAR, ("10", "20", "40"), "1", ["0.143", "0.286", "0.571"]),
        # each half is rounded up until nothing is left: the last share is nothing, not less
        (TAKA, ("0.01", "0.01", "0.01", "0.01"), "0.02", ["0.01", "0.01", "0.00", "0.00"]),
        (YEN, ("5", "0", "5"), "10", ["5", "0", "5"]),
    ],
)
def test_a_discount_is_spread_by_value_and_the_last_line_takes_the_remainder(currency, lines, amount, shares):
    found = spread(Decimal(amount), [Decimal(line) for line in lines], currency)

    assert found == [Decimal(share) for share in shares]


@pytest.mark.parametrize(
    ("currency", "price", "each", "tax", "total"),
    [
        # 10 % of 1005 is 100.5, rounded up; 15 % of 904 is 135.6
        (YEN, "1005", "101", "136", "1040"),
        # 10 % of 100.05 is 10.005; 15 % of 90.04 is 13.506
        (TAKA, "100.05", "10.01", "13.51", "103.55"),
        # 10 % of 1.005 is 0.1005; 15 % of 0.904 is 0.1356
        (DINAR, "1.005", "0.101", "0.136", "1.040"),
    ],
)
def test_a_per_cent_off_and_the_tax_on_the_rest_as_worked_out_by_hand(currency, price, each, tax, total):
    found = discounts_of([Decimal(price)], [Discount(Decimal(10), percent=True)], currency)
    line = line_totals(Decimal(price), Decimal(1), currency, discount=found.lines[0], tax_rate=Decimal("0.15"))

    assert [str(found.each[0]), str(line.tax), str(line.amount)] == [each, tax, total]


def test_those_of_lines_come_before_those_of_the_bill_whenever_they_were_stated():
    stated = [Discount(Decimal(10), percent=True), Discount(Decimal(50), line=0), Discount(Decimal(50), percent=True)]

    found = discounts_of([Decimal(100), Decimal(200)], stated, TAKA)

    assert [str(amount) for amount in found.each] == ["25.00", "50.00", "112.50"]
    assert [str(amount) for amount in found.lines] == ["77.50", "110.00"]


def test_more_than_there_is_cannot_be_spread():
    with pytest.raises(ValueError, match="spread"):
        spread(Decimal(3), [Decimal(1), Decimal(1)], TAKA)
