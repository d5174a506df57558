"""What the sign-in page asks beside a password, and the way through the browser."""

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest

from client.core.session import Presence, Session
from client.viewmodels.entrance.sign_in import SignInViewModel
from client.views.entrance.sign_in_page import SignInPage
from shared.contracts.access import SecondFactorNeeded
from shared.contracts.sign_in import ChallengeOver, NotLinked, WrongCode
from shared.models.sign_in import Enrolment, OpenIdBegun
from tests.client.entrance.conftest import house
from tests.client.examples import signed_in

SIGN_IN, PROVE, ENROL = "POST /sign-in", "POST /sign-in/second-factor", "POST /sign-in/second-factor/enrol"
BEGIN, FINISH = "POST /sign-in/openid/begin", "POST /sign-in/openid"
CHALLENGE = "a.challenge-of-now"


@pytest.fixture
def session(transport):
    session = Session(transport)
    yield session
    session.deleteLater()


@pytest.fixture
def page(server, session, transport, tmp_path, shown, qtbot):
    server.handlers |= {"GET /server": house(openid_name="Company"), PROVE: signed_in()}
    view_model = SignInViewModel(session, transport, "Counter 2", tmp_path)
    view_model.setParent(session)
    page = shown(SignInPage(view_model), 1366, 768)
    view_model.begin()
    qtbot.waitUntil(page.sign_in.isEnabled)
    return page


def enter(page):
    page.user_name.set_value("anna")
    page.password.setFocus()
    QTest.keyClicks(page.password, "long enough 1")
    QTest.keyClick(page.password, Qt.Key.Key_Return)


def asked(page, server, qtbot, *, enrolled=True):
    server.handlers[SIGN_IN] = SecondFactorNeeded(CHALLENGE, enrolled)
    enter(page)
    qtbot.waitUntil(page.second.isVisible)


def test_the_digits_of_the_app_and_enter_let_in(page, server, session, qtbot):
    asked(page, server, qtbot)
    assert page.second.code.hasFocus()
    assert not page.sign_in.isVisible()

    QTest.keyClicks(page.second.code, "123456")
    QTest.keyClick(page.second.code, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: session.state.presence is Presence.SIGNED_IN)
    assert json.loads(server.sent(PROVE)[0].body) == {"challenge": CHALLENGE, "code": "123456"}


def test_a_wrong_code_is_said_and_a_late_one_begins_again(page, server, qtbot):
    asked(page, server, qtbot)
    server.handlers[PROVE] = WrongCode()
    QTest.keyClicks(page.second.code, "123456")
    page.second.go_on.click()
    qtbot.waitUntil(page.note.isVisible)
    assert page.note.text.startswith("It is wrong, or was used already.")

    server.handlers[PROVE] = ChallengeOver()
    page.second.go_on.click()
    qtbot.waitUntil(page.sign_in.isVisible)
    assert page.note.text.startswith("Begin again")


def test_escape_goes_back_to_the_password(page, server, qtbot):
    asked(page, server, qtbot)

    QTest.keyClick(page.second.code, Qt.Key.Key_Escape)

    qtbot.waitUntil(page.sign_in.isVisible)
    assert page.password.hasFocus()


def test_whoever_has_none_yet_scans_a_code_and_sees_the_recovery_codes_once(page, server, session, qtbot):
    codes = tuple(f"{number:04d}-AAAA-BBBB-CCCC" for number in range(10))
    server.handlers[ENROL] = Enrolment(
        secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        uri="otpauth://totp/Shantinagar%20General%20Hospital:anna?secret=JBSWY3DPEHPK3PXP&issuer=Shantinagar",
        recovery_codes=codes,
    )
    asked(page, server, qtbot, enrolled=False)
    qtbot.waitUntil(page.second._enrolment.isVisible)
    qtbot.wait(10)

    grid = page.second._codes
    assert [grid.itemAt(place).widget().text() for place in range(grid.count())] == list(codes)
    assert page.second._secret.text().startswith("JBSW Y3DP")
    dark = page.second._qr.grab().toImage().pixelColor(40, 40)
    assert dark in (Qt.GlobalColor.black, Qt.GlobalColor.white)
    QTest.keyClicks(page.second.code, "123456")
    page.second.go_on.click()
    qtbot.waitUntil(lambda: session.state.presence is Presence.SIGNED_IN)


@pytest.fixture
def browser(page, server):
    """Opened pages; `browser.back(**query)` is what the provider's page leads to."""
    server.handlers |= {
        BEGIN: OpenIdBegun(url="https://id.example/authorize?x=1", ticket="a.ticket-of-now"),
        FINISH: signed_in(),
    }
    opened: list[QUrl] = []
    page._view_model._browser._open_page = opened.append

    class Browser:
        pages = opened

        def back(self, qtbot, path="", **query):
            uri = json.loads(server.sent(BEGIN)[-1].body)["redirect_uri"]
            with ThreadPoolExecutor(1) as pool:
                answer = pool.submit(_read, f"{uri}{path}?{urlencode(query)}")
                qtbot.waitUntil(answer.done)
            return answer.result()

    return Browser()


def _read(uri):
    try:
        with urllib.request.urlopen(uri, timeout=5) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def test_the_other_provider_is_asked_in_the_browser_and_its_answer_lets_in(page, server, session, qtbot, browser):
    assert page.by_provider.text().startswith("Sign in with Company")
    QTest.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(browser.pages))
    assert page.note.text.startswith("Sign in in the browser")
    assert browser.pages[0].toString() == "https://id.example/authorize?x=1"

    assert browser.back(qtbot, "favicon.ico") == 404
    assert browser.back(qtbot, code="c0de") == 404
    assert "You can close this window." in browser.back(qtbot, code="c0de", state="state-of-the-browser")
    qtbot.waitUntil(lambda: session.state.presence is Presence.SIGNED_IN)
    sent = json.loads(server.sent(FINISH)[0].body)
    assert sent == {"ticket": "a.ticket-of-now", "code": "c0de", "state": "state-of-the-browser"}


def test_whom_nobody_here_is_linked_with_is_told_what_to_do(page, server, qtbot, browser):
    server.handlers[FINISH] = NotLinked("amina@company.example")
    page.by_provider.click()
    qtbot.waitUntil(lambda: bool(browser.pages))
    browser.back(qtbot, code="c0de", state="state-of-the-browser")

    qtbot.waitUntil(lambda: "amina@company.example is linked with nobody here" in page.note.text)
    assert page.sign_in.isEnabled()


def test_a_refusal_there_and_giving_up_here_leave_the_password(page, server, qtbot, browser):
    page.by_provider.click()
    qtbot.waitUntil(lambda: bool(browser.pages))
    browser.back(qtbot, error="access_denied", state="state-of-the-browser")
    qtbot.waitUntil(lambda: page.note.text.startswith("The provider let nobody in"))

    page.by_provider.click()
    qtbot.waitUntil(lambda: len(browser.pages) == 2)
    page.leave_browser.click()
    qtbot.waitUntil(lambda: not page.leave_browser.isVisible())
    assert page.sign_in.isEnabled()
    assert server.sent(FINISH) == []
