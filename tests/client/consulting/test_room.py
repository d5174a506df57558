from types import SimpleNamespace

from client.viewmodels.consulting.room import Room
from shared.contracts import queue, staff
from shared.contracts.appointments import AppointmentStateConflict
from shared.contracts.queue import DoctorBusy, NobodyWaiting
from shared.errors import StaleVersion, Unreachable
from shared.models.appointments import AppointmentStatus
from shared.permissions import Role
from shared.rules.appointment_moves import Move
from tests.client.consulting.clinic import Clinic
from tests.client.consulting.examples import DOCTOR


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
    assert before.doctors == (DOCTOR,)
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


def test_shows_the_called_patient_before_the_push_comes(clinic, room, settle):
    entry = clinic.arrives(14, "Abdul Karim")
    clinic.push()

    room.call_next()
    on_the_way = room.state.is_moving(room.state.line[0])
    settle()

    assert on_the_way
    assert room.state.called is not None
    assert room.state.called.appointment_id == entry.appointment_id
    assert room.state.moving is None


def test_makes_one_move_at_a_time(clinic, room, settle):
    clinic.arrives(14, "Abdul Karim")
    clinic.push()

    room.call_next()
    room.call_next()
    settle()

    assert len(clinic.calls.requests(queue.call_next)) == 1


def test_goes_the_whole_way_of_a_called_patient(clinic, room, settle):
    clinic.arrives(14, "Abdul Karim")
    clinic.push()
    seen = []

    for move in (room.call_next, room.recall, room.undo_call, room.call_next, room.enter, room.hold):
        move()
        settle()
        seen.append(room.state.snapshot.entries[0].status)
    room.bring_back(room.state.line[0])
    settle()
    seen.append(room.state.snapshot.entries[0].status)

    status = AppointmentStatus
    assert seen == [
        status.CALLED,
        status.CALLED,
        status.WAITING,
        status.CALLED,
        status.IN_CONSULTATION,
        status.ON_HOLD,
        status.WAITING,
    ]


def test_a_refusal_is_said_and_put_right_by_what_the_server_has(clinic, room, settle):
    entry = clinic.arrives(14, "Abdul Karim")
    clinic.push()
    clinic._moved(entry, AppointmentStatus.CANCELLED)  # at reception, and no push came

    room.call(room.state.line[0])
    settle()

    assert room.state.refused.move is Move.CALL
    assert isinstance(room.state.refused.error, StaleVersion)
    assert room.state.line == ()


def test_says_that_somebody_is_in_the_room_already(clinic, room, settle):
    clinic.let_in(clinic.arrives(14, "Abdul Karim"))
    other = clinic.arrives(15, "Sultana Akter")
    clinic.push()

    room.call(other)
    settle()

    assert isinstance(room.state.refused.error, DoctorBusy)


def test_says_that_nobody_waits(clinic, room, settle):
    clinic.push()

    room.call_next()
    settle()

    assert isinstance(room.state.refused.error, NobodyWaiting)


def test_a_refusal_is_gone_with_the_next_move(clinic, room, settle):
    clinic.arrives(14, "Abdul Karim")
    clinic.push()
    room.call_next()
    settle()
    room.no_show()
    settle()
    refused = room.state.refused

    room.recall()

    assert isinstance(refused.error, AppointmentStateConflict)
    assert room.state.refused is None


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
