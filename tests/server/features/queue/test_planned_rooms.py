"""A doctor's hours may be planned in another room than the own one: the house then says that one everywhere."""

from datetime import time

import pytest

from shared.contracts import appointments, boards, dashboard, queue, schedules
from shared.ids import RoomId, new_id
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.server.features.appointments.visits import waiting
from tests.server.features.queue.steps import step
from tests.server.features.schedules.hours import TODAY, sits


@pytest.fixture
def hall(house):
    return house.workstations[WorkstationKind.DISPLAY]


@pytest.fixture
def add_room(owner):
    def add(name):
        room = RoomId(new_id())
        owner.execute("INSERT INTO rooms (id, name, is_active) VALUES (%s, %s, true)", (room, name))
        return room

    return add


def walls(desk, hall, who="Dr doctor"):
    board = desk.send(queue.board(workstation_id=hall))
    return [room.room for room in board.rooms if room.doctor == who], [call.room for call in board.last_calls]


def test_wall_doctor_slip_lists_and_log_name_the_same_room(api, desk, doctor, house, hall, add_room, owner):
    sits(desk, house.doctor, 9, 15, room_id=add_room("5"))

    slip = waiting(desk, house.doctor)
    doctor.send(queue.call_next(doctor_id=house.doctor))

    logged = owner.execute("SELECT metadata->>'room' FROM appointment_events WHERE type = 'QUEUE_CALLED'").fetchall()
    (listed,) = desk.send(appointments.of_day()).items
    (today,) = api(Role.MANAGER).send(dashboard.show()).queues
    assert {slip.room, listed.room, today.room} == {"5"}
    assert walls(desk, hall) == (["5"], ["5"])
    assert desk.send(queue.of_doctor(doctor_id=house.doctor)).room == "5"
    assert logged == [("5",)]


def test_a_wall_of_chosen_rooms_shows_who_sits_in_them_today(desk, doctor, house, hall, add_room, owner):
    (own,) = owner.execute("SELECT room_id FROM employees WHERE id = %s", (house.doctor,)).fetchone()
    away = add_room("5")
    sits(desk, house.doctor, 9, 15, room_id=away)
    sits(desk, house.employees["doctor_b"], 9, 15, room_id=own)
    waiting(desk, house.doctor)
    doctor.send(queue.call_next(doctor_id=house.doctor))

    desk.send(boards.arrange(workstation_id=hall, room_ids=[own]))
    in_own = desk.send(queue.board(workstation_id=hall))
    desk.send(boards.arrange(workstation_id=hall, room_ids=[away]))
    in_other = desk.send(queue.board(workstation_id=hall))

    assert [(room.doctor, room.next) for room in in_own.rooms] == [("Dr doctor_b", [])]
    assert in_own.last_calls == []
    assert [room.doctor for room in in_other.rooms] == ["Dr doctor"]
    assert [(call.doctor, call.room) for call in in_other.last_calls] == [("Dr doctor", "5")]


def test_a_doctor_without_an_own_room_is_on_the_wall_where_one_is_planned(desk, house, hall, add_room, owner):
    owner.execute("UPDATE employees SET room_id = NULL WHERE is_doctor")
    sits(desk, house.doctor, 9, 15, room_id=add_room("5"))

    board = desk.send(queue.board(workstation_id=hall))

    assert [(room.doctor, room.room) for room in board.rooms] == [("Dr doctor", "5")]


def test_the_room_is_that_of_the_hours_begun_last_and_calls_stay_where_they_were(
    desk, doctor, house, hall, add_room, owner
):
    sits(desk, house.doctor, 9, 12, room_id=add_room("5"))
    sits(desk, house.doctor, 12, 15, room_id=add_room("6"))
    waiting(desk, house.doctor)
    doctor.send(queue.skip(**step(doctor.send(queue.call_next(doctor_id=house.doctor)))))
    owner.execute("UPDATE appointments SET called_at = called_at - interval '1 minute'")
    waiting(desk, house.doctor, "Badal Khan")
    doctor.send(queue.call_next(doctor_id=house.doctor))

    assert walls(desk, hall) == (["6"], ["6", "5"])


def test_before_the_first_hours_it_is_theirs_as_on_the_slips_that_are_given_then(desk, house, hall, add_room):
    sits(desk, house.doctor, 14, 15, room_id=add_room("5"))

    assert waiting(desk, house.doctor).room == "5"
    assert walls(desk, hall)[0] == ["5"]


def test_hours_of_a_date_stand_for_the_weeks_which_end_when_the_house_is_closed(desk, house, hall, add_room, owner):
    own, _ = walls(desk, hall)
    weekly = sits(desk, house.doctor, 9, 15, room_id=add_room("5"))
    owner.execute(
        "INSERT INTO closing_days (id, day, name, changed_by, changed_at) VALUES (%s, %s, 'Eid', %s, now())",
        (new_id(), TODAY, house.doctor),
    )
    closed, _ = walls(desk, hall)
    owner.execute("UPDATE closing_days SET withdrawn_at = now()")
    hours = {"date": TODAY, "starts": time(10), "ends": time(15), "slot_minutes": 20, "room_id": add_room("6")}
    desk.send(schedules.add_dated(doctor_id=house.doctor, replaces=weekly.id, **hours))
    on_date, _ = walls(desk, hall)
    owner.execute("UPDATE closing_days SET withdrawn_at = NULL")
    on_date_and_closed, _ = walls(desk, hall)

    assert (closed, on_date, on_date_and_closed) == (own, ["6"], ["6"])
