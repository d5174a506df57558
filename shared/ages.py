"""Ages and birth dates with the precision they were given in (domain §9)."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

OLDEST_YEARS: Final = 120


class Precision(StrEnum):
    """How exactly a birth date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class AgeUnit(StrEnum):
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Age:
    """A calendar age: whole years, months and days; all zero on the day of birth."""

    years: int
    months: int
    days: int
    total_days: int


def back(today: date, amount: int, unit: AgeUnit) -> tuple[date, Precision]:
    """The birth date that an age typed on `today` means: never 1 January, which makes false birthdays.

    Raises ValueError when the age is negative or above 120 years.
    """
    if amount < 0 or today.year - 1 < amount // {AgeUnit.YEARS: 1, AgeUnit.MONTHS: 12, AgeUnit.DAYS: 365}[unit]:
        raise ValueError("age out of range")
    if unit is AgeUnit.DAYS:
        born, precision = today - timedelta(days=amount), Precision.DAY
    else:
        months = amount * (12 if unit is AgeUnit.YEARS else 1)
        born, precision = (
            _minus_months(today, months),
            Precision.YEAR if unit is AgeUnit.YEARS else Precision.MONTH,
        )
    if today.year - born.year > OLDEST_YEARS:
        raise ValueError("age out of range")
    return born, precision


def age_on(day: date, born: date) -> Age:
    """The calendar age on `day`; a birthday on 29 February counts on 1 March in common years.

    Raises ValueError when `born` lies after `day`.
    """
    if born > day:
        raise ValueError("born in the future")
    months = (day.year - born.year) * 12 + day.month - born.month
    anchor = _plus_months(born, months)
    if anchor > day:
        months -= 1
        anchor = _plus_months(born, months)
    return Age(months // 12, months % 12, (day - anchor).days, (day - born).days)


def _minus_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _plus_months(day: date, months: int) -> date:
    """The same day of a later month; where there is none, the day after its end (29 February → 1 March)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, day.day) if day.day <= last else date(year, month + 1, last) + timedelta(days=1)
