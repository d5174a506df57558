"""A hospital's first day: a bare server, one computer, one person."""

from typing import Any

import pytest
from pydantic import SecretStr
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.api.event_stream import Link
from client.api.pairing import Pairing
from client.app import Client
from client.core import zone
from client.core.session import Presence
from client.views.entrance.pairing_page import PairingPage
from client.views.entrance.sign_in_page import SignInPage
from shared.contracts.access import AlreadySetUp
from shared.models.access import SetUp
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.journeys.processes import ServerProcess
from tests.support.stores import store_folder

PASSWORD = "a long password 1"
PATIENCE_MS = 30_000


@pytest.fixture(autouse=True)
def own_zone():
    before = zone._house.info
    yield
    zone._house.info = before


@pytest.fixture
def server():
    with store_folder(in_memory=False) as home:
        server = ServerProcess(home)
        server.start()
        yield server
        server.close()


@pytest.fixture
def computer(tmp_path, qtbot, monkeypatch):
    """A computer that never saw a server."""
    monkeypatch.setattr(Pairing, "discover", lambda _: None)  # this network's other servers are no part of it
    client = Client(tmp_path)
    qtbot.addWidget(client.window)
    client.window.resize(1366, 768)
    client.window.show()
    client.window.activateWindow()
    client.start()
    yield client
    client.close()


def enter(editor, text):
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)


def pair(page, server):
    enter(page.address, server.url)
    enter(page.code, server.pairing_code().lower())
    enter(page.name, "Office 1")
    page.kind.set_value(WorkstationKind.OFFICE)
    QTest.keyClick(page.name, Qt.Key.Key_Return)


def set_up(page):
    enter(page.hospital, "Shantinagar General Hospital")
    enter(page.full_name, "Anna Example")
    enter(page.new_user, "anna")
    enter(page.new_password, PASSWORD)
    QTest.keyClick(page.new_password, Qt.Key.Key_Return)


def test_from_a_bare_server_to_a_signed_in_administrator_who_outlives_a_restart(server, computer, qtbot):
    window: Any = computer.window
    qtbot.waitUntil(lambda: isinstance(window.page, PairingPage))

    pair(window.page, server)
    qtbot.waitUntil(lambda: isinstance(window.page, SignInPage), timeout=PATIENCE_MS)
    page: Any = window.page
    qtbot.waitUntil(page.set_up.isVisible, timeout=PATIENCE_MS)
    set_up(page)
    connection = computer.connection
    qtbot.waitUntil(lambda: connection.session.state.presence is Presence.SIGNED_IN, timeout=PATIENCE_MS)

    assert connection.session.me.roles == [Role.ADMINISTRATOR]
    assert window.page is connection.shell.frame
    assert "Shantinagar General Hospital" in connection.shell.frame.top._subtitle.text()

    again = connection.session.set_up(
        SetUp(hospital="Mine", full_name="Mallory", user_name="mallory", password=SecretStr(PASSWORD))
    )
    qtbot.waitUntil(again.done, timeout=PATIENCE_MS)
    with pytest.raises(AlreadySetUp):
        again.result()
    assert connection.session.me.user_name == "anna"

    qtbot.waitUntil(lambda: connection.stream.status.link is Link.LIVE, timeout=PATIENCE_MS)
    server.stop()
    qtbot.waitUntil(lambda: connection.stream.status.link is Link.STALE, timeout=PATIENCE_MS)
    assert "link" in connection.shell.frame.banners.texts
    server.start()
    qtbot.waitUntil(lambda: connection.stream.status.link is Link.LIVE, timeout=PATIENCE_MS)

    assert connection.shell.frame.banners.texts == {}
    assert connection.session.state.presence is Presence.SIGNED_IN
    assert window.page is connection.shell.frame
