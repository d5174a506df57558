"""Vital signs: what can be measured at all, what is usual at an age, and what cannot wait.

The values are common textbook values, not a clinical authority. Sources: children's pulse, breathing and blood pressure
AHA PALS 2020; adults' blood pressure ISH 2020; "cannot wait" for adults the single red scores of NEWS2 (RCP 2017);
fever WHO; body mass index WHO, adults only; glucose as the laboratory's random glucose.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from shared.ages import Age


class Sign(StrEnum):
    PULSE = "pulse"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    TEMPERATURE = "temperature_c"
    RESPIRATION = "respiration"
    SPO2 = "spo2"
    WEIGHT = "weight_kg"
    HEIGHT = "height_cm"
    HEAD = "head_cm"
    PAIN = "pain"
    GLUCOSE = "glucose_mg_dl"
    BMI = "bmi"


class Flag(StrEnum):
    CRITICAL_LOW = "critical_low"
    LOW = "low"
    HIGH = "high"
    CRITICAL_HIGH = "critical_high"

    @property
    def is_critical(self) -> bool:
        return self in {Flag.CRITICAL_LOW, Flag.CRITICAL_HIGH}

    @property
    def is_low(self) -> bool:
        return self in {Flag.CRITICAL_LOW, Flag.LOW}


@dataclass(frozen=True)
class Band:
    """What is usual, ends included; None is no limit on that side. Beyond the critical pair somebody must act."""

    low: Decimal | None
    high: Decimal | None
    critical_low: Decimal | None = None
    critical_high: Decimal | None = None

    def flag(self, value: Decimal) -> Flag | None:
        """A value exactly on a limit is usual; one exactly on a critical limit is only low or high."""
        if self.critical_low is not None and value < self.critical_low:
            return Flag.CRITICAL_LOW
        if self.critical_high is not None and value > self.critical_high:
            return Flag.CRITICAL_HIGH
        if self.low is not None and value < self.low:
            return Flag.LOW
        if self.high is not None and value > self.high:
            return Flag.HIGH
        return None


def _band(low: str, high: str, critical_low: str = "", critical_high: str = "") -> Band:
    limits = (Decimal(limit) if limit else None for limit in (low, high, critical_low, critical_high))
    return Band(*limits)


# What a hand can have typed: beyond these it is a slip of the finger or another unit, and is refused.
VALID: Final[dict[Sign, tuple[Decimal, Decimal]]] = {
    Sign.PULSE: (Decimal(20), Decimal(300)),
    Sign.SYSTOLIC: (Decimal(30), Decimal(300)),
    Sign.DIASTOLIC: (Decimal(10), Decimal(200)),
    Sign.TEMPERATURE: (Decimal(25), Decimal(45)),
    Sign.RESPIRATION: (Decimal(3), Decimal(120)),
    Sign.SPO2: (Decimal(30), Decimal(100)),
    Sign.WEIGHT: (Decimal("0.3"), Decimal(400)),
    Sign.HEIGHT: (Decimal(20), Decimal(250)),
    Sign.HEAD: (Decimal(15), Decimal(70)),
    Sign.PAIN: (Decimal(0), Decimal(10)),
    Sign.GLUCOSE: (Decimal(20), Decimal(1500)),
}

PLACES: Final[dict[Sign, int]] = {
    Sign.TEMPERATURE: 1,
    Sign.WEIGHT: 3,
    Sign.HEIGHT: 1,
    Sign.HEAD: 1,
    Sign.BMI: 1,
}
"""Digits after the point; none where it is not named."""

# A decimal point forgotten in a child's weight is a tenfold dose. Below that age in months: the heaviest, the tallest.
_CHILDS_MOST: Final = (
    (1, Decimal(8), Decimal(70)),
    (12, Decimal(20), Decimal(100)),
    (60, Decimal(50), Decimal(140)),
    (144, Decimal(120), Decimal(190)),
)

_NEWBORN: Final = -1
_NEWBORN_DAYS: Final = 28
_ADULT_MONTHS: Final = 16 * 12  # NEWS2 is for 16 years and above
_BMI_MONTHS: Final = 18 * 12

# From that age in months on, until the next begins. -1 is the newborn of less than 28 days.
_BANDS: Final[dict[Sign, tuple[tuple[int, Band], ...]]] = {
    Sign.PULSE: (
        (_NEWBORN, _band("100", "205", "80", "220")),
        (0, _band("100", "180", "80", "220")),
        (12, _band("98", "140", "70", "190")),
        (36, _band("80", "120", "60", "180")),
        (72, _band("75", "118", "50", "160")),
        (144, _band("60", "100", "41", "130")),
    ),
    Sign.RESPIRATION: (
        (_NEWBORN, _band("30", "60", "20", "70")),
        (0, _band("30", "53", "20", "70")),
        (12, _band("22", "37", "15", "50")),
        (36, _band("20", "28", "12", "40")),
        (72, _band("18", "25", "10", "35")),
        (144, _band("12", "20", "9", "24")),
    ),
    Sign.SYSTOLIC: (
        (_NEWBORN, _band("67", "84", "60")),
        (0, _band("72", "104", "70")),
        (12, _band("86", "106", "70")),
        (36, _band("89", "112", "76")),
        (72, _band("97", "115", "82")),
        (120, _band("102", "120", "90")),
        (144, _band("110", "131", "90")),
        (_ADULT_MONTHS, _band("90", "139", "90", "179")),
    ),
    Sign.DIASTOLIC: (
        (_NEWBORN, _band("35", "53")),
        (0, _band("37", "56")),
        (12, _band("42", "63")),
        (36, _band("46", "72")),
        (72, _band("57", "76")),
        (120, _band("61", "80")),
        (144, _band("64", "83")),
        (_ADULT_MONTHS, _band("60", "89", "", "119")),
    ),
    Sign.BMI: ((_BMI_MONTHS, _band("18.5", "24.9")),),
}

# The same at every age.
_ALWAYS: Final[dict[Sign, Band]] = {
    Sign.TEMPERATURE: _band("36.0", "37.9", "35.1", "39.9"),
    Sign.SPO2: _band("95", "", "92", ""),
    Sign.PAIN: _band("", "3", "", ""),
    Sign.GLUCOSE: _band("70", "139", "50", "450"),
}


def band_of(sign: Sign, age: Age | None) -> Band | None:
    """What is usual at this age; None where nothing is known for it, and then nothing is said of the value."""
    if sign in _ALWAYS:
        return _ALWAYS[sign]
    if age is None:
        return None
    found = None
    months = _months(age)
    for begins, band in _BANDS.get(sign, ()):
        if begins <= months:
            found = band
    return found


def flag_of(sign: Sign, value: Decimal, age: Age | None) -> Flag | None:
    band = band_of(sign, age)
    return None if band is None else band.flag(round(value, PLACES.get(sign, 0)))


def body_mass_index(weight_kg: Decimal | None, height_cm: Decimal | None) -> Decimal | None:
    """Kilograms a square metre, to one digit."""
    if weight_kg is None or height_cm is None:
        return None
    return (weight_kg * 10_000 / (height_cm * height_cm)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def most_at(sign: Sign, age: Age | None) -> Decimal:
    """The most that a person of this age can weigh or measure."""
    most = VALID[sign][1]
    if age is None or sign not in {Sign.WEIGHT, Sign.HEIGHT}:
        return most
    months = _months(age)
    return next(
        (heaviest if sign is Sign.WEIGHT else tallest for below, heaviest, tallest in _CHILDS_MOST if months < below),
        most,
    )


def is_small_child(age: Age | None) -> bool:
    """Whose head is measured too."""
    return age is not None and age.years < 5


def _months(age: Age) -> int:
    return _NEWBORN if age.total_days < _NEWBORN_DAYS else age.years * 12 + age.months
