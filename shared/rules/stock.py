"""What is handed out, in which order, and until when: the rules of a store."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Final

from shared.ids import StockBatchId
from shared.models.prescriptions import DoseForm


class StockUnit(StrEnum):
    """What one of a medicine is, on the shelf and on a prescription alike (shared/rules/dosing.py)."""

    TABLET = "tablet"
    CAPSULE = "capsule"
    SACHET = "sachet"
    BOTTLE = "bottle"
    TUBE = "tube"
    AMPOULE = "ampoule"
    VIAL = "vial"
    INHALER = "inhaler"


UNITS: Final[dict[DoseForm, StockUnit]] = {
    DoseForm.TABLET: StockUnit.TABLET,
    DoseForm.CAPSULE: StockUnit.CAPSULE,
    DoseForm.SACHET: StockUnit.SACHET,
    DoseForm.SYRUP: StockUnit.BOTTLE,
    DoseForm.SUSPENSION: StockUnit.BOTTLE,
    DoseForm.DROPS: StockUnit.BOTTLE,
    DoseForm.NEBULISER: StockUnit.BOTTLE,
    DoseForm.INFUSION: StockUnit.BOTTLE,
    DoseForm.INHALER: StockUnit.INHALER,
    DoseForm.CREAM: StockUnit.TUBE,
    DoseForm.GEL: StockUnit.TUBE,
    DoseForm.INJECTION: StockUnit.AMPOULE,
    DoseForm.INSULIN: StockUnit.VIAL,
}

_MONTH: Final = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})")
_TIMES: Final = re.compile(r"\s*[x×*]\s*", re.IGNORECASE)
_COUNT: Final = re.compile(r"\d{1,6}(?:\s*[x×*]\s*\d{1,6}){0,2}", re.IGNORECASE)
_MOST: Final = 999_999
_DAY: Final = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")


def end_of_month(year: int, month: int) -> date:
    """The last day on which `MM/YYYY` may be used."""
    return date(year, month, calendar.monthrange(year, month)[1])


def read_expiry(text: str) -> date | None:
    """`11/2026` and `11/26` are the last day of the month, `15/11/2026` is that day; None where it is no date."""
    text = text.strip()
    try:
        if found := _MONTH.fullmatch(text):
            year = int(found[2])
            return end_of_month(year if year > 99 else 2000 + year, int(found[1]))
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
    return None


def read_count(text: str) -> Decimal | None:
    """`120`, or as packs are counted: `12 x 10` strips of ten; None where it is no number above zero."""
    found = _COUNT.fullmatch(text.strip())
    if found is None:
        return None
    count = Decimal(1)
    for factor in _TIMES.split(found[0]):
        count *= Decimal(factor)
    return count if 0 < count <= _MOST else None


def is_expired(expires_on: date, today: date) -> bool:
    """A batch may be used on its last day."""
    return expires_on < today


def expires_soon(expires_on: date, today: date, soon_days: int) -> bool:
    """Within the store's days from now, and not over yet."""
    return today <= expires_on <= today + timedelta(days=soon_days)


@dataclass(frozen=True)
class OnShelf:
    """So much of one batch lies in a store, in quarantine or not."""

    batch_id: StockBatchId
    expires_on: date
    on_hand: Decimal
    recalled: bool = False
    quarantined: bool = False

    def may_be_given(self, today: date) -> bool:
        """What is expired, recalled or in quarantine lies there, and is not given to anybody."""
        return not (self.recalled or self.quarantined or is_expired(self.expires_on, today))


@dataclass(frozen=True)
class Part:
    """So much from one batch."""

    batch_id: StockBatchId
    quantity: Decimal


@dataclass(frozen=True)
class Proposal:
    """From which batches to take, and how much of what was wanted is not there."""

    parts: tuple[Part, ...]
    missing: Decimal

    @property
    def found(self) -> Decimal:
        return sum((part.quantity for part in self.parts), Decimal(0))


def first_expiring_first(shelf: Iterable[OnShelf], wanted: Decimal, today: date) -> Proposal:
    """What expires first goes out first, however late it came in."""
    parts: list[Part] = []
    missing = wanted
    for lot in sorted(shelf, key=lambda lot: (lot.expires_on, lot.batch_id)):
        if missing > 0 and lot.on_hand > 0 and lot.may_be_given(today):
            quantity = min(lot.on_hand, missing)
            parts.append(Part(lot.batch_id, quantity))
            missing -= quantity
    return Proposal(tuple(parts), missing)


COVER_DAYS: Final = 30
"""For how long an order should last."""
LEAD_DAYS: Final = 7
"""A medicine that will not last so long is ordered, whatever its level says."""


RESERVE_DAYS: Final = 7
"""For a delivery that comes late."""


@dataclass(frozen=True)
class Need:
    """How long it lasts at the pace of late, and how much to order; nothing where it is not needed yet."""

    lasts_days: int | None
    suggested: Decimal


def need(on_hand: Decimal, level: Decimal | None, used: Decimal, days: int) -> Need:
    """Up to what is used in a month, and at least to twice the level."""
    lasts = int(on_hand * days / used) if used > 0 else None
    is_low = (level is not None and on_hand <= level) or (lasts is not None and lasts < LEAD_DAYS)
    if not is_low:
        return Need(lasts, Decimal(0))
    wanted = max(used * COVER_DAYS / days, 2 * (level or Decimal(0))) - on_hand
    return Need(lasts, max(wanted, Decimal(0)).to_integral_value(ROUND_CEILING))


def level_for(used: Decimal, days: int) -> Decimal:
    """At which a medicine is ordered in time: what goes until the delivery, and a reserve."""
    return (used * (LEAD_DAYS + RESERVE_DAYS) / days).to_integral_value(ROUND_CEILING)
