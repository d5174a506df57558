from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest

from shared.contracts import appointments, queue
from shared.contracts.appointments import (
    AlreadyBooked,
    AppointmentStateConflict,
    DayFull,
    DoctorAway,
    PatientElsewhere,
    SlotFull,
)
from shared.errors import Forbidden
from shared.models.appointments import AppointmentStatus
from tests.server.features.appointments.visits import events_of, waiting
from tests.server.features.patients.people import registered
from tests.server.features.schedules.hours import TODAY, sits

NEXT_WEEK = TODAY + timedelta(days=7)


def at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    """A time of the clock in Dhaka."""
    return datetime(day.year, day.month, day.day, hour - 6, minute, tzinfo=UTC)


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def people(desk):
    return [registered(desk, name) for name in ("Asha Rahman", "Badal Khan", "Chitra Das", "Dipa Roy")]


def book(desk, doctor_id, patient, **wish):
    return desk.send(appointments.book(patient_id=patient.id, doctor_id=doctor_id, **wish))


class TestBooking:
    def test_a_booked_slot_has_its_number_at_once_and_keeps_it(self, desk, house, people, clock):
        sits(desk, house.doctor, 14, 15)
        late, early = (
            book(desk, house.doctor, who, slot_at=when) for who, when in zip(people, (at(14, 40), at(14)), strict=False)
        )

        assert [(one.token, one.serial_number, one.slot_at) for one in (late, early)] == [
            ("A-001", 1, at(14, 40)),
            ("A-002", 2, at(14)),
        ]
        come = desk.send(appointments.check_in(appointment_id=early.id, version=early.version))
        assert (come.token, come.status) == ("A-002", AppointmentStatus.WAITING)
        assert waiting(desk, house.doctor, "Ela Sen").token == "A-003"

    def test_the_slip_says_where_the_doctor_sits_at_that_time(self, desk, house, people, owner):
        rooms = owner.execute("SELECT name, id FROM rooms ORDER BY name DESC LIMIT 2").fetchall()
        for (starts, ends), (_, room) in zip(((14, 15), (15, 16)), rooms, strict=True):
            sits(desk, house.doctor, starts, ends, room_id=room)

        early, late = (
            book(desk, house.doctor, who, slot_at=when) for who, when in zip(people, (at(14), at(15)), strict=False)
        )
        come = desk.send(appointments.check_in(appointment_id=late.id, version=late.version))
        walks_in = waiting(desk, house.doctor, "Ela Sen")

        assert [one.room for one in (early, come, walks_in)] == [rooms[0][0], rooms[1][0], rooms[0][0]]

    def test_a_cancelled_number_is_never_anybody_elses(self, desk, house, people):
        sits(desk, house.doctor, 14, 15)
        first = book(desk, house.doctor, people[0])
        desk.send(appointments.cancel(appointment_id=first.id, version=1, reason="feels better"))

        second = book(desk, house.doctor, people[1])

        assert (second.slot_at, second.serial_number) == (first.slot_at, 2)

    def test_without_a_wish_it_is_the_days_first_free_slot(self, desk, house, people):
        sits(desk, house.doctor, 11, 14)  # it is noon

        assert [book(desk, house.doctor, who).slot_at for who in people[:2]] == [at(12), at(12, 20)]

    def test_a_full_slot_is_refused_and_booked_over_knowingly(self, api, desk, house, people):
        sits(desk, house.doctor, 14, 15, capacity=2)
        for who in people[:2]:
            book(desk, house.doctor, who, slot_at=at(14))

        with pytest.raises(SlotFull) as refusal:
            book(desk, house.doctor, people[2], slot_at=at(14))
        with pytest.raises(Forbidden):
            book(api("nurse"), house.doctor, people[2], slot_at=at(14), over_book=True)

        assert refusal.value.slot_at == at(14)
        over = book(desk, house.doctor, people[2], slot_at=at(14), over_book=True)
        assert (over.slot_at, over.serial_number) == (at(14), 3)
        told = desk.send(appointments.timeline(appointment_id=over.id)).items[0].metadata
        assert told["over_booked"] is True

    def test_walk_in_places_are_not_booked_ahead(self, desk, house, people):
        sits(desk, house.doctor, 14, 15, walk_in_share=67)

        assert book(desk, house.doctor, people[0]).slot_at == at(14)
        with pytest.raises(DayFull):
            book(desk, house.doctor, people[1])
        with pytest.raises(SlotFull):
            book(desk, house.doctor, people[1], slot_at=at(14, 20))

    def test_nobody_is_booked_where_the_doctor_does_not_sit(self, desk, house, people):
        sits(desk, house.doctor, 14, 15)

        for wish in ({"slot_at": at(14, 5)}, {"slot_at": at(9)}, {"date": TODAY + timedelta(days=1)}):
            with pytest.raises(DoctorAway):
                book(desk, house.doctor, people[0], **wish)
        plain = book(desk, house.doctor, people[0], date=TODAY + timedelta(days=1), over_book=True)
        assert (plain.slot_at, plain.token) == (None, None)

    def test_a_doctor_without_hours_is_booked_for_the_day(self, desk, house, people):
        sits(desk, house.employees["doctor_b"], 14, 15)

        plain = book(desk, house.doctor, people[0], date=NEXT_WEEK)

        assert (plain.slot_at, plain.token) == (None, None)

    def test_a_patient_in_two_rooms_at_once_is_a_question(self, desk, house, people):
        doctor_b = house.employees["doctor_b"]
        sits(desk, house.doctor, 14, 15)
        sits(desk, doctor_b, 14, 15, slot_minutes=30)
        first = book(desk, house.doctor, people[0], slot_at=at(14, 20))

        with pytest.raises(PatientElsewhere) as question:
            book(desk, doctor_b, people[0], slot_at=at(14))

        assert (question.value.appointment_id, question.value.doctor) == (first.id, "Dr doctor")
        assert book(desk, doctor_b, people[0], slot_at=at(14), despite_clash=True).slot_at == at(14)
        assert book(desk, doctor_b, people[1], slot_at=at(14, 30)).slot_at == at(14, 30)

    def test_of_many_desks_that_want_the_last_place_one_gets_it(self, desk, house):
        sits(desk, house.doctor, 14, 15, slot_minutes=60)
        many = [registered(desk, f"Patient {number}") for number in range(8)]
        together = Barrier(len(many))

        def attempt(who):
            together.wait()
            try:
                return book(desk, house.doctor, who, slot_at=at(14)).serial_number
            except SlotFull:
                return None

        with ThreadPoolExecutor(len(many)) as desks:
            serials = list(desks.map(attempt, many))

        assert sorted(serial for serial in serials if serial) == [1]
        assert waiting(desk, house.doctor, "Ela Sen").serial_number == 2


class TestReschedule:
    def move(self, desk, visit, **to):
        return desk.send(
            appointments.reschedule(appointment_id=visit.id, version=visit.version, reason="asked for it", **to)
        )

    def test_within_the_day_the_number_stays(self, desk, house, people):
        sits(desk, house.doctor, 14, 15)
        visit = book(desk, house.doctor, people[0], slot_at=at(14))

        moved = self.move(desk, visit, slot_at=at(14, 40))

        assert (moved.slot_at, moved.token, moved.version) == (at(14, 40), "A-001", 2)
        assert book(desk, house.doctor, people[1], slot_at=at(14)).token == "A-002"
        last = desk.send(appointments.timeline(appointment_id=visit.id)).items[-1]
        assert (last.type.value, last.description) == ("APPOINTMENT_RESCHEDULED", "asked for it")
        assert datetime.fromisoformat(last.metadata["slot_at_before"]) == at(14)

    def test_another_doctor_or_day_gives_a_number_there(self, desk, house, people):
        doctor_b = house.employees["doctor_b"]
        sits(desk, house.doctor, 14, 15)
        sits(desk, doctor_b, 14, 15)
        visit = book(desk, house.doctor, people[0], slot_at=at(14))

        at_b = self.move(desk, visit, doctor_id=doctor_b, slot_at=at(14, 20))
        next_week = self.move(desk, at_b, date=NEXT_WEEK)

        assert (at_b.doctor, at_b.token, at_b.slot_at) == ("Dr doctor_b", "B-001", at(14, 20))
        assert (next_week.token, next_week.slot_at) == ("B-001", at(14, day=NEXT_WEEK))
        assert events_of(desk, visit).count("APPOINTMENT_RESCHEDULED") == 2

    def test_what_is_refused_changes_nothing(self, desk, house, people):
        sits(desk, house.doctor, 14, 15)
        visit = book(desk, house.doctor, people[0], slot_at=at(14))
        book(desk, house.doctor, people[1], slot_at=at(14, 20))
        there = book(desk, house.doctor, people[0], date=NEXT_WEEK)

        with pytest.raises(SlotFull):
            self.move(desk, visit, slot_at=at(14, 20))
        with pytest.raises(AlreadyBooked) as refusal:
            self.move(desk, visit, date=NEXT_WEEK, slot_at=at(14, 40, NEXT_WEEK))

        assert refusal.value.appointment_id == there.id
        assert desk.send(appointments.get(appointment_id=visit.id)) == visit
        here = waiting(desk, house.doctor, "Ela Sen")
        with pytest.raises(AppointmentStateConflict):
            self.move(desk, here, date=NEXT_WEEK)


class TestQueueOrder:
    def test_the_booked_stand_by_their_slots_and_walk_ins_where_nobody_is(self, desk, house, people, api):
        sits(desk, house.doctor, 14, 16, walk_in_share=34)
        second = book(desk, house.doctor, people[0], slot_at=at(14, 20))
        first = book(desk, house.doctor, people[1], slot_at=at(14))
        walk_in = waiting(desk, house.doctor, "Ela Sen")  # 14:40 is kept for such as her
        third = book(desk, house.doctor, people[2], slot_at=at(15))
        for visit in (third, second, first):
            desk.send(appointments.check_in(appointment_id=visit.id, version=visit.version))

        entries = desk.send(queue.of_doctor(doctor_id=house.doctor)).entries

        assert [entry.appointment_id for entry in entries] == [first.id, second.id, walk_in.id, third.id]
        assert [entry.position for entry in entries] == [1, 2, 3, 4]
        called = api("doctor").send(queue.call_next(doctor_id=house.doctor))
        assert called.token == "A-002"

    def test_who_comes_late_stands_behind_those_in_time(self, api, desk, house, people, clock):
        sits(desk, house.doctor, 12, 14)
        late = book(desk, house.doctor, people[0], slot_at=at(12))
        in_time = book(desk, house.doctor, people[1], slot_at=at(12, 20))
        clock.advance(timedelta(minutes=21))
        nurse = api("nurse")  # the receptionist's sign-in is too old by now
        for visit in (late, in_time):
            nurse.send(appointments.check_in(appointment_id=visit.id, version=1))

        entries = nurse.send(queue.of_doctor(doctor_id=house.doctor)).entries

        assert [entry.appointment_id for entry in entries] == [in_time.id, late.id]
