from datetime import date, timedelta
from decimal import Decimal

import pytest

from shared.ages import age_on
from shared.rules.vitals import (
    VALID,
    Flag,
    Sign,
    band_of,
    body_mass_index,
    flag_of,
    is_small_child,
    most_at,
)

BORN = date(2020, 3, 15)


def at(**age):
    """Years, months and days old."""
    day = date(BORN.year + age.get("years", 0), BORN.month + age.get("months", 0), BORN.day)
    return age_on(day + timedelta(days=age.get("days", 0)), BORN)


ADULT = at(years=40)
DAY_BEFORE = timedelta(days=1)


@pytest.mark.parametrize(
    ("sign", "value", "flag"),
    [
        (Sign.PULSE, "59", Flag.LOW),
        (Sign.PULSE, "60", None),
        (Sign.PULSE, "100", None),
        (Sign.PULSE, "101", Flag.HIGH),
        (Sign.PULSE, "130", Flag.HIGH),
        (Sign.PULSE, "131", Flag.CRITICAL_HIGH),
        (Sign.PULSE, "40", Flag.CRITICAL_LOW),
        (Sign.PULSE, "41", Flag.LOW),
        (Sign.SYSTOLIC, "139", None),
        (Sign.SYSTOLIC, "140", Flag.HIGH),
        (Sign.SYSTOLIC, "180", Flag.CRITICAL_HIGH),
        (Sign.SYSTOLIC, "90", None),
        (Sign.SYSTOLIC, "89", Flag.CRITICAL_LOW),
        (Sign.DIASTOLIC, "89", None),
        (Sign.DIASTOLIC, "90", Flag.HIGH),
        (Sign.DIASTOLIC, "120", Flag.CRITICAL_HIGH),
        (Sign.TEMPERATURE, "37.9", None),
        (Sign.TEMPERATURE, "38.0", Flag.HIGH),
        (Sign.TEMPERATURE, "40.0", Flag.CRITICAL_HIGH),
        (Sign.TEMPERATURE, "35.0", Flag.CRITICAL_LOW),
        (Sign.TEMPERATURE, "35.1", Flag.LOW),
        (Sign.RESPIRATION, "20", None),
        (Sign.RESPIRATION, "21", Flag.HIGH),
        (Sign.RESPIRATION, "25", Flag.CRITICAL_HIGH),
        (Sign.RESPIRATION, "8", Flag.CRITICAL_LOW),
        (Sign.SPO2, "95", None),
        (Sign.SPO2, "94", Flag.LOW),
        (Sign.SPO2, "91", Flag.CRITICAL_LOW),
        (Sign.PAIN, "3", None),
        (Sign.PAIN, "4", Flag.HIGH),
        (Sign.GLUCOSE, "139", None),
        (Sign.GLUCOSE, "140", Flag.HIGH),
        (Sign.GLUCOSE, "49", Flag.CRITICAL_LOW),
        (Sign.GLUCOSE, "451", Flag.CRITICAL_HIGH),
        (Sign.BMI, "24.9", None),
        (Sign.BMI, "25.0", Flag.HIGH),
        (Sign.BMI, "18.4", Flag.LOW),
        (Sign.WEIGHT, "200", None),
    ],
)
def test_a_value_on_a_limit_is_usual_and_the_next_one_is_not(sign, value, flag):
    assert flag_of(sign, Decimal(value), ADULT) is flag


@pytest.mark.parametrize(
    ("age", "pulse", "respiration", "systolic"),
    [
        (at(days=27), "205", "60", "84"),
        (at(days=28), "180", "53", "104"),
        (at(months=6), "180", "53", "104"),
        (at(years=1), "140", "37", "106"),
        (at(years=3), "120", "28", "112"),
        (at(years=6), "118", "25", "115"),
        (at(years=10), "118", "25", "120"),
        (at(years=12), "100", "20", "131"),
        (at(years=16), "100", "20", "139"),
    ],
)
def test_a_child_grows_from_band_to_band(age, pulse, respiration, systolic):
    for sign, highest in ((Sign.PULSE, pulse), (Sign.RESPIRATION, respiration), (Sign.SYSTOLIC, systolic)):
        assert flag_of(sign, Decimal(highest), age) is None
        assert flag_of(sign, Decimal(highest) + 1, age) is Flag.HIGH


def test_the_day_before_a_birthday_is_still_the_younger_band():
    eve = age_on(date(BORN.year + 12, BORN.month, BORN.day) - DAY_BEFORE, BORN)

    assert (flag_of(Sign.PULSE, Decimal(110), eve), flag_of(Sign.PULSE, Decimal(110), at(years=12))) == (
        None,
        Flag.HIGH,
    )


def test_nothing_is_said_where_the_age_or_a_band_is_not_known():
    assert flag_of(Sign.PULSE, Decimal(180), None) is None
    assert band_of(Sign.BMI, at(years=10)) is None
    assert flag_of(Sign.BMI, Decimal("31.0"), at(years=17)) is None
    assert flag_of(Sign.BMI, Decimal("31.0"), at(years=18)) is Flag.HIGH


def test_what_does_not_go_by_age_is_judged_without_one():
    assert flag_of(Sign.SPO2, Decimal(90), None) is Flag.CRITICAL_LOW
    assert flag_of(Sign.TEMPERATURE, Decimal("39.0"), None) is Flag.HIGH


@pytest.mark.parametrize(
    ("weight", "height", "bmi"),
    [("78", "168.5", "27.5"), ("70", "175", "22.9"), ("3.4", "50", "13.6"), (None, "170", None), ("70", None, None)],
)
def test_the_body_mass_index_is_rounded_half_up(weight, height, bmi):
    found = body_mass_index(weight and Decimal(weight), height and Decimal(height))

    assert found == (bmi and Decimal(bmi))


@pytest.mark.parametrize(
    ("age", "most"),
    [(at(days=20), 8), (at(months=8), 20), (at(years=4), 50), (at(years=11), 120), (ADULT, 400), (None, 400)],
)
def test_a_childs_weight_has_its_own_limit(age, most):
    assert most_at(Sign.WEIGHT, age) == most


def test_other_signs_have_the_limits_of_everybody():
    assert most_at(Sign.PULSE, at(days=20)) == VALID[Sign.PULSE][1]


def test_heads_are_measured_up_to_the_fifth_birthday():
    assert [is_small_child(age) for age in (at(years=4), at(years=5), None)] == [True, False, False]


def test_every_usual_range_lies_within_what_can_be_measured():
    ages = [at(days=1), at(months=3), *(at(years=years) for years in range(1, 20))]

    for sign, (lowest, highest) in VALID.items():
        for age in ages:
            band = band_of(sign, age)
            limits = () if band is None else (band.critical_low, band.low, band.high, band.critical_high)
            known = [limit for limit in limits if limit is not None]
            assert known == sorted(known)
            assert all(lowest <= limit <= highest for limit in known)
