"""Ages as a laboratory writes them beside a range: `36h`, `28d`, `6m`, `12y`; nothing where there is no limit."""

import re
from dataclasses import dataclass
from typing import Final

from shared.rules.lab_values import plain

OLDEST_DAYS: Final = 60_000
_HOURS: Final = 24
_AGE: Final = re.compile(r"(\d{1,5})\s*([a-z]+)\.?")
# Days of a thousand: a birthday must not fall into the band before it.
_THOUSANDTH_DAYS: Final = {"d": 1000, "w": 7000, "m": 30_437, "y": 365_250}
_UNITS: Final = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("w", "wk", "week", "weeks"), "w"),
    **dict.fromkeys(("m", "mo", "month", "months"), "m"),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), "y"),
}


class AgeUnreadable(ValueError):
    """No age such as 28d, 6m or 12y; a number alone could be any of them."""


@dataclass(frozen=True)
class Ages:
    """[first, last) in days, or in hours."""

    first: int
    last: int
    by_hours: bool = False


def read_ages(age_from: str, age_to: str) -> Ages:
    """Both in hours where one of them is. Raises AgeUnreadable."""
    first, last = _read(age_from), _read(age_to)
    by_hours = "h" in {unit for _, unit in (first, last)}
    oldest = OLDEST_DAYS * _HOURS if by_hours else OLDEST_DAYS
    begins = _in(first, by_hours=by_hours, unbounded=0)
    return Ages(begins, min(oldest, _in(last, by_hours=by_hours, unbounded=oldest)), by_hours)


def days(age: str, unbounded: int) -> int:
    """One age in days; `unbounded` where none is given. Raises AgeUnreadable."""
    return _in(_read(age), by_hours=False, unbounded=unbounded)


def age_text(amount: int, *, by_hours: bool = False) -> str:
    """In the greatest unit that says it exactly; empty where it is beyond every age."""
    if amount >= (OLDEST_DAYS * _HOURS if by_hours else OLDEST_DAYS):
        return ""
    if by_hours:
        return f"{amount}h"
    for unit in ("y", "m"):
        thousandths = _THOUSANDTH_DAYS[unit]
        count = -(-amount * 1000 // thousandths)
        if count and count * thousandths // 1000 == amount:
            return f"{count}{unit}"
    return f"{amount}d"


def _read(age: str) -> tuple[int, str]:
    """The number and its unit; a unit of nothing where there is no limit."""
    written = plain(age).casefold()
    if not written:
        return 0, ""
    if written == "0":
        return 0, "d"
    found = _AGE.fullmatch(written)
    if found is None or found[2] not in _UNITS:
        raise AgeUnreadable(age)
    return int(found[1]), _UNITS[found[2]]


def _in(age: tuple[int, str], *, by_hours: bool, unbounded: int) -> int:
    amount, unit = age
    if not unit:
        return unbounded
    if unit == "h":
        return amount
    in_days = amount * _THOUSANDTH_DAYS[unit] // 1000
    return in_days * _HOURS if by_hours else in_days
