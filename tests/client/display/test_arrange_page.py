"""Arranging the wall displays: ticks for rooms, ticks for notices, by keyboard."""

from datetime import time
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest

from client.core.changes import Changes
from client.viewmodels.display.arranging import Arranging
from client.views.display.arrange_page import ArrangePage
from shared.contracts import boards, staff
from shared.errors import Unreachable
from shared.ids import DepartmentId, EmployeeId, RoomId, WorkstationId
from shared.models.boards import BoardSetup, DisplayRooms, NewNotice, Notice, NoticeKind, RoomOnBoards
from shared.models.common import Page
from shared.models.staff import DoctorSummary
from tests.client.fakes import FakeCalls

HALL, UPSTAIRS = WorkstationId(UUID(int=1)), WorkstationId(UUID(int=2))
ROOMS = [
    RoomOnBoards(id=RoomId(UUID(int=n)), name=str(n), doctors=[f"Dr {n}"] if n < 103 else []) for n in (101, 102, 103)
]
DOCTOR = DoctorSummary(
    id=EmployeeId(UUID(int=7)),
    name="Dr. Farhana Rahman",
    degrees="",
    department_id=DepartmentId(UUID(int=8)),
    department="Medicine",
    room="101",
    token_prefix="M",
    new_fee=Decimal(800),
    follow_up_fee=Decimal(500),
)


def setup(rooms=(), notices=()):
    displays = [
        DisplayRooms(workstation_id=HALL, name="Hall", room_ids=list(rooms)),
        DisplayRooms(workstation_id=UPSTAIRS, name="Upstairs", room_ids=[]),
    ]
    return BoardSetup(displays=displays, rooms=ROOMS, notices=list(notices))


class Stream(QObject):
    changed = Signal(object, object)
    connected = Signal()


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(boards.setup, setup(rooms=[ROOMS[0].id], notices=[Notice(kind=NoticeKind.SILENCE)]))
    calls.answers(staff.doctors, Page(items=[DOCTOR]))
    return calls


@pytest.fixture
def page(calls, shown, qtbot):
    stream = Stream()
    page = shown(ArrangePage(Arranging(calls, Changes(cast("Any", stream)))), 1366, 700)
    page.kept = stream
    for _ in range(2):  # one question after the other
        calls.deliver()
        QTest.qWait(0)
    qtbot.waitUntil(lambda: bool(page.rooms.ticks))
    return page


def line(page, kind):
    return next(each for each in page.notices.lines if each.kind is kind)


def test_shows_the_rooms_of_the_first_display_and_the_notices_of_all(page):
    assert page.rooms.display.currentText() == "Hall"
    assert [tick.text() for tick in page.rooms.ticks.values()] == ["Room 101 · Dr 101", "Room 102 · Dr 102", "Room 103"]
    assert [tick.isChecked() for tick in page.rooms.ticks.values()] == [True, False, False]
    assert [each.kind for each in page.notices.lines if each.tick.isChecked()] == [NoticeKind.SILENCE]


def test_rooms_are_ticked_and_saved_by_a_key_and_the_saving_is_said(page, calls, qtbot):
    calls.answers(boards.arrange, setup(rooms=[room.id for room in ROOMS[:2]]))
    page.rooms.ticks[ROOMS[1].id].click()
    page.rooms.counters.click()

    QTest.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(page.said) as said:
        calls.deliver()

    (sent,) = calls.requests(boards.arrange)
    assert (sent.workstation_id, sent.room_ids) == (HALL, [ROOMS[0].id, ROOMS[1].id])
    assert sent.counters
    assert said.args == ["Hall shows its rooms now."]


def test_another_display_has_its_own_rooms(page):
    page.rooms.display.set_value(UPSTAIRS)
    page.rooms.display.picked.emit(UPSTAIRS)

    assert [tick.isChecked() for tick in page.rooms.ticks.values()] == [False] * 3


def test_a_notice_is_posted_with_the_time_and_the_doctor_it_names(page, calls, qtbot):
    calls.answers(boards.post_notices, setup())
    line(page, NoticeKind.PHARMACY_CLOSES).tick.click()
    blocked = page.notices.save.isEnabled()
    line(page, NoticeKind.PHARMACY_CLOSES).clock.set_value("20:30")
    line(page, NoticeKind.DOCTOR_AWAY).tick.click()
    line(page, NoticeKind.DOCTOR_AWAY).doctor.set_value(DOCTOR.id)
    page.notices._check()

    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(page.said):
        calls.deliver()

    assert not blocked
    (sent,) = calls.requests(boards.post_notices)
    assert sent.notices == [
        NewNotice(kind=NoticeKind.SILENCE),
        NewNotice(kind=NoticeKind.PHARMACY_CLOSES, at=time(20, 30)),
        NewNotice(kind=NoticeKind.DOCTOR_AWAY, doctor_id=DOCTOR.id),
    ]


def test_what_was_ticked_stays_when_the_server_is_away(page, calls, qtbot):
    calls.answers(boards.arrange, Unreachable())
    page.rooms.ticks[ROOMS[2].id].click()

    page.rooms.save.click()
    calls.deliver()
    qtbot.waitUntil(page.problem.isVisible)

    assert page.rooms.ticks[ROOMS[2].id].isChecked()


def test_a_house_without_a_display_is_told_how_to_get_one(page, calls, qtbot):
    calls.answers(boards.setup, BoardSetup(displays=[], rooms=ROOMS, notices=[]))

    page._arranging.refresh()
    for _ in range(2):
        calls.deliver()
        QTest.qWait(0)

    qtbot.waitUntil(page.rooms.nothing.isVisible)
    assert page.rooms.ticks == {}
    assert not page.rooms.save.isEnabled()
