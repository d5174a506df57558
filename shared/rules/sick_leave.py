"""Which days a sick-leave certificate may say (typical limits; no law of any one country)."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

LONGEST_DAYS: Final = 90
"""Whoever is ill for longer is seen again."""
MOST_BACK: Final = timedelta(days=30)
MOST_AHEAD: Final = timedelta(days=30)


class SickLeaveFault(StrEnum):
    """Why these days are no sick leave."""

    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    TOO_LONG = "too_long"
    TOO_FAR_BACK = "too_far_back"
    TOO_FAR_AHEAD = "too_far_ahead"
    BACKDATED = "backdated"
    """It begins before the day it is written, and nobody says why."""


def days_of(from_day: date, to_day: date) -> int:
    """Both count."""
    return (to_day - from_day).days + 1


def fault_of(from_day: date, to_day: date, today: date, *, why_backdated: str | None) -> SickLeaveFault | None:
    if to_day < from_day:
        return SickLeaveFault.ENDS_BEFORE_IT_BEGINS
    if days_of(from_day, to_day) > LONGEST_DAYS:
        return SickLeaveFault.TOO_LONG
    if from_day < today - MOST_BACK:
        return SickLeaveFault.TOO_FAR_BACK
    if from_day > today + MOST_AHEAD:
        return SickLeaveFault.TOO_FAR_AHEAD
    if from_day < today and not why_backdated:
        return SickLeaveFault.BACKDATED
    return None
