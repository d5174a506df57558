from decimal import Decimal

import pytest

from shared.rules.number_formats import DigitGroups, NumberFormat

PLAIN = NumberFormat()
LAKHS = NumberFormat(DigitGroups.LAKHS)


@pytest.mark.parametrize(
    ("written", "number", "places", "text"),
    [
        (PLAIN, "1234567.5", 2, "1,234,567.50"),
        (LAKHS, "1234567.5", 2, "12,34,567.50"),
        (LAKHS, "123456789", 0, "12,34,56,789"),
        (LAKHS, "-99999", 0, "-99,999"),
        (LAKHS, "999", 0, "999"),
        (LAKHS, "100000", 3, "1,00,000.000"),
        (PLAIN, "0.125", 2, "0.13"),
        (PLAIN, "-0.001", 2, "0.00"),
        (PLAIN, "99999999999.999", 2, "100,000,000,000.00"),
    ],
)
def test_a_number_is_written_as_the_house_does(written, number, places, text):
    assert written.text(Decimal(number), places) == text
    assert written.number(text) == round(Decimal(text.replace(".", "").replace(",", "")).scaleb(-places), places)


@pytest.mark.parametrize(
    ("written", "typed", "number"),
    [
        (PLAIN, "12,34,567.5", "1234567.5"),
        (PLAIN, ".5", "0.5"),
        (PLAIN, "12.", "12"),
        (PLAIN, "১২.৫", "12.5"),
        (PLAIN, "١٢٫٥", "12.5"),
        (LAKHS, "1,250.5", "1250.5"),
        (PLAIN, "12,5", None),
        (PLAIN, "0,125", None),
        (PLAIN, "1,2345", None),
        (PLAIN, "1.2.3", None),
        (PLAIN, "", None),
        (PLAIN, "-", None),
        (PLAIN, "1e5", None),
        (PLAIN, "NaN", None),
    ],
)
def test_a_sign_that_is_not_this_houses_is_no_number_rather_than_a_hundred_times_as_much(written, typed, number):
    assert written.number(typed) == (None if number is None else Decimal(number))
