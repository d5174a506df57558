from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.slots import (
    LATE_AFTER,
    Hours,
    Leave,
    OnDate,
    Session,
    Taken,
    Weekly,
    clock_of,
    due_at,
    free,
    given_up,
    hours_between,
    minutes_of,
    sessions_on,
    slots_on,
)

DHAKA = ZoneInfo("Asia/Dhaka")
MONDAY = date(2026, 11, 23)
NINE, TEN, NOON = 9 * 60, 10 * 60, 12 * 60

sessions = st.builds(
    Session,
    id=st.uuids(),
    hours=st.builds(lambda start, length: Hours(start, start + length), st.integers(240, 1200), st.integers(1, 480)),
    slot_minutes=st.integers(3, 240),
    capacity=st.integers(1, 20),
    walk_in_share=st.integers(0, 100),
)
zones = st.sampled_from([ZoneInfo(name) for name in ("Asia/Dhaka", "UTC", "Europe/London", "America/Santiago")])
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def session(starts=NINE, ends=TEN, *, minutes=20, capacity=1, walk_ins=0, number=1) -> Session:
    return Session(UUID(int=number), Hours(starts, ends), minutes, capacity, walk_ins)


def at(hour, minute=0, day=MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), DHAKA).astimezone(UTC)


def starts(slots) -> list[str]:
    return [slot.starts.astimezone(DHAKA).strftime("%H:%M") for slot in slots]


@given(days, zones, sessions, st.lists(st.builds(Leave, days, days), max_size=3))
def test_slots_follow_each_other_inside_the_session_and_are_never_in_a_leave(day, zone, one, leaves):
    slots = slots_on(day, zone, [one], leaves)

    assert all(slot.ends - slot.starts == timedelta(minutes=one.slot_minutes) for slot in slots)
    assert all(before.ends <= after.starts for before, after in pairwise(slots))
    assert all(0 <= slot.bookable <= slot.capacity == one.capacity for slot in slots)
    assert not slots or not any(leave.first <= day <= leave.last for leave in leaves)


@given(
    days, zones, st.lists(st.tuples(sessions, st.booleans()), max_size=3), st.lists(sessions, max_size=3), st.booleans()
)
def test_on_a_day_sit_who_sit_every_week_unless_it_is_closed_and_who_sit_on_that_date(day, zone, week, extra, closed):
    weekly = [Weekly(one, day.weekday(), day) for one, _ in week]
    instead = [(one.id, replace(one, id=UUID(int=number))) for number, (one, changed) in enumerate(week) if changed]
    dated = [*(OnDate(new, day, old) for old, new in instead), *(OnDate(one, day) for one in extra)]

    found = sessions_on(day, weekly, dated, closed=closed)

    stay = [] if closed else [one for one, changed in week if not changed]
    assert sorted(one.id for one in found) == sorted(one.id for one in (*stay, *(one.session for one in dated)))
    assert slots_on(day, zone, found, [Leave(day, day)]) == []


@given(days, sessions)
def test_the_walk_in_share_is_kept_over_the_session_as_a_whole(day, one):
    slots = slots_on(day, DHAKA, [one])

    places = sum(slot.capacity for slot in slots)
    assert sum(slot.capacity - slot.bookable for slot in slots) == places * one.walk_in_share // 100
    assert len(slots) == (one.hours.ends - one.hours.starts) // one.slot_minutes


@given(sessions, st.integers(0, 30), st.integers(0, 30))
def test_never_more_is_free_than_there_is(one, booked, walked_in):
    for slot in slots_on(MONDAY, DHAKA, [one]):
        left = free(slot, Taken(booked, walked_in))

        assert 0 <= left <= slot.bookable
        assert left == 0 or booked + walked_in + left <= slot.capacity


@pytest.mark.parametrize(
    ("share", "capacity", "bookable"),
    [(0, 1, [1, 1, 1]), (100, 1, [0, 0, 0]), (50, 1, [1, 0, 1]), (34, 1, [1, 1, 0]), (25, 4, [3, 3, 3])],
)
def test_walk_ins_have_their_places_spread_over_the_session(share, capacity, bookable):
    slots = slots_on(MONDAY, DHAKA, [session(capacity=capacity, walk_ins=share)])

    assert [slot.bookable for slot in slots] == bookable


def test_a_rest_too_short_for_a_slot_is_none():
    assert starts(slots_on(MONDAY, DHAKA, [session(ends=TEN + 19)])) == ["09:00", "09:20", "09:40"]


def test_a_night_clinic_stays_one_business_day():
    hours = hours_between(time(22), time(2), day_starts=4)

    assert hours == Hours(22 * 60, 26 * 60)
    slots = slots_on(MONDAY, DHAKA, [Session(UUID(int=1), hours, 60, 1, 0)])
    assert starts(slots) == ["22:00", "23:00", "00:00", "01:00"]
    assert slots[-1].starts == at(1, day=MONDAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [
        (time(1), time(3), Hours(25 * 60, 27 * 60)),  # wholly in the night that belongs to the day before
        (time(2), time(4), Hours(26 * 60, 28 * 60)),  # up to the very end of the business day
        (time(4), time(4), Hours(240, 28 * 60)),  # round the clock
        (time(2), time(6), None),  # over the day's beginning: two business days
        (time(9), time(9), None),
        (time(10), time(9), None),
    ],
)
def test_hours_lie_in_one_business_day(first, last, hours):
    assert hours_between(first, last, day_starts=4) == hours


@given(st.times(), st.integers(0, 23))
def test_a_clock_is_found_again_in_its_minutes(clock, day_starts):
    assert clock_of(minutes_of(clock, day_starts)) == clock.replace(second=0, microsecond=0)


def test_the_night_the_clocks_go_forward_has_no_slot_twice():
    sunday = date(2026, 3, 29)  # 01:00 becomes 02:00 in London
    slots = slots_on(sunday, ZoneInfo("Europe/London"), [session(0, 4 * 60, minutes=30)])

    assert len({slot.starts for slot in slots}) == len(slots) == 6


class TestDay:
    def test_a_weekly_session_is_there_from_its_first_day_to_its_last(self):
        weekly = Weekly(session(), 0, MONDAY, MONDAY + timedelta(days=7))

        weeks = [MONDAY + timedelta(days=7 * number) for number in (-1, 0, 1, 2)]
        assert [weekly.is_on(day) for day in weeks] == [False, True, True, False]
        assert not weekly.is_on(MONDAY + timedelta(days=1))

    def test_a_changed_session_stands_for_the_weekly_one_on_its_date_only(self):
        weekly = Weekly(session(), 0, MONDAY)
        changed = OnDate(session(TEN, NOON, number=2), MONDAY, replaces=weekly.session.id)
        extra = OnDate(session(NOON, NOON + 60, number=3), MONDAY)

        assert sessions_on(MONDAY, [weekly], [extra, changed]) == [changed.session, extra.session]
        assert sessions_on(MONDAY + timedelta(days=7), [weekly], [extra, changed]) == [weekly.session]

    def test_a_leave_in_the_middle_takes_every_slot_it_touches(self):
        leave = Leave(MONDAY, MONDAY, Hours(NINE + 30, NINE + 50))

        assert starts(slots_on(MONDAY, DHAKA, [session(ends=NINE + 80)], [leave])) == ["09:00", "10:00"]

    def test_a_leave_of_whole_days_takes_the_night_after_too(self):
        night = session(25 * 60, 27 * 60)

        assert slots_on(MONDAY, DHAKA, [night], [Leave(MONDAY, MONDAY)]) == []
        assert slots_on(MONDAY, DHAKA, [night], [Leave(MONDAY + timedelta(days=1), MONDAY + timedelta(days=9))])


class TestDue:
    slots = slots_on(MONDAY, DHAKA, [session(walk_ins=34)])

    def test_who_comes_in_time_is_due_at_the_booked_slot(self):
        assert due_at(at(8), self.slots, {}, at(9, 20)) == at(9, 20)
        assert due_at(at(9, 20) + LATE_AFTER, self.slots, {}, at(9, 20)) == at(9, 20)

    def test_a_walk_in_is_due_at_the_first_slot_nobody_holds(self):
        held = {at(9): Taken(booked=1), at(9, 20): Taken(walked_in=1)}

        assert due_at(at(8), self.slots, held, None) == at(9, 40)
        assert due_at(at(9, 50), self.slots, {}, None) == at(9, 40)

    def test_who_comes_late_waits_as_a_walk_in(self):
        assert due_at(at(9, 36), self.slots, {at(9, 20): Taken(booked=1)}, at(9, 20)) == at(9, 40)

    def test_who_fits_nowhere_comes_after_all(self):
        full = {slot.starts: Taken(booked=1) for slot in self.slots}

        assert due_at(at(8), self.slots, full, None) == at(10)
        assert due_at(at(11), self.slots, full, None) == at(11)
        assert due_at(at(8), [], {}, None) == at(8)


@pytest.mark.parametrize(
    ("after", "parts"),
    [
        (Hours(NINE, NOON), ()),
        (Hours(TEN, NOON), (Hours(NINE, TEN),)),
        (Hours(TEN, TEN + 30), (Hours(NINE, TEN), Hours(TEN + 30, NOON))),
        (Hours(NOON, NOON + 60), (Hours(NINE, NOON),)),
        (Hours(NINE - 60, NINE), (Hours(NINE, NOON),)),
        (None, (Hours(NINE, NOON),)),
    ],
)
def test_hours_that_get_shorter_or_move_give_up_what_is_outside_the_new_ones(after, parts):
    assert given_up(Hours(NINE, NOON), after) == parts
