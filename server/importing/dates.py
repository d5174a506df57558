"""Birth dates as other systems write them, with the precision they have."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

from shared.ages import AgeUnit, Precision
from shared.models.patients import Birth, TypedAge

_ISO: Final = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ][\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?)?")
_MONTH_OF_YEAR: Final = re.compile(r"(\d{4})[-/](\d{1,2})")
_YEAR: Final = re.compile(r"\d{4}")
_NUMBERS: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: [\d:]+)?")
_NAMED: Final = re.compile(r"(\d{1,2})[- /.]+([A-Za-z]{3,9})\.?[- /,.]+(\d{4})")
_AGE: Final = re.compile(r"(\d{1,5})\s*([a-z]*)\.?")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNITS: Final = {"": AgeUnit.YEARS, "y": AgeUnit.YEARS, "m": AgeUnit.MONTHS, "d": AgeUnit.DAYS}


class DateOrder(StrEnum):
    """Whether 03/04/2020 is in April or in March; `auto` learns it from the days above 12 in the same file."""

    AUTO = "auto"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class CannotRead(ValueError):
    """Why, without what: the value may be a patient's."""


def order_of(texts: Iterable[str]) -> DateOrder:
    """The order that some dates prove and none contradicts; AUTO where the file doesn't tell."""
    found: set[DateOrder] = set()
    for text in texts:
        numbers = _NUMBERS.fullmatch(text)
        if numbers is None or numbers[2] == ".":
            continue
        if int(numbers[1]) > 12:
            found.add(DateOrder.DAY_FIRST)
        elif int(numbers[3]) > 12:
            found.add(DateOrder.MONTH_FIRST)
    return found.pop() if len(found) == 1 else DateOrder.AUTO


def birth_of(text: str, order: DateOrder, today: date) -> Birth:
    """Raises CannotRead, and ValueError for a day that is in no calendar."""
    if iso := _ISO.fullmatch(text):
        return Birth(date=date(int(iso[1]), int(iso[2]), int(iso[3])))
    if numbers := _NUMBERS.fullmatch(text):
        day, month = _day_and_month(int(numbers[1]), int(numbers[3]), numbers[2], order)
        return Birth(date=date(int(numbers[4]), month, day))
    if (named := _NAMED.fullmatch(text)) and named[2][:3].lower() in _MONTHS:
        return Birth(date=date(int(named[3]), _MONTHS.index(named[2][:3].lower()) + 1, int(named[1])))
    # The middle of what is known: the first of January makes false birthdays, and children a year too old.
    if month_of_year := _MONTH_OF_YEAR.fullmatch(text):
        middle = date(int(month_of_year[1]), int(month_of_year[2]), 15)
        return Birth(date=_not_ahead(middle, today), precision=Precision.MONTH)
    if _YEAR.fullmatch(text):
        return Birth(date=_not_ahead(date(int(text), 7, 1), today), precision=Precision.YEAR)
    raise CannotRead("this is no form of a date that is known here")


def age_of(text: str) -> TypedAge:
    """`45`, `45 y`, `8 months` or `10 days`. Raises CannotRead."""
    written = _AGE.fullmatch(text.lower())
    if written is None or written[2][:1] not in _UNITS:
        raise CannotRead("this is no form of an age that is known here")
    return TypedAge(amount=int(written[1]), unit=_UNITS[written[2][:1]])


def _day_and_month(first: int, second: int, separator: str, order: DateOrder) -> tuple[int, int]:
    if separator == "." or order is DateOrder.DAY_FIRST or first > 12:
        return first, second
    if order is DateOrder.MONTH_FIRST or second > 12:
        return second, first
    if first == second:
        return first, second
    raise CannotRead("day and month could be either way round: say which comes first (--date-order)")


def _not_ahead(middle: date, today: date) -> date:
    """A baby of this year was not born later than today."""
    return today if middle > today and middle.year == today.year else middle
