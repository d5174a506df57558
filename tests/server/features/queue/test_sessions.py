"""A doctor's session: paused, resumed, over."""

from datetime import timedelta

import psycopg
import pytest

from shared.contracts import appointments, queue
from shared.contracts.appointments import SessionEnded
from shared.contracts.queue import DoctorBusy, SessionNotPaused, SessionPaused
from shared.errors import Forbidden, InvalidRequest
from shared.models.appointments import AppointmentStatus
from shared.models.queue import SessionNotice, SessionPause
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.server.features.appointments.visits import booked, events_of, waiting
from tests.server.features.queue.steps import step


def pause(person, doctor_id, notice=SessionNotice.BREAK, **rest):
    return person.send(queue.pause(doctor_id=doctor_id, notice=notice, **rest))


def test_nobody_is_called_while_the_doctor_is_away(desk, doctor, house):
    visit = waiting(desk, house.doctor)
    pause(doctor, house.doctor, SessionNotice.PRAYER)

    for call in (queue.call_next(doctor_id=house.doctor), queue.call(**step(visit))):
        with pytest.raises(SessionPaused) as refusal:
            doctor.send(call)
        assert refusal.value.notice is SessionNotice.PRAYER
    doctor.send(queue.resume(doctor_id=house.doctor))

    assert doctor.send(queue.call_next(doctor_id=house.doctor)).token == "A-001"


def test_who_is_called_already_is_served_and_others_may_come(desk, doctor, house):
    waiting(desk, house.doctor, "Asha Rahman")
    called = doctor.send(queue.call_next(doctor_id=house.doctor))
    pause(desk, house.doctor)

    assert doctor.send(queue.enter(**step(called))).status is AppointmentStatus.IN_CONSULTATION
    assert waiting(desk, house.doctor, "Badal Khan").token == "A-002"


def test_the_queue_and_the_wall_say_why_and_until_when(api, desk, doctor, house, clock):
    back = clock.now() + timedelta(minutes=20)
    before = desk.send(queue.of_doctor(doctor_id=house.doctor)).version

    answer = pause(doctor, house.doctor, SessionNotice.ROUND, back_at=back)

    picture = desk.send(queue.of_doctor(doctor_id=house.doctor))
    board = api(Role.DISPLAY).send(queue.board(workstation_id=house.workstations[WorkstationKind.DISPLAY]))
    (room,) = [room for room in board.rooms if room.doctor == "Dr doctor"]
    assert isinstance(picture.pause, SessionPause)
    assert (picture.pause.notice, picture.pause.back_at) == (SessionNotice.ROUND, back)
    assert answer == picture
    assert room.pause == picture.pause
    assert picture.version > before
    assert [r.pause for r in board.rooms if r is not room] == [None, None]


def test_a_pause_that_is_said_anew_lasts_since_it_began(doctor, house):
    first = pause(doctor, house.doctor)

    again = pause(doctor, house.doctor, SessionNotice.EMERGENCY)

    assert (again.pause.notice, again.pause.since) == (SessionNotice.EMERGENCY, first.pause.since)


def test_a_doctor_is_not_back_before_he_goes(doctor, house, clock):
    with pytest.raises(InvalidRequest) as refusal:
        pause(doctor, house.doctor, back_at=clock.now() - timedelta(minutes=1))

    assert set(refusal.value.fields) == {"back_at"}


def test_there_is_nothing_to_resume_while_the_doctor_calls(doctor, house):
    with pytest.raises(SessionNotPaused):
        doctor.send(queue.resume(doctor_id=house.doctor))


def test_a_pause_cannot_say_that_the_day_is_over(house):
    """Only its own call closes the queue."""
    with pytest.raises(ValueError, match="its own call"):
        queue.pause(doctor_id=house.doctor, notice=SessionNotice.ENDED)


class TestTheDaysEnd:
    @pytest.fixture
    def visits(self, desk, doctor, house):
        """Seen, on hold, called, waiting, and not here yet."""
        names = ("Asha", "Badal", "Chitra")
        visits = [waiting(desk, house.doctor, name) for name in names]
        held = doctor.send(queue.call_next(doctor_id=house.doctor))
        doctor.send(queue.skip(**step(held)))
        doctor.send(queue.call_next(doctor_id=house.doctor))
        return [*visits, booked(desk, house.doctor, "Dipa")]

    def test_closes_all_who_were_not_seen(self, desk, doctor, house, visits):
        answer = doctor.send(queue.end_day(doctor_id=house.doctor))

        found = [desk.send(appointments.get(appointment_id=visit.id)).status for visit in visits]
        assert found == [*[AppointmentStatus.NO_SHOW] * 3, AppointmentStatus.SCHEDULED]
        assert (answer.entries, answer.pause.notice) == ([], SessionNotice.ENDED)
        assert [events_of(desk, visit)[-1] for visit in visits[:3]] == ["QUEUE_NO_SHOW"] * 3
        closed = desk.send(appointments.timeline(appointment_id=visits[0].id)).items[-1]
        assert closed.metadata == {"token": "A-001", "closed": "end_of_day", "found": "on_hold"}

    def test_waits_for_who_is_in_the_room(self, desk, doctor, house, visits):
        current = desk.send(queue.of_doctor(doctor_id=house.doctor)).current
        doctor.send(queue.enter(**step(current)))

        with pytest.raises(DoctorBusy) as refusal:
            doctor.send(queue.end_day(doctor_id=house.doctor))

        assert refusal.value.token == current.token
        assert desk.send(queue.of_doctor(doctor_id=house.doctor)).pause is None

    def test_lets_nobody_wait_any_more(self, desk, doctor, house, visits):
        elsewhere = waiting(desk, house.employees["doctor_b"], "Ela")
        doctor.send(queue.end_day(doctor_id=house.doctor))
        absent = desk.send(appointments.get(appointment_id=visits[0].id))

        for act in (
            appointments.check_in(appointment_id=visits[3].id, version=visits[3].version),
            queue.return_to_queue(**step(absent, "was outside")),
            queue.transfer(**step(elsewhere), doctor_id=house.doctor),
            queue.call_next(doctor_id=house.doctor),
            queue.pause(doctor_id=house.doctor, notice=SessionNotice.BREAK),
            queue.end_day(doctor_id=house.doctor),
        ):
            with pytest.raises(SessionEnded):
                desk.send(act)
        with pytest.raises(SessionEnded):
            waiting(desk, house.doctor, "Farid")

    def test_is_taken_back_by_resuming(self, desk, doctor, house, visits):
        doctor.send(queue.end_day(doctor_id=house.doctor))
        doctor.send(queue.resume(doctor_id=house.doctor))

        checked_in = desk.send(appointments.check_in(appointment_id=visits[3].id, version=visits[3].version))

        assert checked_in.token == "A-004"
        assert doctor.send(queue.call_next(doctor_id=house.doctor)).token == "A-004"


def test_each_step_of_a_session_stays_on_record(doctor, house, owner, clock):
    back = clock.now() + timedelta(minutes=5)
    pause(doctor, house.doctor, back_at=back)
    doctor.send(queue.resume(doctor_id=house.doctor))
    doctor.send(queue.end_day(doctor_id=house.doctor))

    rows = owner.execute(
        "SELECT step, notice, back_at, employee_id, workstation_id, command_key IS NOT NULL "
        "FROM queue_session_events ORDER BY id"
    ).fetchall()
    who = (house.doctor, house.workstations[WorkstationKind.CONSULTING], True)
    assert rows == [("paused", "break", back, *who), ("resumed", None, None, *who), ("ended", "ended", None, *who)]
    for change in ("UPDATE queue_session_events SET notice = NULL", "DELETE FROM queue_session_events"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(change)


def test_only_those_of_the_session_pause_it(api, desk, house):
    for who in ("doctor_b", Role.NURSE, Role.CASHIER):
        with pytest.raises(Forbidden):
            pause(api(who), house.doctor)

    assert pause(api(Role.MANAGER), house.doctor).pause is not None
