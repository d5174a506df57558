from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from threading import Barrier
from typing import Any

import pytest

from shared.contracts import schedules
from shared.contracts.appointments import DoctorNotFound
from shared.contracts.schedules import DoctorSitsAlready, HoursImpossible, HoursNotFound, RoomTaken
from shared.errors import Forbidden, InvalidRequest, StaleVersion
from shared.ids import RoomId, new_id
from tests.server.features.schedules.hours import SUNDAY, TODAY, sits

NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def room(owner, house):
    return RoomId(owner.execute("SELECT id FROM rooms ORDER BY name LIMIT 1").fetchone()[0])


def test_a_doctors_week_is_told_with_rooms_and_shares(desk, house, room):
    added = sits(desk, house.doctor, 14, 17, room_id=room, capacity=2, walk_in_share=30)

    (told,) = desk.send(schedules.of_doctor(doctor_id=house.doctor)).weekly
    assert told == added
    assert (told.weekday, told.starts, told.ends, told.room) == (SUNDAY, time(14), time(17), "101")
    assert (told.slot_minutes, told.capacity, told.walk_in_share) == (20, 2, 30)
    assert (told.valid_from, told.valid_until, told.version) == (TODAY, None, 1)


def test_hours_of_a_doctor_or_of_a_room_never_overlap(desk, house, room):
    sits(desk, house.doctor, 9, 12, room_id=room)

    with pytest.raises(DoctorSitsAlready):
        sits(desk, house.doctor, 11, 13)
    with pytest.raises(RoomTaken):
        sits(desk, house.employees["doctor_b"], 11, 13, room_id=room)

    sits(desk, house.doctor, 12, 13)
    sits(desk, house.employees["doctor_b"], 12, 13, room_id=room)
    sits(desk, house.doctor, 9, 12, weekday=0)
    assert len(desk.send(schedules.of_doctor(doctor_id=house.doctor)).weekly) == 3


def test_of_two_desks_that_add_the_same_hours_one_is_told(desk, house):
    together = Barrier(2)

    def add(_):
        together.wait()
        try:
            return sits(desk, house.doctor, 9, 12)
        except DoctorSitsAlready as refusal:
            return refusal

    with ThreadPoolExecutor(2) as desks:
        answers = list(desks.map(add, range(2)))

    assert sum(isinstance(answer, DoctorSitsAlready) for answer in answers) == 1


@pytest.mark.parametrize(("starts", "ends"), [(12, 9), (9, 9), (2, 6)])
def test_hours_lie_in_one_business_day(desk, house, starts, ends):
    with pytest.raises(HoursImpossible):
        sits(desk, house.doctor, starts, ends)


def test_hours_have_room_for_a_slot(desk, house):
    with pytest.raises(HoursImpossible):
        sits(desk, house.doctor, 9, 10, slot_minutes=61)


def test_a_change_leaves_past_weeks_as_they_were(desk, house, owner):
    old = sits(desk, house.doctor, 9, 12, valid_from=TODAY - timedelta(days=70))
    changed: dict[str, Any] = {"weekday": SUNDAY, "starts": time(10), "ends": time(13), "slot_minutes": 15}

    new = desk.send(schedules.change_weekly(session_id=old.id, version=1, valid_from=NEXT_WEEK, **changed))

    before, after = desk.send(schedules.of_doctor(doctor_id=house.doctor)).weekly
    assert (before.starts, before.valid_until, before.version) == (time(9), NEXT_WEEK - timedelta(days=1), 2)
    assert after == new
    assert (after.starts, after.slot_minutes, after.valid_from) == (time(10), 15, NEXT_WEEK)
    with pytest.raises(StaleVersion):
        desk.send(schedules.change_weekly(session_id=old.id, version=1, **changed))
    with pytest.raises(InvalidRequest):
        desk.send(
            schedules.change_weekly(session_id=new.id, version=1, valid_from=TODAY - timedelta(days=1), **changed)
        )


def test_hours_that_never_began_are_withdrawn_and_others_end(desk, house):
    soon = sits(desk, house.doctor, 9, 12, valid_from=NEXT_WEEK)
    running = sits(desk, house.doctor, 14, 16)

    desk.send(schedules.end_weekly(session_id=soon.id, version=1, last_day=TODAY))
    desk.send(schedules.end_weekly(session_id=running.id, version=1, last_day=NEXT_WEEK))

    (left,) = desk.send(schedules.of_doctor(doctor_id=house.doctor)).weekly
    assert (left.id, left.valid_until) == (running.id, NEXT_WEEK)
    with pytest.raises(HoursNotFound):
        desk.send(schedules.end_weekly(session_id=soon.id, version=2, last_day=TODAY))


class TestOnADate:
    def add(self, desk, doctor_id, starts, ends, **facts):
        hours: dict[str, Any] = {
            "date": NEXT_WEEK,
            "starts": time(starts),
            "ends": time(ends),
            "slot_minutes": 20,
            **facts,
        }
        return desk.send(schedules.add_dated(doctor_id=doctor_id, **hours))

    def test_an_extra_session_overlaps_nothing_of_that_day(self, desk, house, room):
        weekly = sits(desk, house.doctor, 9, 12, room_id=room)

        with pytest.raises(DoctorSitsAlready):
            self.add(desk, house.doctor, 11, 13)
        with pytest.raises(RoomTaken):
            self.add(desk, house.employees["doctor_b"], 11, 13, room_id=room)

        extra = self.add(desk, house.doctor, 17, 19, reason="camp")
        assert desk.send(schedules.of_doctor(doctor_id=house.doctor)).dated == [extra]
        assert desk.send(schedules.of_doctor(doctor_id=house.doctor)).weekly == [weekly]

    def test_a_day_that_has_been_is_not_changed(self, desk, house):
        with pytest.raises(InvalidRequest):
            self.add(desk, house.doctor, 9, 12, date=TODAY - timedelta(days=1))

    def test_changed_hours_stand_for_the_weekly_ones(self, desk, house):
        weekly = sits(desk, house.doctor, 9, 12)

        moved = self.add(desk, house.doctor, 10, 13, replaces=weekly.id)

        assert moved.replaces == weekly.id
        with pytest.raises(HoursNotFound):
            self.add(desk, house.doctor, 15, 16, replaces=weekly.id)  # it stands there no more
        desk.send(schedules.withdraw_dated(session_id=moved.id))
        assert desk.send(schedules.of_doctor(doctor_id=house.doctor)).dated == []
        with pytest.raises(HoursNotFound):
            desk.send(schedules.withdraw_dated(session_id=moved.id))


def test_a_doctor_keeps_his_own_hours_only(api, house):
    doctor = api("doctor")

    sits(doctor, house.doctor, 9, 12)
    with pytest.raises(Forbidden):
        sits(doctor, house.employees["doctor_b"], 9, 12)


def test_only_doctors_have_hours_and_only_rooms_are_sat_in(desk, house):
    with pytest.raises(DoctorNotFound):
        sits(desk, house.employees["cashier"], 9, 12)
    with pytest.raises(DoctorNotFound):
        desk.send(schedules.of_doctor(doctor_id=house.employees["cashier"]))
    with pytest.raises(HoursNotFound):
        sits(desk, house.doctor, 9, 12, room_id=RoomId(new_id()))
