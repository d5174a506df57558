from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.changes import Changes
from client.desk import Desk
from client.views.lab.direct_sheet import DirectSheet
from client.views.vitals.history_sheet import VitalsHistorySheet
from client.views.vitals.sheet import VitalsSheet
from client.views.vitals.station_page import build_station
from client.widgets.dialog import Confirm
from shared.contracts import appointments, staff, vitals
from shared.errors import Unreachable
from shared.ids import WorkstationId
from shared.models.appointments import AppointmentStatus
from shared.models.common import Page
from shared.models.vitals import MeasuredVisit, Withdrawal
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.client.consulting.clinic import FakeSession, StillClock
from tests.client.consulting.hands import sheet_of
from tests.client.examples import me
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.reception import people
from tests.client.spoken import silent
from tests.client.vitals.sets import EARLIER, ILL, IN_ERROR, NOW
from tests.client.widgets.conftest import look, shown

__all__ = ["look", "shown"]

Key = Qt.Key


@pytest.fixture
def calls(qapp):
    calls = FakeCalls()
    away = people.row(3).model_copy(update={"status": AppointmentStatus.COMPLETED})
    done = MeasuredVisit(appointment_id=people.row(1).id, measured_at=NOW)
    calls.answers(appointments.of_day, Page(items=[people.row(1), people.row(2), away]))
    calls.answers(vitals.measured_today, Page(items=[done]))
    calls.answers(vitals.of_patient, Page(items=[IN_ERROR, *EARLIER]))
    calls.answers(vitals.record, ILL)
    return calls


@pytest.fixture
def answered(calls, qtbot):
    def run() -> None:
        def quiet() -> bool:
            calls.deliver()
            QTest.qWait(1)
            return not calls._waiting

        for _ in range(3):
            qtbot.waitUntil(quiet)

    return run


@pytest.fixture
def page(calls, shown, answered):
    parts: Any = SimpleNamespace(stream=FakeStream(), session=FakeSession(me(Role.NURSE)), clock=StillClock(), no=None)
    desk = Desk(
        workstation_id=WorkstationId(UUID(int=1)),
        workstation="Nurse",
        kind=WorkstationKind.CONSULTING,
        calls=calls,
        session=parts.session,
        changes=Changes(parts.stream, debounce_ms=0),
        live=parts.no,
        clock=parts.clock,
        printing=parts.no,
    )
    page = shown(build_station(desk), 1278, 650)
    answered()
    return page


def test_who_is_here_and_not_measured_comes_first(page):
    rows = page.table.model().rows

    assert [row.id for row in rows] == [people.row(2).id, people.row(1).id]
    assert [page._measured(row) for row in rows] == ["To measure", "Done 10:41"]
    assert page._count.text == "1"


def test_a_token_enter_the_numbers_enter(page, calls, answered):
    row = people.row(2)

    page.box.setFocus()
    QTest.keyClicks(page.box, row.token)
    answered()
    QTest.keyClick(page.box, Key.Key_Return)
    answered()
    sheet = sheet_of(VitalsSheet)
    hint = sheet.fields["weight_kg"].input.placeholderText()
    for text in ("120/80", "76", "36.8"):
        QTest.keyClicks(sheet.focusWidget(), text)
        QTest.keyClick(sheet.focusWidget(), Key.Key_Tab)
    QTest.keyClick(sheet.focusWidget(), Key.Key_Return)
    answered()

    (sent,) = calls.requests(vitals.record)
    assert (sent.appointment_id, sent.systolic, sent.pulse, str(sent.temperature_c)) == (row.id, 120, 76, "36.8")
    assert hint == "was 77"
    assert page.box.value() == ""


def test_a_set_that_says_nothing_cannot_be_recorded(page, answered):
    page._open_current()
    answered()
    sheet = sheet_of(VitalsSheet)

    assert sheet.primary.blocked_reason == "Nothing is typed yet"
    sheet.reject()


def test_a_wrong_set_is_marked_with_a_reason(page, calls, answered):
    marked = EARLIER[0].model_copy(update={"withdrawn": Withdrawal(at=NOW, by="Rina Das", reason="Other arm")})
    calls.answers(vitals.withdraw, marked)
    page._open_history()
    answered()
    sheet = sheet_of(VitalsHistorySheet)
    first = sheet.primary.blocked_reason
    sheet.table.select(EARLIER[0].id)

    sheet.primary.click()
    asked = sheet_of(Confirm)
    QTest.keyClicks(asked.focusWidget(), "Other arm")
    asked.primary.click()
    answered()

    (sent,) = calls.requests(vitals.withdraw)
    assert (sent.vitals_id, sent.reason) == (EARLIER[0].id, "Other arm")
    assert first == "Marked already"
    assert sheet.table.current().withdrawn is not None
    sheet.reject()


def test_the_list_stays_while_the_server_is_away(page, calls, answered):
    calls.answers(appointments.of_day, Unreachable())

    page._station.refresh()
    answered()

    assert page.note.isVisible()
    assert len(page.table.model().rows) == 2


def test_every_stop_of_the_tab_key_says_what_it_is(page, answered):
    page._open_current()
    answered()

    assert silent(page) == []
    assert silent(sheet_of(VitalsSheet)) == []


def test_a_nurse_orders_tests_for_whoever_is_named_not_for_who_stands_marked(page, calls, answered):
    calls.answers(staff.hospital, people.HOSPITAL)
    page.table.select_first()

    QTest.keyClick(page, Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    answered()

    sheet = sheet_of(DirectSheet)
    assert sheet.primary.blocked_reason == "Choose the patient first"
    assert silent(sheet) == []
    sheet.reject()
