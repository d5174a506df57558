from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from client.core.session import Presence
from client.views.entrance.choose_password_page import ChoosePasswordPage
from client.views.entrance.lock_page import LockPage
from client.views.entrance.sign_in_page import SignInPage
from shared.contracts.access import AccountLocked, WrongCredentials
from shared.models.access import Me
from shared.models.common import Nothing
from shared.permissions import Role
from tests.client.examples import me, signed_in

UNLOCK = "POST /sessions/unlock"
IDLE_MINUTES = 0.002


@pytest.fixture
def locked(station, server, qtbot):
    """Half a patient was typed, then nobody was there for a while."""
    server.handlers[UNLOCK] = me()
    station.sign_in(qtbot)
    name = station.shell.page("reception").form.person.name
    name.setFocus()
    QTest.keyClicks(name, "Walida")
    station.connection._idle.start(IDLE_MINUTES)
    qtbot.waitUntil(lambda: isinstance(station.page, LockPage))
    return station


def type_password(station, text="long enough 1"):
    QTest.keyClicks(station.page.password, text)
    QTest.keyClick(station.page.password, Qt.Key.Key_Return)


def test_nothing_of_a_patient_is_in_sight_while_it_is_locked(locked):
    assert not locked.shell.frame.isVisible()
    assert locked.page.password.hasFocus()


def test_the_password_brings_back_what_was_left_as_it_was(locked, qtbot):
    frame = locked.shell.frame
    name = locked.shell.page("reception").form.person.name

    type_password(locked)

    qtbot.waitUntil(frame.isVisible)
    assert locked.page is frame
    assert name.text() == "Walida"
    assert name.hasFocus()


def test_what_was_asked_over_the_page_is_out_of_sight_until_it_is_unlocked(station, server, qtbot):
    server.handlers[UNLOCK] = me()
    station.sign_in(qtbot)
    sheet = QDialog(station.page.window())
    sheet.open()
    station.connection._idle.start(IDLE_MINUTES)
    qtbot.waitUntil(lambda: isinstance(station.page, LockPage))

    assert not sheet.isVisible()
    type_password(station)
    qtbot.waitUntil(sheet.isVisible)


def test_it_locks_again_after_the_next_quiet_while(locked, qtbot):
    type_password(locked)
    qtbot.waitUntil(locked.shell.frame.isVisible)

    locked.connection._idle.start(IDLE_MINUTES)

    qtbot.waitUntil(lambda: isinstance(locked.page, LockPage))


def test_a_wrong_password_leaves_it_locked_and_says_so(locked, server, qtbot):
    server.handlers[UNLOCK] = WrongCredentials()

    type_password(locked, "wrong")

    qtbot.waitUntil(locked.page.note.isVisible)
    assert "Check both and try again" in locked.page.note.text
    assert locked.page.password.text() == ""
    assert locked.page.password.hasFocus()
    assert not locked.shell.frame.isVisible()


def test_too_many_wrong_passwords_say_until_when(locked, server, qtbot):
    server.handlers[UNLOCK] = AccountLocked(datetime.now(UTC) + timedelta(minutes=15))

    type_password(locked, "wrong")

    qtbot.waitUntil(locked.page.note.isVisible)
    assert "The account is locked until" in locked.page.note.text


def test_an_empty_password_asks_nothing_of_the_server(locked, server):
    locked.page.unlock.click()

    assert server.sent(UNLOCK) == []


def test_a_password_that_ran_out_meanwhile_is_replaced_and_the_work_is_still_there(locked, server, qtbot):
    frame = locked.shell.frame
    name = locked.shell.page("reception").form.person.name
    server.handlers[UNLOCK] = me(must_change_password=True)
    server.handlers["POST /password"] = Nothing()
    server.handlers["GET /me"] = me()

    type_password(locked)
    qtbot.waitUntil(lambda: isinstance(locked.page, ChoosePasswordPage))
    for editor, text in zip(
        (locked.page.form.password, locked.page.form.new_password, locked.page.form.again),
        ("long enough 1", "only anna knows", "only anna knows"),
        strict=True,
    ):
        editor.setText(text)
    locked.page.choose.click()

    qtbot.waitUntil(frame.isVisible)
    assert locked.page is frame
    assert name.text() == "Walida"


def test_somebody_else_may_sign_in_instead(locked, server, qtbot):
    server.handlers["POST /sign-in"] = signed_in(person=me(Role.CASHIER, user=2))

    locked.page.leave.click()

    qtbot.waitUntil(lambda: isinstance(locked.page, SignInPage))
    locked.sign_in(qtbot, "rafiq")
    assert locked.shell.me.user_id == me(user=2).user_id
    assert locked.shell.page("reception") is None
    assert locked.shell.page("cashier") is not None


def test_news_of_the_session_does_not_lay_a_second_sheet_over_the_first(locked, server, qtbot):
    changed: Me = me(full_name="Anna Changed")
    server.handlers["GET /me"] = changed
    sheet = locked.page
    QTest.keyClicks(sheet.password, "half a pass")

    locked.connection.session.hear("permissions")

    qtbot.waitUntil(lambda: locked.connection.session.me == changed)
    assert locked.connection.session.state.presence is Presence.LOCKED
    assert locked.page is sheet
    assert sheet.password.text() == "half a pass"


def test_an_ended_session_ends_at_the_sign_in_page(locked, qtbot):
    locked.connection.session.hear("revoked")

    qtbot.waitUntil(lambda: isinstance(locked.page, SignInPage))
    assert locked.connection.shell is None


def test_the_lock_key_locks_at_once(station, qtbot):
    station.sign_in(qtbot)

    QTest.keyClick(station.window.focusWidget(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: isinstance(station.page, LockPage))


def test_whoever_signs_in_can_type_at_once(station, qtbot):
    station.sign_in(qtbot)

    assert station.shell.page("reception").search.box.hasFocus()
