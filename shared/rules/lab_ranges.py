"""Which reference range is a patient's, and what a result is by it (domain §4).

Everything is judged as of the collection, in the range copied into the result: today's age and today's range say
nothing about last month's blood.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Final

from shared.models.patients import Sex
from shared.rules.lab_values import Operator, ResultKind, ResultValue, Scale, rounded, seen, titre_of


class Condition(StrEnum):
    """What besides age and sex makes a range of its own."""

    PREGNANT = "pregnant"
    TRIMESTER_1 = "trimester_1"
    TRIMESTER_2 = "trimester_2"
    TRIMESTER_3 = "trimester_3"
    FASTING = "fasting"


_TRIMESTERS: Final = frozenset({Condition.TRIMESTER_1, Condition.TRIMESTER_2, Condition.TRIMESTER_3})


class Flag(StrEnum):
    NORMAL = "normal"
    LOW = "low"
    HIGH = "high"
    CRITICAL_LOW = "critical_low"
    CRITICAL_HIGH = "critical_high"
    ABNORMAL = "abnormal"
    """A choice or a titre that is not the expected one: it has no low and no high."""
    NO_RANGE = "no_range"
    """No flag, and it is said: the range is not available for the age. Never to be read as normal."""
    UNJUDGED = "unjudged"
    """Nothing to judge: no blood group is the normal one, and `<5` says nothing about a limit of 3."""

    @property
    def is_critical(self) -> bool:
        return self in {Flag.CRITICAL_LOW, Flag.CRITICAL_HIGH}

    @property
    def needs_range(self) -> bool:
        """Whether an empty range is to be said as one that is missing: critical limits alone are none."""
        return self is Flag.NO_RANGE or self.is_critical

    @property
    def is_flagged(self) -> bool:
        """Whether it is marked on the report."""
        return self.is_critical or self in {Flag.LOW, Flag.HIGH, Flag.ABNORMAL}


_LOW_SIDE: Final = frozenset({Flag.LOW, Flag.CRITICAL_LOW})
_HIGH_SIDE: Final = frozenset({Flag.HIGH, Flag.CRITICAL_HIGH})
_INFINITY: Final = Decimal("Infinity")


@dataclass(frozen=True)
class AgeAt:
    """As of the collection: days by the calendar, and between which hours where the hour of birth is not known."""

    days: int
    hours: tuple[int, int] | None = None


@dataclass(frozen=True)
class Band:
    """The limits of some ages [age_min, age_max) in days, some sex and some condition; None is no limit.

    Of newborns the ages may be in hours. A band with critical limits alone still forces the telephone call where the
    laboratory has no range of its own.
    """

    age_min: int = 0
    age_max: int = 60_000
    sex: Sex | None = None
    condition: Condition | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    critical_low: Decimal | None = None
    critical_high: Decimal | None = None
    text: str = ""
    """What is printed instead of the limits; of a choice or titre it is the range itself: `Negative`, `< 1:80`."""
    by_hours: bool = False

    def covers(self, age: AgeAt, sex: Sex, conditions: Collection[Condition]) -> bool:
        """By hours only where every hour that the age may be lies in it."""
        least, most = (age.days, age.days) if not self.by_hours else age.hours or (-1, -1)
        return self.age_min <= least and most < self.age_max and self.concerns(sex, conditions)

    def concerns(self, sex: Sex, conditions: Collection[Condition]) -> bool:
        return self.sex in {None, sex} and (self.condition is None or self.condition in conditions)

    def may_cover(self, age: AgeAt) -> bool:
        """Whether some of the hours that the age may be lie in it."""
        least, most = age.hours or (age.days * 24, age.days * 24 + 23)
        return self.by_hours and self.age_min <= most and least < self.age_max


def band_for(
    bands: Iterable[Band], at: AgeAt | int, sex: Sex, conditions: Collection[Condition] = frozenset()
) -> Band | None:
    """The closest band: hours go before days, a condition before none, a trimester before pregnancy, a sex before any.

    Who is neither male nor female, or not known, has only what is true of both. An age that is a number is in days.
    """
    age = AgeAt(at) if isinstance(at, int) else at
    own = set(conditions)
    if own & _TRIMESTERS:
        own.add(Condition.PREGNANT)
    bands = list(bands)
    found = [band for band in bands if band.covers(age, sex, own)]
    if _trimester_missing(bands, age, sex, own) or _hour_missing(bands, found, age, sex, own):
        return None
    if found:
        return max(found, key=_closeness)
    if sex not in {Sex.MALE, Sex.FEMALE}:
        male, female = (band_for(bands, age, either, own) for either in (Sex.MALE, Sex.FEMALE))
        return _shared(male, female) if male and female else None
    return None


def judge(value: ResultValue, band: Band | None, scale: Scale) -> Flag:
    """By what is printed: a number at its decimals, and one exactly on a limit is normal."""
    match value.kind:
        case ResultKind.NUMBER:
            return _of_number(value, band, scale)
        case ResultKind.CHOICE:
            expected = band.text.split("|") if band else []
            return _expected(value.text in expected) if any(expected) else Flag.UNJUDGED
        case ResultKind.TITRE:
            return _of_titre(value, band)
        case ResultKind.TEXT:
            return Flag.UNJUDGED
        case ResultKind.COUNTED:
            return _of_count(value, band)


def range_text(band: Band | None, scale: Scale) -> str:
    """As printed beside the result; empty where no range is available, which is then said in words."""
    if band is None:
        return ""
    if band.text:
        return band.text
    low, high = ("" if limit is None else f"{rounded(limit, scale.decimals):f}" for limit in (band.low, band.high))
    if low and high:
        return f"{low}–{high}"
    return f"≥ {low}" if low else f"≤ {high}" if high else ""


def _closeness(band: Band) -> tuple[bool, bool, bool, bool]:
    return band.by_hours, band.condition in _TRIMESTERS, band.condition is not None, band.sex is not None


def _hour_missing(bands: Iterable[Band], found: Iterable[Band], age: AgeAt, sex: Sex, own: set[Condition]) -> bool:
    """A newborn that may be in one band of hours or another: neither is known to be the right one, nor one by days."""
    by_hours = any(band.may_cover(age) and band.concerns(sex, own) for band in bands)
    return by_hours and not any(band.by_hours for band in found)


def _trimester_missing(bands: Iterable[Band], age: AgeAt, sex: Sex, own: set[Condition]) -> bool:
    """A pregnancy of unknown weeks, where each trimester has a range: the one of everybody else would be wrong."""
    if Condition.PREGNANT not in own or own & _TRIMESTERS:
        return False
    return any(band.condition in _TRIMESTERS and band.covers(age, sex, _TRIMESTERS) for band in bands)


def _shared(male: Band, female: Band) -> Band:
    """The limits that both have alike: the critical ones, mostly."""
    return Band(
        age_min=max(male.age_min, female.age_min),
        age_max=min(male.age_max, female.age_max),
        by_hours=male.by_hours,
        low=_alike(male.low, female.low),
        high=_alike(male.high, female.high),
        critical_low=_alike(male.critical_low, female.critical_low),
        critical_high=_alike(male.critical_high, female.critical_high),
        text=male.text if male.text == female.text else "",
    )


def _alike(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return one if one == other else None


def _of_number(value: ResultValue, band: Band | None, scale: Scale) -> Flag:
    if band is None or value.number is None:
        return Flag.NO_RANGE
    least, most = (_by_limits(end, band) for end in _possible(value.operator, value.number, scale))
    if least is most:
        return least
    # `<60` where below 70 is low and below 50 critical: low is what is certain.
    if {least, most} == _LOW_SIDE:
        return Flag.LOW
    return Flag.HIGH if {least, most} == _HIGH_SIDE else Flag.UNJUDGED


def _possible(operator: Operator, number: Decimal, scale: Scale) -> tuple[Decimal, Decimal]:
    """The least and the greatest printed value that it may stand for."""
    step = Decimal(1).scaleb(-scale.decimals)
    lowest = Decimal(0) if scale.valid_low is None else scale.valid_low
    match operator:
        case Operator.EQUAL:
            return rounded(number, scale.decimals), rounded(number, scale.decimals)
        case Operator.BELOW:
            return lowest, max(lowest, number.quantize(step, ROUND_CEILING) - step)
        case Operator.AT_MOST:
            return lowest, max(lowest, rounded(number, scale.decimals))
        case Operator.AT_LEAST:
            return rounded(number, scale.decimals), _INFINITY
        case Operator.ABOVE:
            return number.quantize(step, ROUND_FLOOR) + step, _INFINITY


def _by_limits(value: Decimal, band: Band) -> Flag:
    if band.critical_low is not None and value < band.critical_low:
        return Flag.CRITICAL_LOW
    if band.critical_high is not None and value > band.critical_high:
        return Flag.CRITICAL_HIGH
    if band.low is not None and value < band.low:
        return Flag.LOW
    if band.high is not None and value > band.high:
        return Flag.HIGH
    return Flag.NO_RANGE if band.low is None and band.high is None else Flag.NORMAL


def _of_count(value: ResultValue, band: Band | None) -> Flag:
    """The end that lies farther out decides: with a limit of 5, 4-6 cells in a field are more than there should be."""
    ends = seen(value.text)
    if band is None or ends is None:
        return Flag.NO_RANGE if band is None else Flag.UNJUDGED
    least, most = (_by_limits(end, band) for end in ends)
    return most if most in _HIGH_SIDE else least


def _of_titre(value: ResultValue, band: Band | None) -> Flag:
    """The range is `< 1:80`, or the highest normal titre with `<=`."""
    limit = titre_of(band.text) if band else None
    if limit is None or value.number is None:
        return Flag.UNJUDGED
    operator, dilution = limit
    below = value.operator is Operator.BELOW and value.number <= dilution
    return _expected(below or value.number < dilution or (operator is Operator.AT_MOST and value.number == dilution))


def _expected(is_normal: bool) -> Flag:  # noqa: FBT001 it says all there is
    return Flag.NORMAL if is_normal else Flag.ABNORMAL
