from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from pydantic import ValidationError

from shared.contracts import appointments, calendar, schedules, staff
from shared.contracts.appointments import DoctorAway
from shared.contracts.house import (
    ClosedAlready,
    ClosingDayNotFound,
    booked_there,
    changes,
    close_days,
    closing_days,
    open_again,
)
from shared.errors import InvalidRequest
from shared.ids import ClosingDayId, new_id
from shared.models.appointments import AppointmentStatus
from shared.models.house import MOST_DAYS, HouseChangeKind
from tests.server.features.appointments.test_slots import at, book
from tests.server.features.appointments.visits import waiting
from tests.server.features.patients.people import registered
from tests.server.features.schedules.hours import TODAY, sits

NEXT_WEEK = TODAY + timedelta(days=7)
AFTER = NEXT_WEEK + timedelta(days=7)


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def office(api):
    return api("administrator")


@pytest.fixture
def patient(desk):
    return registered(desk, "Asha Rahman")


def close(office, day=NEXT_WEEK, last=None, name="Eid al-Fitr"):
    return office.send(close_days(first_day=day, last_day=last or day, name=name)).items


def shown(desk, doctor_id, day=NEXT_WEEK):
    (found,) = desk.send(calendar.of_doctor(doctor_id=doctor_id, date=day)).days
    return found


def sits_on(desk, doctor_id, hour, **more):
    return desk.send(
        schedules.add_dated(
            doctor_id=doctor_id, date=NEXT_WEEK, starts=time(hour), ends=time(hour + 1), slot_minutes=20, **more
        )
    )


def test_on_a_closing_day_the_weekly_hours_make_no_slots_and_nobody_is_booked(desk, office, house, patient):
    sits(desk, house.doctor, 14, 15)
    (closed,) = close(office)

    day = shown(desk, house.doctor)
    assert (day.closed, day.slots, day.has_hours) == ("Eid al-Fitr", [], True)
    for wish in ({"date": NEXT_WEEK}, {"date": NEXT_WEEK, "slot_at": at(14, 0, NEXT_WEEK)}):
        with pytest.raises(DoctorAway) as refused:
            book(desk, house.doctor, patient, **wish)
        assert refused.value.closed == "Eid al-Fitr"
    found = desk.send(calendar.openings(doctor_id=house.doctor, date=NEXT_WEEK, limit=1))
    assert (found.closed, found.items[0].date) == ("Eid al-Fitr", AFTER)
    assert shown(desk, house.doctor, AFTER).closed is None

    office.send(open_again(closing_day_id=closed.id))
    assert len(shown(desk, house.doctor).slots) == 3
    assert office.send(closing_days()).items == []


def test_a_doctor_without_hours_is_booked_for_a_closing_day_knowingly_only(desk, office, house, patient):
    close(office)

    with pytest.raises(DoctorAway):
        book(desk, house.doctor, patient, date=NEXT_WEEK)

    booked = book(desk, house.doctor, patient, date=NEXT_WEEK, over_book=True)
    assert (booked.date, booked.slot_at) == (NEXT_WEEK, None)


def test_hours_that_are_added_for_the_date_stand_in_a_room_that_is_free_there(desk, office, house, patient):
    room = desk.send(staff.rooms()).items[0].id
    sits(desk, house.doctor, 14, 15)
    sits(desk, house.employees["doctor_b"], 14, 15, room_id=room)
    close(office)

    sits_on(desk, house.doctor, 14, room_id=room, reason="Emergencies")

    day = shown(desk, house.doctor)
    assert ([slot.starts for slot in day.slots], day.closed) == (
        [at(14, minute, NEXT_WEEK) for minute in (0, 20, 40)],
        "Eid al-Fitr",
    )
    assert book(desk, house.doctor, patient, date=NEXT_WEEK).slot_at == at(14, 0, NEXT_WEEK)
    assert office.send(closing_days()).items[0].booked == 0


def test_who_walks_in_on_a_closing_day_waits_as_where_no_hours_are_planned(desk, office, house):
    sits(desk, house.doctor, 14, 15)
    close(office, TODAY)

    came = waiting(desk, house.doctor, "Badal Khan")

    assert (came.status, came.token) == (AppointmentStatus.WAITING, "A-001")


def test_closing_moves_and_cancels_nobody_and_tells_how_many_are_booked_with_whom(desk, office, house, patient):
    other = house.employees["doctor_b"]
    sits(desk, house.doctor, 14, 15)
    early = book(desk, house.doctor, patient, date=NEXT_WEEK, slot_at=at(14, 0, NEXT_WEEK))
    book(desk, house.doctor, registered(desk, "Badal Khan"), date=NEXT_WEEK)
    book(desk, other, registered(desk, "Chitra Das"), date=NEXT_WEEK)
    sits_on(desk, other, 18)
    book(desk, other, registered(desk, "Dipa Roy"), date=NEXT_WEEK)

    def booked():
        span = {"first_day": NEXT_WEEK - timedelta(days=1), "last_day": AFTER}
        return [(one.day, one.doctor, one.visits) for one in office.send(booked_there(**span)).items]

    before = booked()
    assert before == [(NEXT_WEEK, "Dr doctor", 2), (NEXT_WEEK, "Dr doctor_b", 1)]

    (closed,) = close(office)

    assert closed.booked == 3
    assert booked() == before
    kept = desk.send(appointments.get(appointment_id=early.id))
    assert (kept.status, kept.slot_at, kept.version) == (AppointmentStatus.SCHEDULED, early.slot_at, early.version)
    assert len(shown(desk, house.doctor).appointments) == 2


def test_days_in_a_row_are_closed_in_one_act_each_in_the_history_and_opened_one_by_one(office):
    first, second = close(office, NEXT_WEEK, NEXT_WEEK + timedelta(days=1))

    office.send(open_again(closing_day_id=first.id))

    assert [one.day for one in office.send(closing_days()).items] == [second.day]
    told = [(one.kind, one.subject, one.before, one.after) for one in office.send(changes()).items]
    kind, name = HouseChangeKind.CLOSING_DAY, "Eid al-Fitr"
    assert told == [
        (kind, name, f"{first.day}", ""),
        (kind, name, "", f"{second.day}"),
        (kind, name, "", f"{first.day}"),
    ]
    with pytest.raises(ClosingDayNotFound):
        office.send(open_again(closing_day_id=first.id))
    assert close(office)[0].day == NEXT_WEEK


def test_a_day_is_closed_once_even_by_two_at_once(office, owner):
    def closes(number):
        try:
            return close(office, name=f"Holiday {number}")
        except ClosedAlready as refused:
            return refused

    with ThreadPoolExecutor(2) as offices:
        answers = list(offices.map(closes, range(2)))

    (refused,) = [one for one in answers if isinstance(one, ClosedAlready)]
    assert refused.day == NEXT_WEEK
    with pytest.raises(ClosedAlready):
        close(office, NEXT_WEEK - timedelta(days=2), NEXT_WEEK + timedelta(days=2))
    assert owner.execute("SELECT count(*) FROM closing_days").fetchone() == (1,)


def test_what_has_been_is_neither_closed_nor_opened(office, owner):
    with pytest.raises(InvalidRequest):
        close(office, TODAY - timedelta(days=1), TODAY)
    for last in (NEXT_WEEK, AFTER + timedelta(days=MOST_DAYS)):
        with pytest.raises(ValidationError):
            close(office, AFTER, last)
    with pytest.raises(ClosingDayNotFound):
        office.send(open_again(closing_day_id=ClosingDayId(new_id())))

    (closed,) = close(office, TODAY)
    owner.execute("UPDATE closing_days SET day = day - 1")
    with pytest.raises(ClosingDayNotFound):
        office.send(open_again(closing_day_id=closed.id))
    assert office.send(closing_days()).items == []
