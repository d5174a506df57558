"""The slots of a doctor's day: from weekly sessions, what is different on a date, closing days and leave."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

MINUTES_A_DAY: Final = 24 * 60
SHORTEST_SLOT: Final = 3
LONGEST_SLOT: Final = 240
LATE_AFTER: Final = timedelta(minutes=15)
"""Who comes later than this after the booked time waits as a walk-in does."""


@dataclass(frozen=True)
class Hours:
    """Minutes after the midnight that begins the business day's date: beyond 1440 is the night after."""

    starts: int
    ends: int


@dataclass(frozen=True)
class Session:
    """Hours in which a doctor sits, and how many are seen in them."""

    id: UUID
    hours: Hours
    slot_minutes: int
    capacity: int
    """How many are booked on one slot."""
    walk_in_share: int
    """Of all places, in per cent: kept for those who come without a booking."""
    room: str = ""


@dataclass(frozen=True)
class Weekly:
    """A session on one weekday (Monday is 0), from a day on and perhaps until one."""

    session: Session
    weekday: int
    valid_from: date
    valid_until: date | None = None

    def is_on(self, day: date) -> bool:
        ended = self.valid_until is not None and self.valid_until < day
        return day.weekday() == self.weekday and self.valid_from <= day and not ended


@dataclass(frozen=True)
class OnDate:
    """A session on one date: an extra one, or instead of a weekly one."""

    session: Session
    day: date
    replaces: UUID | None = None


@dataclass(frozen=True)
class Leave:
    """Days on which a doctor is away: whole, or some hours of each."""

    first: date
    last: date
    hours: Hours | None = None

    def is_on(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Slot:
    starts: datetime
    ends: datetime
    capacity: int
    bookable: int
    """How many of its places may be booked ahead."""
    room: str = ""


@dataclass(frozen=True)
class Taken:
    """Who holds places of a slot: booked for it, or put on it when walking in."""

    booked: int = 0
    walked_in: int = 0


NOBODY: Final = Taken()


def minutes_of(clock: time, day_starts: int) -> int:
    """Where a wall clock's time lies in a business day: before the day's beginning it is the night after."""
    minutes = clock.hour * 60 + clock.minute
    return minutes + MINUTES_A_DAY if clock.hour < day_starts else minutes


def clock_of(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def hours_between(starts: time, ends: time, day_starts: int) -> Hours | None:
    """Of one business day; None where the end lies not after the start, or in the next business day."""
    first, last = minutes_of(starts, day_starts), minutes_of(ends, day_starts)
    if last <= first and ends == time(day_starts):
        last = day_starts * 60 + MINUTES_A_DAY  # up to the very end of the day
    return Hours(first, last) if first < last else None


def given_up(before: Hours, after: Hours | None) -> tuple[Hours, ...]:
    """What of a session's hours lies outside those that take their place; all of it without any."""
    if after is None:
        return (before,)
    parts = Hours(before.starts, min(before.ends, after.starts)), Hours(max(before.starts, after.ends), before.ends)
    return tuple(part for part in parts if part.starts < part.ends)


def sessions_on(
    day: date, weekly: Iterable[Weekly], dated: Collection[OnDate], *, closed: bool = False
) -> list[Session]:
    """In the order of the clock; on a day on which the house is closed those alone that were added for it."""
    today = [one for one in dated if one.day == day]
    replaced = {one.replaces for one in today}
    week = () if closed else weekly
    sessions = [one.session for one in week if one.is_on(day) and one.session.id not in replaced]
    return sorted([*sessions, *(one.session for one in today)], key=lambda session: session.hours.starts)


def slots_on(day: date, zone: ZoneInfo, sessions: Iterable[Session], leaves: Collection[Leave] = ()) -> list[Slot]:
    """Whole slots only, one after the other, without those that a leave touches."""
    gone = [span_of(day, leave.hours, zone) for leave in leaves if leave.is_on(day)]
    slots: list[Slot] = []
    for slot in sorted((slot for session in sessions for slot in _slots(day, zone, session)), key=_start):
        before = [(slots[-1].starts, slots[-1].ends)] if slots else []
        if not any(begins < slot.ends and slot.starts < until for begins, until in (*gone, *before)):
            slots.append(slot)
    return slots


def free(slot: Slot, taken: Taken = NOBODY) -> int:
    """How many may still be booked ahead: never a walk-in's place, never more than there are."""
    return max(0, min(slot.bookable - taken.booked, slot.capacity - taken.booked - taken.walked_in))


def due_at(now: datetime, slots: Iterable[Slot], taken: Mapping[datetime, Taken], booked: datetime | None) -> datetime:
    """When the queue expects to reach one who checks in now: it orders those who wait.

    The booked slot for who comes in time; else the first slot not yet over where somebody still fits; else after all.
    """
    if booked is not None and now <= booked + LATE_AFTER:
        return booked
    ahead = [slot for slot in slots if slot.ends > now]
    for slot in ahead:
        held = taken.get(slot.starts, NOBODY)
        if held.booked + held.walked_in < slot.capacity:
            return slot.starts
    return max((now, *(slot.ends for slot in ahead)))


def _start(slot: Slot) -> datetime:
    return slot.starts


def _slots(day: date, zone: ZoneInfo, session: Session) -> Iterable[Slot]:
    begins, until = span_of(day, session.hours, zone)
    length = timedelta(minutes=session.slot_minutes)
    # Counted in real time from the session's start: a night in which the clocks change has no slot twice.
    count = (until - begins) // length
    for number in range(count):
        first = number * session.capacity
        kept = _walk_in_places(first + session.capacity, session) - _walk_in_places(first, session)
        starts = begins + number * length
        yield Slot(starts, starts + length, session.capacity, session.capacity - kept, session.room)


def _walk_in_places(among: int, session: Session) -> int:
    """How many of the session's first places are kept for walk-ins: spread evenly over it."""
    return among * session.walk_in_share // 100


def span_of(day: date, hours: Hours | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A leave without hours is from midnight to the end of the night after: more than any business day."""
    starts, ends = (hours.starts, hours.ends) if hours else (0, 2 * MINUTES_A_DAY)
    return _moment(day, starts, zone), _moment(day, ends, zone)


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=zone).astimezone(UTC)
