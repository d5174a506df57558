"""The server's clock: the only one whose time is ever stored (domain §9)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """What tells the time; tests hand in one that they can turn."""

    def now(self) -> datetime:
        """The time in UTC, aware."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def business_date(now: datetime, zone: ZoneInfo, day_starts: int) -> date:
    """The day that tokens, drawers and 'today' mean: it begins at hour `day_starts` in the hospital's zone."""
    return (now.astimezone(zone) - timedelta(hours=day_starts)).date()


def day_begins(day: date, zone: ZoneInfo, day_starts: int) -> datetime:
    """When that business day began."""
    return datetime.combine(day, time(day_starts), zone)
