from types import SimpleNamespace

from client.viewmodels.consulting.room import Room
from shared.contracts import staff
from shared.errors import Unreachable
from shared.models.appointments import AppointmentStatus
from shared.permissions import Role
from tests.client.consulting.clinic import Clinic
from tests.client.consulting.examples import DOCTOR, OTHER_DOCTOR


def test_a_doctor_has_the_own_room_at_once(room):
    assert room.state.is_own


def test_a_nurse_chooses_whose_queue_it_is(qapp, settle, clinic):
    clinic.session.me = Clinic(Role.NURSE).session.me.model_copy(update={"employee_id": "0" * 32})
    desk = clinic.desk()
    room = Room(desk.calls, desk.live, desk.session, desk.clock)
    room.open()
    settle()
    before = room.state

    room.choose(DOCTOR)
    clinic.push()

    assert before.doctor is None
    assert before.doctors == (DOCTOR, OTHER_DOCTOR)
    assert room.state.snapshot == clinic.snapshot()


def test_asks_again_whose_room_it_is_after_a_failure(clinic, settle):
    desk = clinic.desk()
    room = Room(desk.calls, desk.live, desk.session, desk.clock)
    answers = clinic.calls._answers
    kept = answers[staff.doctors]
    answers[staff.doctors] = Unreachable()
    room.open()
    settle()
    failed = room.state.problem

    answers[staff.doctors] = kept
    clinic.stream.connected.emit()
    room.open()
    settle()

    assert isinstance(failed, Unreachable)
    assert room.state.doctor == DOCTOR


def test_an_older_queue_does_not_hide_a_newer_one(clinic, room):
    clinic.arrives(14, "Abdul Karim")
    older = clinic.snapshot()
    clinic.version += 1
    clinic.push()

    clinic.stream.queue.emit(older.model_copy(update={"entries": []}))

    assert len(room.state.line) == 1


def test_who_is_on_hold_stands_behind_those_who_wait(clinic, room):
    held = clinic.arrives(3, "Kamal Uddin", status=AppointmentStatus.ON_HOLD)
    waiting = clinic.arrives(14, "Abdul Karim")

    clinic.push()

    assert room.state.line == (waiting, held)
    assert room.state.waiting == 1


def test_another_person_at_the_computer_is_another_room(clinic, room):
    clinic.push()

    clinic.session.state_changed.emit(SimpleNamespace(me=None))

    assert room.state.doctor is None
    assert room.state.snapshot is None
