import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from shared.contracts import appointments, calendar, schedules
from shared.contracts.appointments import DoctorAway, DoctorNotFound, NothingFree, WrongDay
from shared.contracts.schedules import HoursNotFound
from shared.errors import Forbidden
from shared.models.appointments import AppointmentStatus
from shared.models.calendar import Remedy
from shared.permissions import Role
from tests.server.features.appointments.test_slots import at
from tests.server.features.appointments.visits import events_of, waiting
from tests.server.features.patients.people import registered
from tests.server.features.schedules.hours import TODAY, sits
from tests.support.plans import listening

NEXT_WEEK = TODAY + timedelta(days=7)
MANY = """
INSERT INTO appointments (id, patient_id, doctor_id, assigned_by, appointment_date, appointment_type, priority, status,
    serial_number, booked_at, calls, room_seconds, version)
SELECT gen_random_uuid(), %s, e.id, e.id, date '2026-11-01' + d, 'new', 'normal', 'completed', 100 + n, now(), 0, 0, 1
FROM employees e, generate_series(0, 89) d, generate_series(1, 20) n WHERE e.is_doctor
"""
WHOLE_DAY: dict[str, Any] = {"first_day": TODAY, "last_day": TODAY}


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def people(desk):
    return [registered(desk, name) for name in ("Asha Rahman", "Badal Khan", "Chitra Das")]


def book(desk, doctor_id, patient, slot_at: datetime):
    day = date(slot_at.year, slot_at.month, slot_at.day)
    return desk.send(appointments.book(patient_id=patient.id, doctor_id=doctor_id, date=day, slot_at=slot_at))


class TestViews:
    def test_a_day_shows_slots_who_is_in_them_and_what_is_free(self, desk, house, people):
        sits(desk, house.doctor, 14, 15, capacity=2, walk_in_share=25)
        booked = book(desk, house.doctor, people[0], at(14))
        came = waiting(desk, house.doctor, "Ela Sen")

        (day,) = desk.send(calendar.of_doctor(doctor_id=house.doctor)).days

        assert [(slot.starts, slot.capacity, slot.bookable, slot.free) for slot in day.slots] == [
            (at(14), 2, 2, 0),
            (at(14, 20), 2, 1, 1),
            (at(14, 40), 2, 2, 2),
        ]
        assert [one.id for one in day.appointments] == [booked.id, came.id]
        assert (day.has_hours, day.leave) == (True, None)

    def test_a_week_has_seven_days_and_costs_no_more_statements_than_a_day(self, desk, house, people, database):
        sits(desk, house.doctor, 14, 15)
        for place, who in enumerate(people):
            book(desk, house.doctor, who, at(14, 20 * place))

        with listening(database) as of_a_day:
            desk.send(calendar.of_doctor(doctor_id=house.doctor))
        with listening(database) as of_a_week:
            week = desk.send(calendar.of_doctor(doctor_id=house.doctor, days=7)).days

        assert len(of_a_week) == len(of_a_day) > 0
        assert [day.date for day in week] == [TODAY + timedelta(days=number) for number in range(7)]
        assert [len(day.slots) for day in week] == [3, 0, 0, 0, 0, 0, 0]
        assert len(week[0].appointments) == 3

    def test_the_first_free_places_are_of_all_who_sit_in_the_order_of_time(self, desk, house, people):
        sits(desk, house.doctor, 11, 13)
        sits(desk, house.employees["doctor_b"], 14, 15, slot_minutes=60)
        book(desk, house.doctor, people[0], at(12, 20))

        page = desk.send(calendar.openings(limit=3))

        assert [(one.doctor, one.starts, one.room) for one in page.items] == [
            ("Dr doctor", at(12, 40), "103"),
            ("Dr doctor_b", at(14), "110"),
            ("Dr doctor", at(11, day=NEXT_WEEK), "103"),
        ]
        assert page.more
        with pytest.raises(WrongDay):
            desk.send(calendar.openings(date=TODAY - timedelta(days=1)))
        with pytest.raises(DoctorNotFound):
            desk.send(calendar.openings(doctor_id=house.employees["cashier"]))


def test_every_question_walks_the_doctors_or_the_patients_own_index(desk, house, people, owner, database):
    session = sits(desk, house.doctor, 14, 15)
    with listening(database) as said:
        book(desk, house.doctor, people[0], at(14))
        desk.send(calendar.of_doctor(doctor_id=house.doctor, days=7))
        desk.send(calendar.openings(doctor_id=house.doctor))
        desk.send(calendar.hit_by_leave(doctor_id=house.doctor, **WHOLE_DAY))
        desk.send(calendar.leave_target(doctor_id=house.doctor, remedy=Remedy.SAME_DOCTOR, **WHOLE_DAY))
        desk.send(calendar.outside_hours(doctor_id=house.doctor, date=TODAY, session_id=session.id))
        desk.send(appointments.suggest(patient_id=people[0].id, doctor_id=house.doctor))

    owner.execute(MANY, (people[0].id,))
    owner.execute("ANALYZE appointments")
    asked = [(text, data) for text, data in said if re.match(r"SELECT.*\sFROM appointments", text, re.DOTALL)]
    assert len(asked) >= 5
    for text, data in asked:
        plan = "\n".join(row[0] for row in owner.execute(f"EXPLAIN {text}", data))
        assert re.search(
            r"(Index|Bitmap).*(doctor_id_appointment_date|ix_appointments_history|uq_\w+_open|pk_)", plan
        ), plan
        assert "Seq Scan on appointments" not in plan


class TestOutsideHours:
    def of(self, desk, doctor_id, session, *hours):
        shorter = {"starts": time(*hours[0]), "ends": time(*hours[1])} if hours else {}
        ask: dict[str, Any] = {"doctor_id": doctor_id, "date": TODAY, "session_id": session.id, **shorter}
        return [one.id for one in desk.send(calendar.outside_hours(**ask)).items]

    def test_tells_who_is_booked_where_hours_get_shorter(self, desk, house, people):
        session = sits(desk, house.doctor, 14, 15)
        first, second, third = (
            book(desk, house.doctor, who, at(14, 20 * place)).id for place, who in enumerate(people)
        )

        assert self.of(desk, house.doctor, session, (14, 0), (15, 0)) == []
        assert self.of(desk, house.doctor, session, (14, 0), (14, 30)) == [second, third]
        assert self.of(desk, house.doctor, session, (14, 20), (14, 40)) == [first, third]
        assert self.of(desk, house.doctor, session) == [first, second, third]

    def test_tells_it_of_another_session_no_more_than_of_another_day(self, desk, house, people):
        session, other = sits(desk, house.doctor, 14, 15), sits(desk, house.doctor, 16, 17)
        evening = book(desk, house.doctor, people[0], at(16)).id
        book(desk, house.doctor, people[1], at(14, 0, NEXT_WEEK))

        assert self.of(desk, house.doctor, session) == []
        assert self.of(desk, house.doctor, other) == [evening]

    def test_refuses_a_session_that_is_not_on_that_date(self, desk, house):
        session = sits(desk, house.doctor, 14, 15, valid_from=NEXT_WEEK)

        with pytest.raises(HoursNotFound):
            self.of(desk, house.doctor, session)


class TestLeave:
    def hits(self, desk, doctor_id, **leave):
        return [one.id for one in desk.send(calendar.hit_by_leave(doctor_id=doctor_id, **{**WHOLE_DAY, **leave})).items]

    def take(self, desk, doctor_id, remedy, **more):
        leave: dict[str, Any] = {**WHOLE_DAY, "reason": "conference", **more}
        return desk.send(calendar.take_leave(doctor_id=doctor_id, remedy=remedy, **leave))

    def test_tells_whom_it_would_hit(self, desk, house, people):
        sits(desk, house.doctor, 14, 15)
        visits = [book(desk, house.doctor, who, at(14, 20 * place)) for place, who in enumerate(people)]
        waiting(desk, house.doctor, "Ela Sen")

        assert self.hits(desk, house.doctor) == [visit.id for visit in visits]
        assert self.hits(desk, house.doctor, starts=time(14, 30), ends=time(15)) == [visits[1].id, visits[2].id]
        assert self.hits(desk, house.doctor, first_day=NEXT_WEEK, last_day=NEXT_WEEK) == []

    @pytest.mark.parametrize("remedy", [Remedy.CANCEL, Remedy.SAME_DOCTOR])
    def test_whoever_may_not_see_bookings_does_nothing_with_them(self, api, desk, house, people, remedy):
        sits(desk, house.doctor, 14, 15)
        visit = book(desk, house.doctor, people[0], at(14))

        with pytest.raises(Forbidden):
            self.take(api(Role.ADMINISTRATOR), house.doctor, remedy)

        assert desk.send(appointments.get(appointment_id=visit.id)).status is AppointmentStatus.SCHEDULED
        assert self.take(api(Role.ADMINISTRATOR), house.doctor, Remedy.KEEP).appointments == []

    def test_moves_all_to_the_doctors_next_free_slots_in_one_act(self, desk, house, people):
        sits(desk, house.doctor, 14, 15)
        visits = [book(desk, house.doctor, who, at(14, 20 * place)) for place, who in enumerate(people)]

        taken = self.take(desk, house.doctor, Remedy.SAME_DOCTOR)

        assert [one.slot_at for one in taken.appointments] == [at(14, 20 * n, NEXT_WEEK) for n in range(3)]
        assert [events_of(desk, visit).count("APPOINTMENT_RESCHEDULED") for visit in visits] == [1, 1, 1]
        (day,) = desk.send(calendar.of_doctor(doctor_id=house.doctor)).days
        assert (day.leave, day.slots, day.appointments) == ("conference", [], [])
        with pytest.raises(DoctorAway):
            book(desk, house.doctor, registered(desk, "Ela Sen"), at(14))

    def test_moves_all_to_another_doctor_the_same_day(self, desk, house, people):
        doctor_b = house.employees["doctor_b"]
        sits(desk, house.doctor, 14, 15)
        sits(desk, doctor_b, 16, 17)
        book(desk, house.doctor, people[0], at(14))

        (moved,) = self.take(desk, house.doctor, Remedy.OTHER_DOCTOR, to_doctor_id=doctor_b).appointments

        assert (moved.doctor, moved.slot_at, moved.token) == ("Dr doctor_b", at(16), "B-001")

    @pytest.mark.parametrize(
        ("leave", "first"),
        [
            ({}, at(14, 0, NEXT_WEEK)),
            ({"starts": time(14), "ends": time(14, 30)}, at(14, 40)),
            ({"to_date": TODAY + timedelta(days=8)}, at(14, 0, TODAY + timedelta(days=14))),
            ({"remedy": Remedy.DEPARTMENT, "last_day": NEXT_WEEK}, at(14, 0, TODAY + timedelta(days=14))),
        ],
    )
    def test_tells_the_first_place_free_beside_it(self, desk, house, leave, first):
        sits(desk, house.doctor, 14, 15)
        ask: dict[str, Any] = {**WHOLE_DAY, "remedy": Remedy.SAME_DOCTOR, **leave}

        opening = desk.send(calendar.leave_target(doctor_id=house.doctor, **ask)).opening

        assert (opening.doctor_id, opening.starts) == (house.doctor, first)

    def test_tells_the_other_doctors_first_place_or_none(self, desk, house):
        doctor_b = house.employees["doctor_b"]
        ask: dict[str, Any] = {**WHOLE_DAY, "remedy": Remedy.OTHER_DOCTOR, "to_doctor_id": doctor_b}
        assert desk.send(calendar.leave_target(doctor_id=house.doctor, **ask)).opening is None

        sits(desk, doctor_b, 16, 17)

        assert desk.send(calendar.leave_target(doctor_id=house.doctor, **ask)).opening.starts == at(16)

    def test_moves_nobody_before_the_day_that_was_chosen(self, desk, house, people):
        sits(desk, house.doctor, 14, 15)
        book(desk, house.doctor, people[0], at(14))

        (moved,) = self.take(desk, house.doctor, Remedy.SAME_DOCTOR, to_date=NEXT_WEEK + timedelta(days=1)).appointments

        assert moved.date == TODAY + timedelta(days=14)

    def test_cancels_all_with_its_reason(self, desk, house, people):
        sits(desk, house.doctor, 14, 15)
        visits = [book(desk, house.doctor, who, at(14, 20 * place)) for place, who in enumerate(people)]

        taken = self.take(desk, house.doctor, Remedy.CANCEL)

        assert {one.status for one in taken.appointments} == {AppointmentStatus.CANCELLED}
        last = desk.send(appointments.timeline(appointment_id=visits[2].id)).items[-1]
        assert (last.type.value, last.description) == ("APPOINTMENT_CANCELLED", "conference")

    def test_nothing_is_moved_where_not_all_find_a_place(self, desk, house, people):
        doctor_b = house.employees["doctor_b"]
        sits(desk, house.doctor, 14, 15)
        sits(desk, doctor_b, 16, 17, slot_minutes=60, valid_until=TODAY)
        visits = [book(desk, house.doctor, who, at(14, 20 * place)) for place, who in enumerate(people)]

        with pytest.raises(NothingFree):
            self.take(desk, house.doctor, Remedy.OTHER_DOCTOR, to_doctor_id=doctor_b)

        assert self.hits(desk, house.doctor) == [visit.id for visit in visits]
        assert desk.send(schedules.of_doctor(doctor_id=house.doctor)).leaves == []

    def test_a_walk_in_to_a_doctor_on_leave_is_given_knowingly(self, api, desk, house, people):
        self.take(desk, house.doctor, Remedy.KEEP)
        walk_in: dict[str, Any] = {"patient_id": people[0].id, "doctor_id": house.doctor, "check_in": True}

        with pytest.raises(DoctorAway):
            desk.send(appointments.book(**walk_in))

        assert desk.send(appointments.book(**walk_in, over_book=True)).token == "A-001"

    def test_is_withdrawn_and_is_ones_own(self, api, desk, house):
        leave = self.take(api("doctor"), house.doctor, Remedy.KEEP)

        with pytest.raises(Forbidden):
            self.take(api("doctor"), house.employees["doctor_b"], Remedy.KEEP)
        desk.send(schedules.withdraw_leave(leave_id=leave.leave_id))
        assert desk.send(schedules.of_doctor(doctor_id=house.doctor)).leaves == []
