from datetime import UTC, datetime, timedelta

import pytest

from client.core import settings as client_settings
from client.core import zone
from client.views.display.wall import Wall
from client.views.entrance.pairing_page import PairingPage
from client.views.entrance.sign_in_page import SignInPage
from client.widgets.theme import theme
from shared.models.workstations import WorkstationKind
from tests.client.api.fixtures import address, authorities, garbage_ends_on_this_thread, server, transport
from tests.client.entrance.conftest import QuietPairing, asking, house, station
from tests.client.entrance.workstation import Workstation
from tests.client.examples import board
from tests.client.widgets.conftest import look, shown

__all__ = [
    "address",
    "asking",
    "authorities",
    "garbage_ends_on_this_thread",
    "look",
    "server",
    "shown",
    "station",
    "transport",
]


@pytest.fixture
def display(server, address, authorities, tmp_path, shown):
    server.handlers["GET /server"] = house()
    display = Workstation(tmp_path, address, authorities[0].ca_pem, WorkstationKind.DISPLAY)
    shown(display.window, 1366, 768)
    display.client.start()
    yield display
    display.end(server)


def test_a_computer_that_was_never_paired_asks_to_be(tmp_path, shown, monkeypatch):
    from client import app

    monkeypatch.setattr(app, "Pairing", QuietPairing)
    client = app.Client(tmp_path)
    shown(client.window, 1366, 768)

    client.start()

    assert isinstance(client.window.page, PairingPage)


def test_a_display_shows_its_wall_and_asks_nobody_to_sign_in(display, server, qtbot):
    server.greeting = [("board", board(1).model_dump_json())]

    assert isinstance(display.page, Wall)
    qtbot.waitUntil(lambda: display.page.state.board == board(1))
    assert server.sent("POST /sign-in") == []


def test_a_display_takes_the_hospitals_time_though_nobody_signs_in(display, server, qtbot):
    zone.live_by("America/Lima")

    qtbot.waitUntil(lambda: zone.local(datetime.now(UTC)).utcoffset() == timedelta(hours=6))


def test_a_display_says_that_it_has_started_so_that_its_window_can_fill_the_screen(
    tmp_path, server, address, authorities
):
    started = []
    for kind in (WorkstationKind.RECEPTION, WorkstationKind.DISPLAY):
        computer = Workstation(tmp_path / kind, address, authorities[0].ca_pem, kind)
        computer.client.display_started.connect(lambda kind=kind: started.append(kind))
        computer.client.start()
        computer.end(server)

    assert started == [WorkstationKind.DISPLAY]


def test_a_display_follows_only_its_board(display, server, qtbot):
    qtbot.waitUntil(lambda: bool(server.streams))

    assert server.streams[0][0].query["watch"] == [f"board:{display.connection.desk.workstation_id}"]


def test_the_chosen_look_is_remembered(station, qtbot, tmp_path):
    station.sign_in(qtbot)

    station.shell.frame.top._switch_theme()

    assert client_settings.load(tmp_path).theme == "dark"
    assert theme().is_dark


def test_signing_out_leaves_no_page_of_that_person(station, qtbot):
    station.sign_in(qtbot)
    frame = station.shell.frame
    gone = []
    frame.destroyed.connect(lambda: gone.append(True))

    station.connection.session.sign_out()

    qtbot.waitUntil(lambda: isinstance(station.page, SignInPage))
    qtbot.waitUntil(lambda: bool(gone))


def test_nothing_is_followed_before_anybody_signed_in_and_after_they_left(station, server, qtbot):
    page = station.page
    qtbot.waitUntil(page.sign_in.isEnabled)
    before = len(server.streams)
    station.sign_in(qtbot)
    qtbot.waitUntil(lambda: bool(server.streams))

    station.connection.session.sign_out()

    qtbot.waitUntil(lambda: not server.streams)
    assert before == 0
