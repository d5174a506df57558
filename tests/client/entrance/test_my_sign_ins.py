from datetime import timedelta
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from client.core.session import Session
from client.viewmodels.entrance.my_sign_ins import MySignIns
from client.views.entrance.my_sign_ins_sheet import MySignInsSheet, PasswordSheet
from shared.contracts import sign_in
from shared.contracts.access import WrongCredentials
from shared.ids import SessionId, WorkstationId
from shared.models.access import SessionSummary
from shared.models.common import Nothing, Page
from shared.models.sign_in import OpenIdLink
from tests.client.examples import NOON
from tests.client.fakes import FakeCalls


def session(number, workstation):
    return SessionSummary(
        id=SessionId(UUID(int=number)),
        user_name="amina",
        full_name="Amina Begum",
        workstation=workstation,
        workstation_id=WorkstationId(UUID(int=number)),
        started_at=NOON - timedelta(hours=number),
        seen_at=NOON,
    )


HERE, ELSEWHERE = session(1, "Counter 2"), session(2, "Consulting room 5")


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(sign_in.my_sessions, Page(items=[HERE, ELSEWHERE], more=False))
    calls.answers(sign_in.my_openid, OpenIdLink(provider="Company", linked_as="amina@company.example"))
    calls.answers(sign_in.unlink_openid, OpenIdLink(provider="Company", linked_as=None))
    calls.answers(sign_in.end_my_session, Nothing())
    calls.answers(sign_in.end_my_other_sessions, Nothing())
    return calls


@pytest.fixture
def sheet(calls, shown, answered, look):
    me = cast("Session", SimpleNamespace(me=SimpleNamespace(session_id=HERE.id)))
    parent = shown(QWidget(), 1366, 768)
    sheet = MySignInsSheet(MySignIns(calls, me), parent)
    sheet.open()
    answered(lambda: sheet._view_model.state.known)
    return sheet


def test_one_sees_where_and_ends_what_one_does_not_know(sheet, calls, answered):
    assert [one.workstation for one in sheet.table.rows_model.rows] == ["Counter 2", "Consulting room 5"]
    assert not sheet.end.isEnabled()  # here one signs out
    sheet.table.select(ELSEWHERE.id)
    calls.answers(sign_in.my_sessions, Page(items=[HERE], more=False))
    QTest.keyClick(sheet.table, Qt.Key.Key_Delete)
    answered(lambda: len(sheet._view_model.state.sessions) == 1)

    assert [asked.session_id for asked in calls.requests(sign_in.end_my_session)] == [ELSEWHERE.id]
    assert not sheet.primary.isEnabled()


def test_everything_else_is_ended_with_one_key(sheet, calls, answered):
    QTest.keyClick(sheet, Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    answered(lambda: calls.requests(sign_in.end_my_other_sessions))


def test_a_link_with_another_provider_is_seen_and_taken_away(sheet, answered, qtbot):
    assert sheet._linked.text() == "Company lets you in as amina@company.example."
    QTest.keyClick(sheet, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    answered(lambda: sheet._view_model.state.link.linked_as is None)

    assert sheet.link.text().startswith("Link with Company")


def test_to_link_an_account_the_password_is_asked_before_the_browser_opens(sheet, calls, answered):
    calls.answers(sign_in.begin_link, WrongCredentials())
    QTest.keyClick(sheet, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    answered(lambda: sheet._view_model.state.link.linked_as is None)

    QTest.keyClick(sheet, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    asked = sheet.findChild(PasswordSheet)
    assert asked.primary.blocked_reason
    QTest.keyClicks(asked.password, "not her password")
    QTest.keyClick(asked.password, Qt.Key.Key_Return)
    answered(lambda: sheet._view_model.state.problem)

    (sent,) = calls.requests(sign_in.begin_link)
    assert sent.password.get_secret_value() == "not her password"
    assert sheet._error.isVisible()
    assert not sheet.link.busy
