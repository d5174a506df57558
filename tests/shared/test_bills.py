from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.money import Currency, minor_digits, rounded
from shared.rules.bills import LineTotals, bill_totals, change_of, is_exact, line_totals, paid_by_line

YEN, TAKA, DINAR = Currency("JPY"), Currency("BDT"), Currency("KWD")

currencies = st.sampled_from([YEN, TAKA, DINAR])
prices = st.decimals(0, 9_999_999, places=4)
quantities = st.decimals("0.001", 9_999, places=3)
rates = st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.075"), Decimal("0.15"), Decimal("0.18"), Decimal(1)])
shares = st.decimals(0, 1, places=2)


@st.composite
def lines(draw, currency: Currency) -> LineTotals:
    price, quantity = draw(prices), draw(quantities)
    gross = rounded(price * quantity, currency)
    discount = min(rounded(gross * draw(shares), currency), gross)
    return line_totals(
        price, quantity, currency, discount=discount, tax_rate=draw(rates), inclusive=draw(st.booleans())
    )


@given(st.data(), currencies)
def test_every_figure_of_a_line_can_be_paid_and_none_is_negative(data, currency):
    line = data.draw(lines(currency))

    figures = (line.subtotal, line.discount, line.tax, line.amount)

    assert all(figure >= 0 and is_exact(figure, currency) for figure in figures)


@given(st.data(), currencies)
def test_what_is_printed_of_a_bill_adds_up(data, currency):
    bill = data.draw(st.lists(lines(currency), max_size=8))

    total = bill_totals(bill)

    assert total.subtotal - total.discount + total.tax == total.amount == sum(line.amount for line in bill)


@given(prices, quantities, currencies, rates)
def test_a_price_with_its_tax_inside_is_what_is_paid(price, quantity, currency, rate):
    line = line_totals(price, quantity, currency, tax_rate=rate, inclusive=True)

    assert line.amount == rounded(price * quantity, currency)
    assert line.amount - line.tax == rounded(line.amount / (1 + rate), currency)


@given(prices, quantities, currencies, rates)
def test_a_tax_on_top_is_taken_of_the_net_after_discount(price, quantity, currency, rate):
    gross = rounded(price * quantity, currency)
    half = rounded(gross / 2, currency)
    assume(half <= gross)

    line = line_totals(price, quantity, currency, discount=half, tax_rate=rate)

    assert line.tax == rounded((gross - half) * rate, currency)
    assert line.amount == gross - half + line.tax


@given(prices, quantities, currencies)
def test_a_line_is_off_by_half_a_minor_unit_at_most(price, quantity, currency):
    line = line_totals(price, quantity, currency)

    assert abs(line.amount - price * quantity) <= Decimal("0.5").scaleb(-minor_digits(currency))


@pytest.mark.parametrize(
    ("price", "quantity", "currency", "amount"),
    [
        ("0.125", "1", TAKA, "0.13"),  # half-even would say 0.12
        ("0.3333", "15", TAKA, "5.00"),
        ("33.5", "1", YEN, "34"),
        ("1.2345", "1", DINAR, "1.235"),
        ("800", "1", TAKA, "800.00"),
    ],
)
def test_a_line_is_rounded_half_up_in_its_currency(price, quantity, currency, amount):
    line = line_totals(Decimal(price), Decimal(quantity), currency)

    assert str(line.amount) == amount


def test_a_whole_discount_still_makes_a_line():
    line = line_totals(Decimal("10.005"), Decimal(1), TAKA, discount=Decimal("10.01"))

    assert line == LineTotals(Decimal("10.01"), Decimal("10.01"), Decimal(0), Decimal(0))


@pytest.mark.parametrize("discount", ["10.01", "-0.01", "0.005"])
def test_a_discount_must_fit_its_line(discount):
    with pytest.raises(ValueError, match="discount"):
        line_totals(Decimal(10), Decimal(1), TAKA, discount=Decimal(discount))


def test_a_bill_without_lines_comes_to_nothing():
    assert bill_totals([]) == LineTotals(Decimal(0), Decimal(0), Decimal(0), Decimal(0))


@given(prices, prices)
def test_change_and_amount_are_what_was_tendered(amount, more):
    assert change_of(amount + more, amount) + amount == amount + more


def test_too_little_makes_no_change():
    with pytest.raises(ValueError, match="less"):
        change_of(Decimal(99), Decimal(100))


@pytest.mark.parametrize(
    ("share", "paid", "by_line"),
    [
        ("930", "300", ["300", "0", "0"]),  # nobody else pays: the lines in their order
        ("186", "186", ["160.00", "6.00", "20.00"]),  # a fifth of each
        ("186", "170", ["160.00", "6.00", "4.00"]),
        ("0.05", "0.05", ["0.04", "0.00", "0.01"]),  # a share that does not divide is not more than it is
        ("0", "0", ["0", "0", "0"]),
    ],
)
def test_of_a_split_bill_the_patient_pays_a_part_of_each_line(share, paid, by_line):
    lines = [Decimal(800), Decimal(30), Decimal(100)]

    found = paid_by_line(lines, Decimal(share), Decimal(paid), TAKA)

    assert found == [Decimal(each) for each in by_line]
    assert sum(found) == Decimal(paid)
