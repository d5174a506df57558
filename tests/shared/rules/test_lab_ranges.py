from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.models.patients import Sex
from shared.rules.lab_ranges import Band, Condition, Flag, band_for, judge
from shared.rules.lab_values import Operator, ResultKind, ResultValue, Scale, measured, read, rounded

SCALE = Scale(ResultKind.NUMBER, decimals=1)
BAND = Band(low=Decimal(10), high=Decimal(20), critical_low=Decimal(5), critical_high=Decimal(30))
ORDER = [Flag.CRITICAL_LOW, Flag.LOW, Flag.NORMAL, Flag.HIGH, Flag.CRITICAL_HIGH]
NUMBERS = st.decimals(min_value=0, max_value=100, places=3)
LIMITS = st.lists(st.decimals(min_value=0, max_value=100, places=1), min_size=4, max_size=4).map(sorted)


def place(number, band=BAND):
    return ORDER.index(judge(measured(number, SCALE), band, SCALE))


@given(LIMITS, NUMBERS, NUMBERS)
def test_a_greater_number_never_has_a_lower_flag(limits, one, other):
    band = Band(critical_low=limits[0], low=limits[1], high=limits[2], critical_high=limits[3])

    assert place(min(one, other), band) <= place(max(one, other), band)


@given(LIMITS)
def test_a_value_on_a_limit_is_still_on_its_better_side(limits):
    band = Band(critical_low=limits[0], low=limits[1], high=limits[2], critical_high=limits[3])

    assert place(limits[1], band) == place(limits[2], band) == ORDER.index(Flag.NORMAL)
    assert place(limits[0], band) >= ORDER.index(Flag.LOW)
    assert place(limits[3], band) <= ORDER.index(Flag.HIGH)


@given(NUMBERS)
def test_what_is_flagged_is_what_is_printed(number):
    assert place(number) == place(rounded(number, 1))


@given(NUMBERS, st.sampled_from(list(Operator)), NUMBERS)
def test_an_operator_is_flagged_only_as_every_number_it_stands_for(number, operator, other):
    end = rounded(number, 1)
    value = ResultValue(ResultKind.NUMBER, f"{operator}{end}", end, operator)
    stands_for = {
        Operator.EQUAL: rounded(other, 1) == end,
        Operator.BELOW: rounded(other, 1) < end,
        Operator.AT_MOST: rounded(other, 1) <= end,
        Operator.AT_LEAST: rounded(other, 1) >= end,
        Operator.ABOVE: rounded(other, 1) > end,
    }
    flag = judge(value, BAND, SCALE)

    if flag is not Flag.UNJUDGED and stands_for[operator]:
        least = {Flag.LOW: (0, 1), Flag.HIGH: (3, 4)}.get(flag, (ORDER.index(flag),) * 2)
        assert place(other) in range(least[0], least[1] + 1)


@pytest.mark.parametrize(
    ("band", "typed", "flag"),
    [
        (Band(low=Decimal(3)), "<5", Flag.UNJUDGED),
        (Band(low=Decimal(5)), "<5", Flag.LOW),
        (Band(high=Decimal("4.9")), "<5", Flag.NORMAL),
        (Band(high=Decimal(5)), "<=5", Flag.NORMAL),
        (Band(high=Decimal("4.9")), "<=5", Flag.UNJUDGED),
        (Band(high=Decimal(5)), ">5", Flag.HIGH),
        (Band(high=Decimal(5)), ">=5", Flag.UNJUDGED),
        (Band(low=Decimal(5)), ">=5", Flag.NORMAL),
        (Band(low=Decimal(0), high=Decimal(5)), "<5", Flag.NORMAL),
        (BAND, "<5", Flag.CRITICAL_LOW),
        (BAND, "<6", Flag.LOW),
        (BAND, ">25", Flag.HIGH),
        (BAND, ">30", Flag.CRITICAL_HIGH),
        (Band(critical_high=Decimal(5)), ">5", Flag.CRITICAL_HIGH),
        (Band(critical_high=Decimal(5)), "<5", Flag.NO_RANGE),
        (None, "<5", Flag.NO_RANGE),
    ],
)
def test_a_value_with_an_operator_is_flagged_where_it_is_certain(band, typed, flag):
    assert judge(read(typed, SCALE), band, SCALE) is flag


@pytest.mark.parametrize(("days", "band"), [(9, None), (10, 0), (19, 0), (20, 1), (29, 1), (30, None)])
def test_a_birthday_belongs_to_the_band_it_begins(days, band):
    bands = [Band(age_min=10, age_max=20), Band(age_min=20, age_max=30)]

    assert band_for(bands, days, Sex.FEMALE) == (None if band is None else bands[band])


def test_the_closest_band_is_taken_wherever_it_stands():
    anybody = Band(low=Decimal(1))
    women = replace(anybody, sex=Sex.FEMALE)
    pregnant = replace(women, condition=Condition.PREGNANT)
    first = replace(women, condition=Condition.TRIMESTER_1)

    for bands in ([anybody, women, pregnant, first], [first, pregnant, women, anybody]):
        assert band_for(bands, 9000, Sex.MALE) == anybody
        assert band_for(bands, 9000, Sex.FEMALE) == women
        assert band_for(bands, 9000, Sex.FEMALE, {Condition.TRIMESTER_1}) == first
        assert band_for(bands, 9000, Sex.FEMALE, {Condition.TRIMESTER_2}) == pregnant


def test_who_is_of_neither_sex_has_the_limits_that_both_have():
    men = Band(sex=Sex.MALE, low=Decimal(13), high=Decimal(17), critical_low=Decimal(7))
    women = Band(sex=Sex.FEMALE, low=Decimal(12), high=Decimal(17), critical_low=Decimal(7))

    shared = Band(high=Decimal(17), critical_low=Decimal(7))
    assert band_for([men, women], 9000, Sex.OTHER) == shared
    assert band_for([men], 9000, Sex.UNKNOWN) is None


@pytest.mark.parametrize(
    ("text", "typed", "flag"),
    [
        ("< 1:80", "1:40", Flag.NORMAL),
        ("< 1:80", "<1:80", Flag.NORMAL),
        ("< 1:80", "1:80", Flag.ABNORMAL),
        ("< 1:80", ">1:640", Flag.ABNORMAL),
        ("<= 1:80", "1:80", Flag.NORMAL),
        ("", "1:80", Flag.UNJUDGED),
    ],
)
def test_a_titre_is_abnormal_from_its_limit_on(text, typed, flag):
    scale = Scale(ResultKind.TITRE)

    assert judge(read(typed, scale), Band(text=text), scale) is flag


def test_one_of_several_expected_choices_is_normal_and_words_are_never_judged():
    choices = Scale(ResultKind.CHOICE, choices=("Straw", "Yellow", "Red"))

    flags = [judge(read(typed, choices), Band(text="Straw|Yellow"), choices) for typed in choices.choices]
    assert flags == [Flag.NORMAL, Flag.NORMAL, Flag.ABNORMAL]
    assert judge(ResultValue(ResultKind.TEXT, "clear"), Band(text="clear"), Scale(ResultKind.TEXT)) is Flag.UNJUDGED


def test_only_what_asks_for_attention_is_marked():
    assert [flag for flag in Flag if not flag.is_flagged] == [Flag.NORMAL, Flag.NO_RANGE, Flag.UNJUDGED]
    assert [flag for flag in Flag if flag.is_critical] == [Flag.CRITICAL_LOW, Flag.CRITICAL_HIGH]
