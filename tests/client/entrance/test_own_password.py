import json
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.api.outbox import Outbox, Pending
from client.core.session import Presence
from client.views.entrance.choose_password_page import ChoosePasswordPage
from client.views.entrance.own_password_sheet import OwnPasswordSheet
from client.views.entrance.sign_in_page import SignInPage
from shared.contracts.access import SamePassword
from shared.models.common import Nothing
from shared.permissions import Role
from tests.client.examples import me, signed_in

CHANGE = "POST /password"


@pytest.fixture
def new_here(station, server, qtbot):
    """Signed in with a password somebody else has given."""
    server.handlers["POST /sign-in"] = signed_in(person=me(must_change_password=True))
    server.handlers[CHANGE] = Nothing()
    page = station.page
    qtbot.waitUntil(page.sign_in.isEnabled)
    page.user_name.set_value("anna")
    QTest.keyClicks(page.password, "kf7m-2wqx-9ntr")
    page.sign_in.click()
    qtbot.waitUntil(lambda: isinstance(station.page, ChoosePasswordPage))
    return station


def fill(form, old="kf7m-2wqx-9ntr", new="only anna knows", again="only anna knows"):
    for editor, text in ((form.password, old), (form.new_password, new), (form.again, again)):
        editor.setText(text)


def test_nothing_else_is_there_until_a_password_is_chosen(new_here, server, qtbot):
    assert new_here.connection.shell is None
    assert server.streams == []
    server.handlers["GET /me"] = me()
    fill(new_here.page.form)

    QTest.keyClick(new_here.page.form.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: new_here.connection.shell is not None)

    assert json.loads(server.sent(CHANGE)[0].body)["new_password"] == "only anna knows"
    assert new_here.page is new_here.shell.frame


def test_two_that_differ_or_are_too_short_are_not_sent(new_here, server):
    form = new_here.page.form
    fill(form, again="only anna know")
    differ = new_here.page.choose.blocked_reason
    fill(form, new="short", again="short")
    form.send()

    assert differ == "The two new ones differ"
    assert "10 characters" in form._fields["new_password"].error.text()
    assert server.sent(CHANGE) == []


def test_a_refusal_is_said_and_another_person_can_sign_in(new_here, server, qtbot):
    server.handlers[CHANGE] = SamePassword()
    form = new_here.page.form
    fill(form)
    form.send()
    qtbot.waitUntil(form.note.isVisible)
    assert "Choose one that nobody else knows" in form.note.text

    new_here.page.leave.click()

    qtbot.waitUntil(lambda: isinstance(new_here.page, SignInPage))


def test_whoever_is_signed_in_changes_the_own_password_from_the_menu(station, server, qtbot):
    server.handlers |= {CHANGE: Nothing(), "GET /me": me()}
    station.sign_in(qtbot)
    station.shell.frame.top.password_asked.emit()
    sheet = station.window.findChild(OwnPasswordSheet)
    fill(sheet.form)

    sheet.submitted.emit()

    qtbot.waitUntil(lambda: station.shell.frame.toasts.texts == ("Your password is changed.",))


def test_pages_follow_changed_rights_when_their_person_says_so(station, server, qtbot):
    station.sign_in(qtbot)
    reception = station.shell.page("reception")
    reception.form.person.name.setFocus()
    QTest.keyClicks(reception.form.person.name, "Walida")
    station.shell.frame.top.password_asked.emit()
    sheet = station.window.findChild(OwnPasswordSheet)
    before = station.shell
    server.handlers["GET /me"] = me(permissions={**me().permissions, **me(Role.CASHIER).permissions})

    station.connection.session.hear("permissions")
    qtbot.waitUntil(lambda: "rights" in before.frame.banners.texts)

    assert station.connection.shell is before
    assert sheet.isVisible()
    sheet.reject()
    renew(station)
    assert station.connection.shell is not before
    assert station.shell.page("cashier") is not None
    assert station.shell.frame.current == "reception"
    assert station.shell.page("reception").form.person.name.text() == "Walida"
    assert "Your rights were changed" in station.shell.frame.toasts.texts[0]
    assert station.shell.frame.banners.texts == {}


def test_pages_are_not_renewed_over_an_entry_that_has_no_answer(station, server, qtbot, monkeypatch):
    station.sign_in(qtbot)
    before = station.shell
    before.compare_rights(me(Role.CASHIER))
    waits = Pending("1", "POST /bills/{bill_id}/payments", str(me().user_id), datetime.now(UTC))
    monkeypatch.setattr(Outbox, "pending", (waits,))

    renew(station)

    assert station.shell is before
    assert "not answered yet" in before.frame.toasts.texts[0]


def test_rights_that_are_as_they_were_again_are_no_news(station, qtbot):
    station.sign_in(qtbot)
    station.shell.compare_rights(me(Role.CASHIER))
    station.shell.compare_rights(me())
    before = station.shell

    renew(station)

    assert before.frame.banners.texts == {}
    assert station.shell is before


def test_rights_that_change_while_the_screen_is_locked_take_nothing_from_below_it(station, server, qtbot):
    station.sign_in(qtbot)
    before = station.shell
    station.connection.session.lock()
    server.handlers["POST /sessions/unlock"] = me(Role.CASHIER)
    station.page.password.setText("long enough 1")
    station.page.unlock.click()
    qtbot.waitUntil(lambda: station.connection.session.state.presence is Presence.SIGNED_IN)

    assert station.page is before.frame
    assert "rights" in before.frame.banners.texts
    renew(station)
    assert station.shell.page("reception") is None
    assert station.shell.page("cashier") is not None


def renew(station):
    station.window.activateWindow()
    QTest.qWaitForWindowActive(station.window)
    QTest.keyClick(
        station.shell.frame,
        Qt.Key.Key_U,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
