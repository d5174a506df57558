"""A result beside the patient's last one: a leap is a mixed-up sample until somebody has looked (domain §4, trap g)."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from shared.rules.lab_values import ResultValue


class Change(StrEnum):
    NONE = "none"
    LEAP = "leap"
    """More than the limit: warn, and let who knows the patient go on."""
    IMPOSSIBLE = "impossible"
    """What never changes in a life is another: block until the sample is proven."""


@dataclass(frozen=True)
class DeltaLimit:
    """The greatest change that is not remarked, as a number or in percent of the last result; within days, or ever."""

    absolute: Decimal | None = None
    percent: Decimal | None = None
    days: int | None = None
    is_lifelong: bool = False


def change(last: ResultValue, now: ResultValue, apart: timedelta, limit: DeltaLimit) -> Change:
    """`apart` is the time from the last collection to this one."""
    if limit.is_lifelong:
        return Change.IMPOSSIBLE if last.text != now.text else Change.NONE
    if last.exact is None or now.exact is None:
        return Change.NONE
    if limit.days is not None and apart > timedelta(days=limit.days):
        return Change.NONE
    moved = abs(now.exact - last.exact)
    too_far = limit.absolute is not None and moved > limit.absolute
    too_much = limit.percent is not None and moved * 100 > abs(last.exact) * limit.percent
    return Change.LEAP if too_far or too_much else Change.NONE
