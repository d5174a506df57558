import json
from datetime import UTC, datetime

import pytest

from server.core.house import Houses
from server.features.queue.boards import board_builder
from server.features.queue.snapshots import queue_builder
from shared.contracts import appointments, queue
from shared.contracts.workstations import WorkstationNotFound
from shared.ids import WorkstationId, new_id
from shared.models.appointments import AppointmentStatus, Priority
from shared.models.queue import BoardSnapshot, QueueSnapshot
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.server.features.appointments.visits import booked, waiting


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def doctor(api):
    return api("doctor")


def test_a_queue_is_in_calling_order_with_the_current_first_and_the_held_last(desk, doctor, house):
    for name in ("Asha Rahman", "Badal Khan", "Chitra Das", "Dipa Roy"):
        waiting(desk, house.doctor, name)
    waiting(desk, house.doctor, "Ela Sen", Priority.EMERGENCY)
    booked(desk, house.doctor, "Farid Mia")
    held = doctor.send(queue.call_next(doctor_id=house.doctor))
    doctor.send(queue.skip(appointment_id=held.appointment_id, version=held.version))
    doctor.send(queue.call_next(doctor_id=house.doctor))

    picture = desk.send(queue.of_doctor(doctor_id=house.doctor))

    assert [e.name for e in picture.entries] == ["Asha Rahman", "Badal Khan", "Chitra Das", "Dipa Roy", "Ela Sen"]
    assert picture.current is not None
    assert picture.current.name == "Asha Rahman"
    assert picture.entries[-1].status is AppointmentStatus.ON_HOLD
    assert (picture.doctor, picture.completed) == ("Dr doctor", 0)


def test_yesterdays_patients_are_not_in_todays_queue(desk, house, clock, database):
    waiting(desk, house.doctor)
    build = queue_builder(database, clock, Houses(clock))
    yesterday = build(house.doctor)
    clock.set(datetime(2026, 11, 23, 6, tzinfo=UTC))

    today = build(house.doctor)

    assert QueueSnapshot.model_validate_json(today.data).entries == []
    assert today.order > yesterday.order


def test_the_board_shows_numbers_and_rooms_and_no_name(api, desk, doctor, house):
    names = ("Asha Rahman", "Badal Khan", "Chitra Das", "Dipa Roy", "Ela Sen")
    for name in names:
        waiting(desk, house.doctor, name)
    doctor.send(queue.call_next(doctor_id=house.doctor))
    display = house.workstations[WorkstationKind.DISPLAY]

    board = api(Role.DISPLAY).send(queue.board(workstation_id=display))

    rooms = [room for room in board.rooms if room.doctor == "Dr doctor"]
    assert [(r.now_serving, r.calling, r.next, r.waiting) for r in rooms] == [
        ("A-001", True, ["A-002", "A-003", "A-004"], 4)
    ]
    assert [(call.token, call.doctor) for call in board.last_calls] == [("A-001", "Dr doctor")]
    assert [r.room for r in board.rooms] == sorted(r.room for r in board.rooms)
    assert len(board.rooms) == 3
    assert not any(part in board.model_dump_json() for name in names for part in name.split())


def test_who_entered_is_served_and_no_longer_called(api, desk, doctor, house):
    waiting(desk, house.doctor)
    called = doctor.send(queue.call_next(doctor_id=house.doctor))
    doctor.send(queue.enter(appointment_id=called.appointment_id, version=called.version))

    board = desk.send(queue.board(workstation_id=house.workstations[WorkstationKind.DISPLAY]))

    (room,) = [room for room in board.rooms if room.now_serving]
    assert (room.now_serving, room.calling, room.next, room.waiting) == ("A-001", False, [], 0)


def test_the_last_six_calls_are_kept_the_newest_first(desk, doctor, house):
    for number in range(7):
        waiting(desk, house.doctor, f"Patient {number}")
        called = doctor.send(queue.call_next(doctor_id=house.doctor))
        doctor.send(queue.skip(appointment_id=called.appointment_id, version=called.version))

    board = desk.send(queue.board(workstation_id=house.workstations[WorkstationKind.DISPLAY]))

    assert [call.token for call in board.last_calls] == [f"A-00{number}" for number in (7, 6, 5, 4, 3, 2)]


def test_the_board_grows_newer_with_every_move_and_over_midnight(api, desk, house, clock, database):
    build = board_builder(database, clock, Houses(clock))
    display = house.workstations[WorkstationKind.DISPLAY]
    orders, versions = [], []
    for name, who in (("Asha Rahman", "doctor"), ("Badal Khan", "doctor_b"), ("Chitra Das", "doctor")):
        waiting(desk, house.employees[who], name)
        orders.append(build(display).order)
        versions.append(BoardSnapshot.model_validate_json(build(display).data).version)
    clock.set(datetime(2026, 11, 23, 6, tzinfo=UTC))
    orders.append(build(display).order)
    versions.append(BoardSnapshot.model_validate_json(build(display).data).version)

    assert orders == sorted(set(orders))
    assert versions == sorted(set(versions))


def test_a_pushed_picture_is_the_one_that_is_answered(desk, house, clock, database):
    waiting(desk, house.doctor)

    pushed = queue_builder(database, clock, Houses(clock))(house.doctor)

    answered = desk.send(queue.of_doctor(doctor_id=house.doctor))
    assert QueueSnapshot.model_validate_json(pushed.data) == answered
    assert pushed.order == ("2026-11-22", answered.version)
    assert "birth" in json.loads(pushed.data)["entries"][0]


def test_an_unknown_or_revoked_display_has_no_board(desk, house, owner):
    display = house.workstations[WorkstationKind.DISPLAY]
    owner.execute("UPDATE workstations SET revoked_at = now() WHERE id = %s", (display,))

    for unknown in (display, WorkstationId(new_id())):
        with pytest.raises(WorkstationNotFound):
            desk.send(queue.board(workstation_id=unknown))


def test_a_cancelled_patient_leaves_the_queue(desk, house):
    visit = waiting(desk, house.doctor)
    before = desk.send(queue.of_doctor(doctor_id=house.doctor))

    desk.send(appointments.cancel(appointment_id=visit.id, version=visit.version, reason="went home"))

    after = desk.send(queue.of_doctor(doctor_id=house.doctor))
    assert after.entries == []
    assert after.version > before.version
