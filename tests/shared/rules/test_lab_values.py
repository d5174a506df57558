from decimal import ROUND_FLOOR, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.lab_values import (
    Operator,
    Refusal,
    ResultKind,
    ResultValue,
    Scale,
    ValueRefused,
    measured,
    read,
    rounded,
)

ONE_DECIMAL = Scale(ResultKind.NUMBER, decimals=1, unit="g/dL", valid_low=Decimal(1), valid_high=Decimal(30))
WHOLE = Scale(ResultKind.NUMBER)
PLUSES = Scale(ResultKind.CHOICE, choices=("Negative", "Trace", "1+", "2+", "3+", "4+"))
GROUPS = Scale(ResultKind.CHOICE, choices=("A", "B", "AB", "O"))
WIDAL = Scale(ResultKind.TITRE, choices=("<1:20", "1:20", "1:40", "1:80"))
NUMBERS = st.decimals(min_value=0, max_value=100_000, places=4)


@pytest.mark.parametrize(
    ("typed", "text", "number", "operator"),
    [
        ("12", "12.0", "12.0", Operator.EQUAL),
        (" 12.25 ", "12.3", "12.3", Operator.EQUAL),
        ("12,5", "12.5", "12.5", Operator.EQUAL),
        (".9 g/dl", None, None, None),
        ("<5", "<5", "5", Operator.BELOW),
        ("< 5.00", "<5", "5.00", Operator.BELOW),
        ("≤5", "<=5", "5", Operator.AT_MOST),
        (">20", ">20", "20", Operator.ABOVE),
        (">= 20", ">=20", "20", Operator.AT_LEAST),
        ("১২.৫", "12.5", "12.5", Operator.EQUAL),
        ("١٢٫٥", "12.5", "12.5", Operator.EQUAL),
        ("१२.५ g/dL", "12.5", "12.5", Operator.EQUAL),
    ],
)
def test_a_number_is_read_with_its_operator_in_any_digits(typed, text, number, operator):
    if text is None:
        with pytest.raises(ValueRefused) as refused:
            read(typed, ONE_DECIMAL)
        assert (refused.value.refusal, refused.value.expected) == (Refusal.NOT_VALID, "1–30 g/dL")
    else:
        assert read(typed, ONE_DECIMAL) == ResultValue(ResultKind.NUMBER, text, Decimal(number), operator)


@pytest.mark.parametrize(
    "typed", ["twelve", "1 2", "12.", "1.2.3", "4-6", "5+", "1e3", "NaN", "∞", "<", "12;5", "1,2,3", "9" * 40]
)
def test_what_is_no_number_is_refused_as_it_stands(typed):
    with pytest.raises(ValueRefused):
        read(typed, WHOLE)


def test_a_sign_is_read_where_an_analyte_goes_below_zero():
    excess = Scale(ResultKind.NUMBER, decimals=1, valid_low=Decimal(-30), valid_high=Decimal(30))

    assert read("-2.55", excess).number == Decimal("-2.6")
    assert read("\u22122", excess).text == "-2.0"
    assert read("-0.04", excess).text == "0.0"


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("Trace", "Trace"), ("t", "Trace"), ("NEG", "Negative"), ("+", "1+"), ("+++", "3+"), ("1", "1+"), ("২+", "2+")],
)
def test_a_choice_is_known_by_its_beginning_or_its_pluses(typed, chosen):
    assert read(typed, PLUSES) == ResultValue(ResultKind.CHOICE, chosen)


@pytest.mark.parametrize("typed", ["A", "a", "AB", "b", "o"])
def test_a_whole_choice_goes_before_one_that_begins_with_it(typed):
    assert read(typed, GROUPS).text == typed.upper()


@pytest.mark.parametrize(
    ("typed", "text", "dilution"),
    [("1:40", "1:40", 40), ("1/40", "1:40", 40), ("40", "1:40", 40), ("1 : 80", "1:80", 80), ("<20", "<1:20", 20)],
)
def test_a_titre_is_written_in_several_ways_and_kept_in_one(typed, text, dilution):
    value = read(typed, WIDAL)

    assert (value.text, value.number) == (text, dilution)


def test_titres_are_ordered_by_their_dilution_and_not_by_their_letters():
    titres = [read(typed, Scale(ResultKind.TITRE)) for typed in ("1:320", "1:40", "1:1280", "1:80")]

    assert [one.text for one in sorted(titres, key=lambda one: one.number or 0)] == ["1:40", "1:80", "1:320", "1:1280"]


def test_one_can_calculate_with_exact_numbers_only():
    assert read("5", WHOLE).exact == 5
    assert read("<5", WHOLE).exact is None
    assert read("1:40", WIDAL).exact is None
    assert read("clear, straw-coloured", Scale(ResultKind.TEXT)).exact is None


def test_words_are_kept_on_one_line():
    assert read(" clear,\n  straw ", Scale(ResultKind.TEXT)).text == "clear, straw"


def test_an_analysers_number_is_as_valid_as_a_typed_one():
    assert measured(Decimal("7.849"), ONE_DECIMAL).text == "7.8"
    with pytest.raises(ValueRefused):
        measured(Decimal("30.05"), ONE_DECIMAL)


@given(NUMBERS, st.integers(0, 4))
def test_rounding_is_half_up_and_by_half_a_step_at_most(number, decimals):
    step = Decimal(1).scaleb(-decimals)

    assert rounded(number, decimals) == ((number / step + Decimal("0.5")).to_integral_value(ROUND_FLOOR)) * step
    assert abs(rounded(number, decimals) - number) <= step / 2
    assert rounded(rounded(number, decimals), decimals) == rounded(number, decimals)


@given(NUMBERS, st.integers(0, 4))
def test_what_is_printed_is_read_back_as_itself(number, decimals):
    scale = Scale(ResultKind.NUMBER, decimals=decimals)
    printed = read(str(number), scale)

    assert read(printed.text, scale) == printed


@given(st.text(max_size=20), st.sampled_from([ONE_DECIMAL, WHOLE, PLUSES, WIDAL]))
def test_whatever_is_typed_is_a_result_or_refused(typed, scale):
    try:
        value = read(typed, scale)
    except ValueRefused:
        return
    assert value.kind is scale.kind
    assert value.text
