from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.money import Currency, Money, Price, Quantity, minor_digits, plain, rounded

YEN, TAKA, DINAR = Currency("JPY"), Currency("BDT"), Currency("KWD")


@pytest.mark.parametrize(("currency", "digits"), [(YEN, 0), (TAKA, 2), (DINAR, 3), (Currency("XAF"), 0)])
def test_a_currency_has_its_own_minor_unit(currency, digits):
    assert minor_digits(currency) == digits


@pytest.mark.parametrize(
    ("amount", "currency", "result"),
    [
        ("2.5", YEN, "3"),  # half-even would say 2
        ("0.5", YEN, "1"),
        ("-2.5", YEN, "-3"),
        ("1.005", TAKA, "1.01"),
        ("1.0005", DINAR, "1.001"),
        ("7", DINAR, "7.000"),
    ],
)
def test_rounds_half_up_to_the_minor_unit(amount, currency, result):
    assert str(rounded(Decimal(amount), currency)) == result


@given(st.decimals(-10_000_000, 10_000_000, places=6), st.sampled_from([YEN, TAKA, DINAR]))
def test_rounding_twice_changes_nothing(amount, currency):
    once = rounded(amount, currency)

    assert rounded(once, currency) == once


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [("1054", TAKA, "1,054.00"), ("1234567.5", YEN, "1,234,568"), ("0.1", DINAR, "0.100"), ("-5", TAKA, "-5.00")],
)
def test_prints_thousands_and_every_minor_digit(amount, currency, text):
    assert plain(Decimal(amount), currency) == text


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Money, "0.0001"),
        (Money, "100000000000"),
        (Money, "NaN"),
        (Money, "Infinity"),
        (Price, "-0.01"),
        (Price, "0.00001"),
        (Quantity, "0"),
        (Quantity, "0.0001"),
    ],
)
def test_refuses_what_no_till_can_hold(kind, value):
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)
