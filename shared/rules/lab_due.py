"""Until when a result is promised: the test's own target, less where it is urgent."""

from datetime import datetime, timedelta
from typing import Final

from shared.models.lab import Urgency

_SHARE: Final = {Urgency.ROUTINE: 1, Urgency.URGENT: 2, Urgency.STAT: 4}


def due_at(ordered_at: datetime, target_minutes: int, urgency: Urgency) -> datetime:
    """A half of the target for what is urgent, a quarter for what is needed at once."""
    return ordered_at + timedelta(minutes=target_minutes) / _SHARE[urgency]
