"""How long somebody waits, and from when on that is too long: for every list of the house."""

from datetime import datetime
from enum import IntEnum
from typing import Final

from shared.models.appointments import AppointmentStatus
from shared.models.queue import QueueEntry

LONG_MINUTES: Final = 30
TOO_LONG_MINUTES: Final = 45


class Wait(IntEnum):
    USUAL = 0
    LONG = LONG_MINUTES
    TOO_LONG = TOO_LONG_MINUTES


def wait_of(minutes: int | None) -> Wait:
    if minutes is None or minutes < LONG_MINUTES:
        return Wait.USUAL
    return Wait.LONG if minutes < TOO_LONG_MINUTES else Wait.TOO_LONG


def minutes_between(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds() // 60))


def expected_at(entry: QueueEntry) -> datetime | None:
    """When the turn is likely to come; of who was just called or put on hold, what was told before means nothing."""
    return entry.expected_at if entry.status is AppointmentStatus.WAITING else None
