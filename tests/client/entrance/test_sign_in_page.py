from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core import settings as client_settings
from client.core.i18n import time_text
from client.core.session import Presence, Session
from client.viewmodels.entrance import sign_in as sign_in_module
from client.viewmodels.entrance.sign_in import SignInViewModel
from client.views.entrance.sign_in_page import SignInPage
from shared.contracts.access import AccountLocked, AlreadySetUp, WrongCredentials
from shared.errors import InvalidRequest, Unavailable
from tests.client.entrance.conftest import house
from tests.client.examples import signed_in

SERVER, SIGN_IN, SET_UP = "GET /server", "POST /sign-in", "POST /set-up"


@pytest.fixture(autouse=True)
def asked_again_soon(monkeypatch):
    monkeypatch.setattr(sign_in_module, "_ASK_AGAIN_SECONDS", 0.02)


@pytest.fixture
def session(transport):
    session = Session(transport)
    yield session
    session.deleteLater()


@pytest.fixture
def begin(session, transport, tmp_path, shown):
    """The page as it comes up at a server that answers so."""

    def begin():
        view_model = SignInViewModel(session, transport, "Counter 2", tmp_path)
        view_model.setParent(session)
        page = shown(SignInPage(view_model), 1366, 700)
        view_model.begin()
        return page

    return begin


@pytest.fixture
def page(server, begin, qtbot):
    server.handlers |= {SERVER: house(), SIGN_IN: signed_in()}
    page = begin()
    qtbot.waitUntil(page.sign_in.isEnabled)
    return page


@pytest.fixture
def first_day(server, begin, qtbot):
    """A hospital without anybody in it."""
    server.handlers |= {SERVER: house(hospital="", hospital_local="", needs_setup=True), SET_UP: signed_in()}
    page = begin()
    qtbot.waitUntil(page.set_up.isVisible)
    return page


def enter(page, user="anna", password="long enough 1"):
    page.user_name.setFocus()
    page.user_name.selectAll()
    QTest.keyClicks(page.user_name, user)
    QTest.keyClick(page.user_name, Qt.Key.Key_Return)
    QTest.keyClicks(page.focusWidget(), password)
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Return)


def found_hospital(page, hospital="New Hospital", name="Anna Example", user="anna", password="long enough 1"):
    for editor, text in (
        (page.hospital, hospital),
        (page.full_name, name),
        (page.new_user, user),
        (page.new_password, password),
    ):
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, text)
    QTest.keyClick(page.new_password, Qt.Key.Key_Return)


def test_enter_leads_from_the_name_to_the_password_and_in(page, session, server, qtbot):
    enter(page)

    qtbot.waitUntil(lambda: session.state.presence is Presence.SIGNED_IN)
    assert b'"user_name":"anna"' in server.sent(SIGN_IN)[0].body
    assert not page.note.isVisible()
    assert page.password.text() == ""


def test_capitals_and_blanks_around_a_user_name_do_not_matter(page, server, qtbot):
    enter(page, " Anna ")

    qtbot.waitUntil(lambda: bool(server.sent(SIGN_IN)))
    assert b'"user_name":"anna"' in server.sent(SIGN_IN)[0].body


def test_says_whose_house_it_is_and_which_computer(page):
    assert page._side._name.text() == "Shantinagar General Hospital"
    assert page._where.text() == "This computer: Counter 2"


@pytest.mark.parametrize("user", ["anna", "an na!", ""])
def test_a_wrong_password_and_an_impossible_name_get_the_same_answer(page, server, session, qtbot, user):
    server.handlers[SIGN_IN] = WrongCredentials()

    enter(page, user)

    qtbot.waitUntil(page.note.isVisible)
    assert page.note.text == "The name or the password is wrong. Check both and try again. Is Caps Lock on?"
    assert session.state.presence is Presence.SIGNED_OUT
    assert page.user_name.text() == user
    assert page.sign_in.isEnabled()


def test_a_locked_account_says_until_when(page, server, qtbot):
    until = datetime.now(UTC) + timedelta(minutes=15)
    server.handlers[SIGN_IN] = AccountLocked(until)

    enter(page)

    qtbot.waitUntil(page.note.isVisible)
    assert f"locked until {time_text(until)}" in page.note.text


def test_the_sentence_goes_with_the_next_try(page, server, session, qtbot):
    server.handlers[SIGN_IN] = WrongCredentials()
    enter(page)
    qtbot.waitUntil(page.note.isVisible)

    server.handlers[SIGN_IN] = signed_in()
    enter(page)

    qtbot.waitUntil(lambda: session.state.presence is Presence.SIGNED_IN)
    assert not page.note.isVisible()


def test_an_absent_server_is_said_and_the_page_comes_to_life_by_itself(server, begin, qtbot):
    server.handlers[SERVER] = Unavailable()
    page = begin()
    qtbot.waitUntil(page.note.isVisible)
    assert not page.sign_in.isEnabled()

    server.handlers[SERVER] = house()

    qtbot.waitUntil(page.sign_in.isEnabled)
    assert not page.note.isVisible()


def test_a_client_of_another_version_is_told_so_and_not_let_in(server, begin, qtbot):
    server.handlers |= {SERVER: house(fingerprint="another"), SIGN_IN: signed_in()}
    page = begin()
    qtbot.waitUntil(page.note.isVisible)

    enter(page)

    assert "of another version than the server" in page.note.text
    assert not page.sign_in.isEnabled()
    assert server.sent(SIGN_IN) == []


def test_who_signed_in_last_is_offered_first(page, begin, session, qtbot, tmp_path):
    enter(page, "bela")
    qtbot.waitUntil(lambda: client_settings.load(tmp_path).last_users == ("bela",))
    enter(page, "anna")
    qtbot.waitUntil(lambda: client_settings.load(tmp_path).last_users == ("anna", "bela"))

    again = begin()

    qtbot.waitUntil(again.sign_in.isEnabled)
    assert again.user_name.value() == "anna"
    assert [again._last.itemText(place) for place in range(again._last.count())] == ["anna", "bela"]


def test_picking_a_name_leaves_only_the_password_to_type(begin, server, session, qtbot, tmp_path):
    kept = client_settings.load(tmp_path).with_user("bela").with_user("anna")
    client_settings.save(kept, tmp_path)
    server.handlers[SERVER] = house()
    page = begin()
    qtbot.waitUntil(page.sign_in.isEnabled)

    QTest.keyClick(page._last, Qt.Key.Key_Down)

    assert page.user_name.value() == "bela"
    assert page.password.hasFocus()


def test_who_failed_to_sign_in_is_not_remembered(page, server, qtbot, tmp_path):
    server.handlers[SIGN_IN] = WrongCredentials()

    enter(page)

    qtbot.waitUntil(page.note.isVisible)
    assert client_settings.load(tmp_path).last_users == ()


def test_a_revoked_session_is_explained(page, session, begin, qtbot):
    enter(page)
    qtbot.waitUntil(lambda: session.state.presence is Presence.SIGNED_IN)
    session.hear("revoked")

    again = begin()

    qtbot.waitUntil(again.sign_in.isEnabled)
    assert again.note.text.startswith("Your session was ended by an administrator")


def test_a_new_hospital_asks_for_its_first_administrator(first_day, session, server, qtbot):
    found_hospital(first_day)

    qtbot.waitUntil(lambda: session.state.presence is Presence.SIGNED_IN)
    assert b'"hospital":"New Hospital"' in server.sent(SET_UP)[0].body


def test_the_new_hospitals_name_is_known_before_its_first_page_is_built(first_day, session, qtbot):
    named = []
    session.state_changed.connect(lambda _: named.append(first_day._view_model.state.hospital))

    found_hospital(first_day)

    qtbot.waitUntil(lambda: session.state.presence is Presence.SIGNED_IN)
    assert named == ["New Hospital"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"password": "short"}, "password"), ({"user": "Anna B!"}, "user_name"), ({"hospital": " "}, "hospital")],
)
def test_what_is_wrong_with_the_first_administrator_stands_beside_its_field(first_day, server, wrong, field):
    found_hospital(first_day, **wrong)

    said = {name: each.error.text() for name, each in first_day._fields.items() if each.error.text()}
    assert list(said) == [field]
    assert server.sent(SET_UP) == []


def test_what_the_server_finds_wrong_stands_beside_its_field_too(first_day, server, qtbot):
    server.handlers[SET_UP] = InvalidRequest({"full_name": "control characters are not allowed"})

    found_hospital(first_day)

    qtbot.waitUntil(lambda: first_day._fields["full_name"].has_error)
    assert first_day.set_up.isEnabled()
    assert first_day.hospital.value() == "New Hospital"


def test_a_hospital_that_somebody_else_set_up_meanwhile_asks_to_sign_in(first_day, server, session, qtbot):
    server.handlers |= {SET_UP: AlreadySetUp(), SERVER: house()}

    found_hospital(first_day)

    qtbot.waitUntil(first_day.sign_in.isVisible)
    assert session.state.presence is Presence.SIGNED_OUT
    assert not first_day.set_up.isVisible()
    assert "an account an administrator gives you" in first_day.note.text
