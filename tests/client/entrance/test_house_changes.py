"""Settings act on a screen that is open, and the server says where this computer prints."""

import json

import pytest

from client.core import settings as client_settings
from client.core import zone
from client.printing.papers import DocumentKind
from client.printing.printers import FolderTarget, SystemTarget
from shared.models.documents import PaperKind
from shared.models.workstations import Printers, SystemPrinter, Workplace, WorkstationKind
from shared.version import VERSION
from tests.client.entrance.conftest import house

REPORT = "POST /workstations/report"


@pytest.fixture
def place(server):
    server.handlers[REPORT] = Workplace(name="Counter 2", kind=WorkstationKind.RECEPTION, printers=None)


def subtitle(station):
    return station.shell.frame._items["reception"].subtitle


@pytest.mark.usefixtures("place")
def test_the_hospitals_new_name_clock_and_lock_count_without_a_restart(station, server, qtbot):
    station.sign_in(qtbot)
    qtbot.waitUntil(lambda: len(server.sent("GET /server")) > 1)  # what changed while there was no stream
    assert subtitle(station) == "Shantinagar General Hospital · Counter 2"

    server.handlers["GET /server"] = house(hospital="Green Life", timezone="America/Lima", idle_lock_minutes=3)
    server.push("changed", {"topics": ["house"], "ids": []})

    qtbot.waitUntil(lambda: subtitle(station) == "Green Life · Counter 2")
    assert str(zone._house.info) == "America/Lima"
    assert station.connection._idle._limit == 3 * 60


@pytest.mark.usefixtures("place")
def test_a_computer_says_what_it_is_when_it_connects(station, server, qtbot):
    station.sign_in(qtbot)
    qtbot.waitUntil(lambda: bool(server.sent(REPORT)))

    told = json.loads(server.sent(REPORT)[0].body)
    assert (told["version"], told["stuck"], told["trouble"], told["printers"]) == (VERSION, 0, "", {})
    assert isinstance(told["found"], list)


@pytest.mark.usefixtures("place")
def test_where_it_prints_is_said_from_afar_and_kept(station, server, qtbot, tmp_path):
    station.sign_in(qtbot)
    qtbot.waitUntil(lambda: bool(server.sent(REPORT)))
    service = station.connection.printing.service
    assert isinstance(service._routes[DocumentKind.TOKEN_SLIP].target, FolderTarget)

    slips: Printers = {PaperKind.TOKEN: SystemPrinter(printer="Slips")}
    server.handlers[REPORT] = Workplace(name="Counter 9", kind=WorkstationKind.RECEPTION, printers=slips)
    server.push("changed", {"topics": ["workstations"], "ids": [str(station.connection.desk.workstation_id)]})

    qtbot.waitUntil(lambda: "Counter 9" in subtitle(station))
    assert service._routes[DocumentKind.TOKEN_SLIP].target == SystemTarget(printer="Slips")
    assert isinstance(service._routes[DocumentKind.BILL].target, FolderTarget)
    kept = client_settings.load(tmp_path)
    assert kept.printers == {PaperKind.TOKEN: {"kind": "system", "printer": "Slips"}}
    assert kept.pairing is not None
    assert kept.pairing.name == "Counter 9"
