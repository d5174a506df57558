"""Where a chart's parts lie: pure, for a chart that is read from left to right."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """From the lowest tick to the highest, and nothing is always on it: a bar that does not begin there lies."""

    ticks: tuple[float, ...]

    @property
    def low(self) -> float:
        return self.ticks[0]

    @property
    def high(self) -> float:
        return self.ticks[-1]

    def share(self, value: float) -> float:
        """How far along the scale a value lies: 0 at its begin, 1 at its end."""
        return (value - self.low) / (self.high - self.low)


def scale_of(values: Iterable[float], most_ticks: int = 5, *, whole: bool = False) -> Scale:
    """Round numbers that hold all the values; `whole` for what is counted in ones."""
    lowest, highest = 0.0, 0.0
    for value in values:
        lowest, highest = min(lowest, value), max(highest, value)
    if lowest == highest:
        highest = 1.0
    step = _nice_step((highest - lowest) / max(most_ticks - 1, 1))
    if whole:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(lowest / step), math.ceil(highest / step)
    return Scale(tuple(place * step for place in range(first, last + 1)))


def _nice_step(rough: float) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that is no less."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(nice * power for nice in _NICE if nice * power >= rough * (1 - 1e-9))


@dataclass(frozen=True)
class Stretch:
    """From where, and how long."""

    begin: float
    length: float

    @property
    def end(self) -> float:
        return self.begin + self.length

    @property
    def middle(self) -> float:
        return self.begin + self.length / 2


def slots(number: int, begin: float, length: float) -> list[Stretch]:
    """Equal parts beside each other."""
    each = length / number if number else 0.0
    return [Stretch(begin + place * each, each) for place in range(number)]


def inside(slot: Stretch, share: float, widest: float) -> Stretch:
    """The middle of a slot: a share of it, and never wider than this."""
    length = min(slot.length * share, widest)
    return Stretch(slot.middle - length / 2, length)


def stacked(values: Sequence[float], scale: Scale, begin: float, length: float) -> list[Stretch]:
    """One upon the other from nothing on; what is less than nothing goes the other way."""
    above = below = 0.0
    parts = []
    for value in values:
        start = above if value >= 0 else below
        stop = start + value
        if value >= 0:
            above = stop
        else:
            below = stop
        first, last = sorted((scale.share(start), scale.share(stop)))
        parts.append(Stretch(begin + first * length, (last - first) * length))
    return parts


def every(number: int, room: float, widest: float) -> int:
    """Of so many labels each how many-th is written, so that none touches the next."""
    if number == 0 or room <= 0:
        return 1
    return max(1, math.ceil(number * widest / room))
