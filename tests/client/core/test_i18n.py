from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale

from client.core.i18n import date_text, money_text, number_from, number_text, time_text, tr, trn
from client.core.numbers import priced, write_by
from client.printing.figures import money, quantity, rate
from shared.money import Currency
from shared.rules.number_formats import DigitGroups, NumberFormat


@pytest.fixture
def bengali():
    before = QLocale()
    QLocale.setDefault(QLocale("bn_BD"))
    yield
    QLocale.setDefault(before)


def test_values_stand_at_their_named_places():
    assert tr("{name} waits in {room}", room=101, name="Rahima") == "Rahima waits in 101"


def test_braces_in_a_plain_sentence_are_left_alone():
    assert tr("a {brace}") == "a {brace}"


@pytest.mark.parametrize(("n", "text"), [(0, "0 patients"), (1, "1 patient"), (1200, "1,200 patients")])
def test_the_form_fits_the_number(n, text):
    assert trn("{n} patient", "{n} patients", n) == text


def test_a_day_reads_with_its_weekday():
    assert date_text(date(2026, 11, 22)) == "Sun 22 Nov 2026"


def test_a_time_has_24_hours():
    moment = datetime(2026, 11, 22, 13, 5, tzinfo=UTC).astimezone()

    assert time_text(moment) == f"{moment:%H:%M}"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1054", "1,054.00"),
        ("-0.03", "−0.03"),
        ("-0.004", "0.00"),
        ("99999999999.999", "100,000,000,000.00"),
        ("0", "0.00"),
    ],
)
def test_money_is_grouped_and_exact(amount, text):
    assert money_text(Decimal(amount)) == text


def test_digits_follow_the_locale_and_groups_the_house(bengali):
    assert number_text(1234567) == "১,২৩৪,৫৬৭"

    write_by(NumberFormat(DigitGroups.LAKHS))

    assert number_text(1234567) == "১২,৩৪,৫৬৭"
    assert number_from("১২,৩৪,৫৬৭.৫") == Decimal("1234567.5")


def test_a_price_finer_than_the_smallest_coin_is_grouped_and_exact(bengali):
    assert priced(Decimal("1250.1250"), Currency("BDT")) == "1,250.125"
    assert priced(Decimal("1250.5"), Currency("JPY")) == "1,250.5"
    assert priced(Decimal(1250), Currency("BDT")) == "1,250.00"


def test_papers_and_columns_are_written_by_the_house_in_latin_digits(bengali):
    write_by(NumberFormat(DigitGroups.LAKHS))

    assert money(Decimal("1234567.5"), Currency("BDT")) == "BDT 12,34,567.50"
    assert rate(Decimal("1000.125"), Currency("BDT")) == "1,000.125"
    assert quantity(Decimal("1500.50")) == "1,500.5"


@pytest.mark.parametrize("amount", ["1054.50", "-12.00", "1234567.00", "0.00"])
def test_what_is_shown_can_be_read_back(amount, bengali):
    assert number_from(money_text(Decimal(amount))) == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "abc", "1.2.3", "NaN", "Infinity"])
def test_what_is_no_number_is_none(typed):
    assert number_from(typed) is None
