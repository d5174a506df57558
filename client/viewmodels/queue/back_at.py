"""When a doctor will be back, as one types it: 13:30, 1330, or 20 for twenty minutes from now."""

import re
from datetime import datetime, timedelta
from typing import Final

from client.core.zone import local

_CLOCK: Final = re.compile(r"(\d{1,2})[:.]?(\d{2})")
_MINUTES: Final = re.compile(r"\+?\s*(\d{1,2})(?:\s*(?:m|min))?")
_HOURS, _SIXTY = 24, 60


def back_at(typed: str, now: datetime) -> datetime | None:
    """None if it is no time, or one that has passed today."""
    words = typed.strip().casefold()
    if found := _MINUTES.fullmatch(words):
        minutes = int(found[1])
        return now + timedelta(minutes=minutes) if minutes else None
    if not (found := _CLOCK.fullmatch(words)):
        return None
    hour, minute = int(found[1]), int(found[2])
    if hour >= _HOURS or minute >= _SIXTY:
        return None
    at = local(now).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return at if at > now else None
