"""Guessing is slowed down: what every kept proof counts of itself."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Mapped, mapped_column

_FREE_TRIES: Final = 5
_LONGEST_LOCK_MINUTES: Final = 15


class TriesCounted:
    """Wrong tries since the last right one, and until when the next is not even looked at."""

    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]

    def locked(self, now: datetime) -> datetime | None:
        """Until when, if it is."""
        return self.locked_until if self.locked_until and now < self.locked_until else None

    def count_failure(self, now: datetime) -> None:
        """From the fifth wrong try on, each locks it, for twice as long as the one before."""
        self.failures += 1
        if self.failures >= _FREE_TRIES:
            minutes = min(2 ** (self.failures - _FREE_TRIES), _LONGEST_LOCK_MINUTES)
            self.locked_until = now + timedelta(minutes=minutes)

    def forget_failures(self) -> None:
        self.failures = 0
        self.locked_until = None
