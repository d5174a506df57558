"""How long somebody will wait who stands in a doctor's queue."""

from typing import Final

from shared.models.queue import Pace, PaceSource

ENOUGH_TODAY: Final = 3


def pace_of(finished: int, today: float | None, usual: float | None, house: int) -> Pace:
    """The minutes one patient takes: the median of today once a few were seen, else the usual one, else the house's."""
    if finished >= ENOUGH_TODAY and today is not None:
        return Pace(minutes=_shown(today), source=PaceSource.TODAY)
    if usual is not None:
        return Pace(minutes=_shown(usual), source=PaceSource.LAST_30_DAYS)
    return Pace(minutes=float(house), source=PaceSource.HOUSE)


def minutes_ahead(people: int, pace: float, *, used: float | None = None, away: float = 0.0) -> int:
    """Until one is called who has `people` before them.

    `used` is how long the one in the room has been there, None for an empty room: whoever takes longer than usual is
    expected out at any moment, and takes nothing from the time of the others. `away` is how long the doctor is away.
    """
    inside = 0.0 if used is None else max(0.0, pace - used)
    return round(max(inside, away, 0.0) + people * pace)


def _shown(minutes: float) -> float:
    return round(max(minutes, 0.0), 1)
