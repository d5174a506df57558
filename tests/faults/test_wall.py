"""The wall over a server that goes and comes back: nobody touches it, and within five seconds it is right."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.api.event_stream import Link
from client.api.pairing import PairedComputer
from client.api.transport import ServerAddress
from client.app import Client
from client.core import settings as client_settings
from client.core.settings import ClientSettings
from client.views.display.wall import Wall
from shared.models.workstations import WorkstationKind
from tests.support.processes import ServerProcess

pytestmark = pytest.mark.alone

RIGHT_WITHIN = 5.0


@pytest.fixture
def server(store_home: Path) -> Iterator[ServerProcess]:
    home = store_home / "wall"
    home.mkdir(mode=0o755)
    server = ServerProcess(home)
    server.log = home / "server.log"
    server.start()
    server.wait_answering(within=90.0)
    yield server
    server.stop()


def test_a_wall_is_right_within_five_seconds_of_its_servers_return(server: ServerProcess, tmp_path: Path, qtbot: QtBot):
    house = server.furnish()
    computer = PairedComputer(
        (ServerAddress("127.0.0.1", server.port),),
        server.ca_pem,
        house.device_for("display"),
        house.workstations[WorkstationKind.DISPLAY],
        "Hall",
        WorkstationKind.DISPLAY,
    )
    client_settings.save(ClientSettings(pairing=computer), tmp_path)
    client = Client(tmp_path)
    qtbot.addWidget(client.window)
    client.start()
    wall = client.window.page
    assert isinstance(wall, Wall)
    qtbot.waitUntil(lambda: wall.state.board is not None and len(wall.state.rooms) == 3, timeout=10_000)
    connection = client.connection
    assert connection is not None
    boards: list[object] = []
    connection.stream.board.connect(boards.append)

    server.stop()
    qtbot.waitUntil(lambda: connection.stream.status.link is Link.STALE, timeout=10_000)
    since = wall.state.stale_since
    server.start()
    back = server.wait_answering()
    qtbot.waitUntil(lambda: bool(boards) and wall.state.stale_since is None, timeout=int(RIGHT_WITHIN * 1000))
    took = time.monotonic() - back
    client.close()

    assert since is not None
    assert took < RIGHT_WITHIN
    assert len(wall.state.rooms) == 3
