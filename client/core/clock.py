"""The one place of the client that reads a clock."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

from client.core.zone import day_of

_TOLERATED = timedelta(minutes=2)


class Clock:
    """This computer's clock, corrected by what the server says the time is."""

    def __init__(self) -> None:
        self._offset = timedelta()

    @property
    def offset(self) -> timedelta:
        return self._offset

    @property
    def is_wrong(self) -> bool:
        """This computer's own clock is so far off that its user must be told."""
        return abs(self._offset) > _TOLERATED

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def today(self) -> date:
        return day_of(self.now())

    @staticmethod
    def monotonic() -> float:
        """Seconds for measuring how long; it never jumps."""
        return time.monotonic()

    def learn(self, server_now: datetime, round_trip: float = 0.0) -> None:
        """Take the server's time from an answer that took round_trip seconds."""
        self._offset = server_now + timedelta(seconds=round_trip / 2) - datetime.now(UTC)
