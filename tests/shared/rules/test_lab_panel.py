from datetime import timedelta
from decimal import Decimal

import pytest

from shared.models.patients import Sex
from shared.rules.lab_delta import Change, DeltaLimit
from shared.rules.lab_formulas import NotCalculated, Subject
from shared.rules.lab_panel import Last, Measurand, shares_of
from shared.rules.lab_ranges import Band, Flag
from shared.rules.lab_values import Operator, ResultKind, ResultValue, Scale, ValueRefused, read, written

ONE_PLACE = Scale(ResultKind.NUMBER, decimals=1)
WHOLE = Scale(ResultKind.NUMBER)
WOMAN = Subject(Sex.FEMALE, 40)
NOTHING = ResultValue(ResultKind.NUMBER, "")


def number(text, scale=ONE_PLACE):
    return read(text, scale)


HAEMOGLOBIN = Measurand(
    "HGB",
    ONE_PLACE,
    Band(low=Decimal(12), high=Decimal(15), critical_low=Decimal(7)),
    delta=DeltaLimit(absolute=Decimal(2), days=7),
    last=Last(number("12.0"), timedelta(days=3)),
)
MCV = Measurand("MCV", Scale(ResultKind.NUMBER, 1, valid_low=Decimal(30), valid_high=Decimal(180)), formula="mcv")
RED_CELLS = {"HCT": number("41"), "RBC": read("4.5", Scale(ResultKind.NUMBER, 2))}


@pytest.mark.parametrize(
    ("typed", "flag", "change", "difference"),
    [
        ("13.0", Flag.NORMAL, Change.NONE, "1.0"),
        ("9.9", Flag.LOW, Change.LEAP, "-2.1"),
        ("6.9", Flag.CRITICAL_LOW, Change.LEAP, "-5.1"),
        ("<7", Flag.CRITICAL_LOW, Change.NONE, None),
    ],
)
def test_a_value_is_judged_by_its_range_and_beside_the_last_one(typed, flag, change, difference):
    value = number(typed)

    assert HAEMOGLOBIN.flag(value) is flag
    assert HAEMOGLOBIN.change(value) is change
    assert HAEMOGLOBIN.difference(value) == (None if difference is None else Decimal(difference))


def test_what_could_not_be_done_is_not_judged():
    assert (HAEMOGLOBIN.flag(NOTHING), HAEMOGLOBIN.change(NOTHING)) == (Flag.UNJUDGED, Change.NONE)


def test_a_formula_waits_for_all_its_values():
    assert MCV.calculated({"HCT": number("41")}, WOMAN) is None
    assert MCV.calculated(RED_CELLS, WOMAN) == number("91.1")


@pytest.mark.parametrize("part", [NOTHING, number("<5")])
def test_a_part_that_is_no_number_leaves_nothing_to_calculate(part):
    assert MCV.calculated({**RED_CELLS, "HCT": part}, WOMAN) is NotCalculated.VALUE_MISSING


def test_what_is_calculated_must_be_possible_too():
    with pytest.raises(ValueRefused):
        MCV.calculated({"HCT": number("9"), "RBC": number("4.5")}, WOMAN)


@pytest.mark.parametrize(("typed", "expected"), [("91.1", None), ("87", None), ("86", "91.1"), ("<30", None)])
def test_a_typed_index_must_be_of_its_values(typed, expected):
    assert MCV.expected(number(typed), RED_CELLS, WOMAN) == expected


def test_an_index_is_not_compared_before_its_values_are_there():
    assert MCV.expected(number("120"), {"HCT": number("41")}, WOMAN) is None


@pytest.mark.parametrize(
    ("parts", "missing", "is_off"),
    [
        (("60", "30", "6", "3", "1"), 0, False),
        (("60", "27", None, None, None), 13, False),
        (("60", "30", "6", "3", None), 1, False),
        (("60", "30", "6", "3", "0"), 1, True),
        (("60", "45", None, None, None), -5, False),
        (("60", "45", "0", "0", "0"), -5, True),
    ],
)
def test_a_differential_is_off_only_once_it_is_whole(parts, missing, is_off):
    shares = shares_of(None if part is None else number(part, WHOLE) for part in parts)

    assert shares is not None
    assert (shares.missing, shares.is_off) == (missing, is_off)


@pytest.mark.parametrize("parts", [(None, None), (number("60", WHOLE), NOTHING), (number("<1", WHOLE), None)])
def test_what_is_not_counted_in_numbers_adds_up_to_nothing(parts):
    assert shares_of(parts) is None


@pytest.mark.parametrize(
    ("kind", "typed", "scale"),
    [
        (ResultKind.NUMBER, "7.8", ONE_PLACE),
        (ResultKind.NUMBER, "<=5", ONE_PLACE),
        (ResultKind.NUMBER, "-1.5", ONE_PLACE),
        (ResultKind.CHOICE, "Trace", Scale(ResultKind.CHOICE, choices=("Negative", "Trace"))),
        (ResultKind.TITRE, "<1:20", Scale(ResultKind.TITRE)),
        (ResultKind.TEXT, "few cells", Scale(ResultKind.TEXT)),
    ],
)
def test_a_report_is_read_back_as_it_was_written(kind, typed, scale):
    value = read(typed, scale)

    assert written(value.text, kind) == value


def test_a_report_is_read_back_though_its_limits_have_changed_or_it_says_nothing():
    assert written("6000", ResultKind.NUMBER) == ResultValue(ResultKind.NUMBER, "6000", Decimal(6000), Operator.EQUAL)
    assert written("", ResultKind.NUMBER) == NOTHING
    assert written("", ResultKind.TITRE).number is None
