"""When a message goes out, and what it waits for when it did not."""

import random
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from shared.models.reminders import Rules

_PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))
_JITTER: Final = 0.2
WAITS_AT_MOST: Final = timedelta(days=3)
"""For a server that is away, where it has no time of its own after which it is too late."""
_BEFOREHAND: Final = timedelta(hours=1)


def remind_at(day: date, rules: Rules, zone: ZoneInfo) -> datetime:
    """So many days before, at the hour the house chose."""
    return datetime.combine(day - timedelta(days=rules.remind_days), rules.remind_at, zone)


def not_quiet(at: datetime, rules: Rules, zone: ZoneInfo, needed_by: datetime | None = None) -> datetime:
    """That moment, or the end of the quiet hours it falls into, which may lie over midnight.

    What would be heard less than an hour before it is needed is worth a sound.
    """
    local = at.astimezone(zone)
    begins, until, clock = rules.quiet_from, rules.quiet_until, local.time()
    over_midnight = begins > until
    quiet = (clock >= begins or clock < until) if over_midnight else begins <= clock < until
    if not quiet:
        return at
    next_day = over_midnight and clock >= begins
    ends = datetime.combine(local.date() + timedelta(days=1 if next_day else 0), until, zone)
    is_urgent = needed_by is not None and at < needed_by < ends + _BEFOREHAND
    return at if is_urgent else ends


def pause_after(tries: int) -> timedelta:
    """Longer each time."""
    return _about(_PAUSES[min(tries, len(_PAUSES)) - 1])


def pause_while_away(waited: timedelta) -> timedelta:
    """As long again as it has waited, from a minute to an hour."""
    return _about(min(max(waited, _PAUSES[0]), _PAUSES[-1]))


def _about(pause: timedelta) -> timedelta:
    """Never quite the same: a thousand messages do not come back in one second."""
    return pause * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 spreads load, guards nothing
