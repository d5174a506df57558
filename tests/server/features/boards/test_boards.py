"""Arranging the wall displays: each its rooms, all of them the same notices, none of them a typed word."""

import threading
from datetime import UTC, datetime, time

import pytest

from server.core.house import Houses
from server.features.queue.boards import HouseBoards
from shared.contracts import boards, queue
from shared.contracts.appointments import DoctorNotFound
from shared.contracts.workstations import WorkstationNotFound
from shared.errors import Forbidden, InvalidRequest
from shared.ids import EmployeeId, RoomId, new_id
from shared.models.boards import BoardNotice, NewNotice, Notice, NoticeKind
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.server.features.appointments.visits import waiting
from tests.support.stream import Screens, eventually

PHARMACY = NewNotice(kind=NoticeKind.PHARMACY_CLOSES, at=time(20, 30))


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def hall(house):
    return house.workstations[WorkstationKind.DISPLAY]


@pytest.fixture
def room_of(desk):
    rooms = {doctor: room.id for room in desk.send(boards.setup()).rooms for doctor in room.doctors}
    return lambda who: rooms[f"Dr {who}"]


def shown(desk, hall):
    return desk.send(queue.board(workstation_id=hall))


def called(api, desk, house, who):
    waiting(desk, house.employees[who])
    return api(who).send(queue.call_next(doctor_id=house.employees[who])).token


def test_a_display_shows_the_whole_house_until_rooms_are_chosen(api, desk, house, hall, room_of):
    tokens = [called(api, desk, house, who) for who in ("doctor", "doctor_b", "doctor_c")]
    whole = shown(desk, hall)

    setup = desk.send(boards.arrange(workstation_id=hall, room_ids=[room_of("doctor_b"), room_of("doctor_b")]))

    some = shown(desk, hall)
    assert [display.room_ids for display in setup.displays] == [[room_of("doctor_b")]]
    assert [room.now_serving for room in whole.rooms] == tokens
    assert [room.now_serving for room in some.rooms] == [tokens[1]]
    assert [call.token for call in whole.last_calls] == tokens[::-1]
    assert [call.token for call in some.last_calls] == [tokens[1]]


def test_a_quiet_room_keeps_its_last_call_on_its_display_however_busy_the_others_are(api, desk, house, hall, room_of):
    quiet = called(api, desk, house, "doctor_b")
    for _ in range(7):
        waiting(desk, house.doctor)
        move = api("doctor").send(queue.call_next(doctor_id=house.doctor))
        api("doctor").send(queue.skip(appointment_id=move.appointment_id, version=move.version))

    desk.send(boards.arrange(workstation_id=hall, room_ids=[room_of("doctor_b")]))

    assert [call.token for call in shown(desk, hall).last_calls] == [quiet]


def test_no_room_chosen_is_the_whole_house_again(desk, hall, room_of):
    desk.send(boards.arrange(workstation_id=hall, room_ids=[room_of("doctor")]))

    desk.send(boards.arrange(workstation_id=hall, room_ids=[]))

    assert len(shown(desk, hall).rooms) == 3


def test_only_displays_and_rooms_in_use_can_be_arranged(desk, house, hall, room_of):
    with pytest.raises(WorkstationNotFound):
        desk.send(boards.arrange(workstation_id=house.workstations[WorkstationKind.OFFICE], room_ids=[]))
    with pytest.raises(InvalidRequest):
        desk.send(boards.arrange(workstation_id=hall, room_ids=[room_of("doctor"), RoomId(new_id())]))

    assert [display.room_ids for display in desk.send(boards.setup()).displays] == [[]]


def test_notices_stand_on_every_board_in_their_order_and_replace_those_of_before(desk, hall, house):
    desk.send(boards.post_notices(notices=[NewNotice(kind=NoticeKind.SILENCE)]))

    setup = desk.send(
        boards.post_notices(
            notices=[PHARMACY, NewNotice(kind=NoticeKind.DOCTOR_AWAY, doctor_id=house.employees["doctor_c"])]
        )
    )

    assert [notice.kind for notice in setup.notices] == [NoticeKind.PHARMACY_CLOSES, NoticeKind.DOCTOR_AWAY]
    assert shown(desk, hall).notices == [
        BoardNotice(kind=NoticeKind.PHARMACY_CLOSES, at=time(20, 30), doctor=None),
        BoardNotice(kind=NoticeKind.DOCTOR_AWAY, at=None, doctor="Dr doctor_c"),
    ]


def test_that_a_doctor_is_away_holds_for_the_day_and_other_notices_until_they_are_taken_down(api, house, hall, clock):
    away = NewNotice(kind=NoticeKind.DOCTOR_AWAY, doctor_id=house.doctor)
    api("manager").send(boards.post_notices(notices=[away, PHARMACY]))
    clock.set(datetime(2026, 11, 23, 0, 5, tzinfo=UTC))

    setup = api("receptionist").send(boards.setup())

    assert setup.notices == [Notice(kind=NoticeKind.PHARMACY_CLOSES, at=time(20, 30))]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "pharmacy_closes"},
        {"kind": "silence", "at": "20:30:00"},
        {"kind": "doctor_away"},
        {"kind": "mask", "text": "Zubaida Qureshi, please come"},
    ],
)
def test_a_notice_has_what_its_sentence_names_and_never_a_word_of_its_own(desk, wrong, client):
    answer = desk.raw("POST", "/boards/notices", json={"notices": [wrong]}, headers={"Command-Key": client.new_key()})

    assert answer.status_code == 422
    assert desk.send(boards.setup()).notices == []


def test_nobody_is_away_who_is_no_doctor(desk, house):
    for nobody in (EmployeeId(new_id()), house.employees["cashier"]):
        with pytest.raises(DoctorNotFound):
            desk.send(boards.post_notices(notices=[NewNotice(kind=NoticeKind.DOCTOR_AWAY, doctor_id=nobody)]))


def test_a_display_arranges_nothing(api, hall):
    with pytest.raises(Forbidden):
        api(Role.DISPLAY).send(boards.setup())


def test_what_is_arranged_is_on_the_wall_at_once(client, api, desk, hall, room_of):
    screens = Screens(client)
    stream = screens.open(api(Role.DISPLAY), f"board:{hall}")
    eventually(lambda: stream.of("board"))

    desk.send(boards.arrange(workstation_id=hall, room_ids=[room_of("doctor")]))
    eventually(lambda: len(stream.of("board")[-1]["rooms"]) == 1)
    desk.send(boards.post_notices(notices=[PHARMACY]))
    eventually(lambda: stream.of("board")[-1]["notices"])

    assert stream.of("board")[-1]["notices"] == [{"kind": "pharmacy_closes", "at": "20:30:00", "doctor": None}]
    screens.close_all()


def test_however_many_displays_ask_at_once_the_house_is_read_twice_at_most(house, database, clock):
    reads, together = [], threading.Barrier(10)

    class Counted(HouseBoards):
        def _read(self):
            reads.append(1)
            return super()._read()

    houses = Counted(database, clock, Houses(clock))

    def ask():
        together.wait()
        houses.current()

    displays = [threading.Thread(target=ask) for _ in range(10)]
    for display in displays:
        display.start()
    for display in displays:
        display.join()

    assert 1 <= len(reads) <= 2


def test_a_board_that_is_asked_for_later_is_read_anew(api, desk, house, hall, database, clock):
    houses = HouseBoards(database, clock, Houses(clock))
    before = houses.current().of(hall)

    token = called(api, desk, house, "doctor")

    assert token not in before.model_dump_json()
    assert token in houses.current().of(hall).model_dump_json()
