import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from PySide6.QtTest import QTest

from client.api.pairing import Pairing
from client.core import aio
from shared.contracts import fingerprint
from shared.contracts.workstations import PairingRefused
from shared.errors import ApiError
from shared.ids import WorkstationId
from shared.models.access import ServerInfo
from shared.models.common import Nothing
from shared.models.workstations import Certificate, Paired
from shared.rules import pairing
from tests.client.api.fixtures import (
    address,
    authorities,
    garbage_ends_on_this_thread,
    run,
    server,
    transport,
)
from tests.client.entrance.workstation import Workstation
from tests.client.examples import signed_in
from tests.client.widgets.conftest import look, shown

__all__ = ["address", "authorities", "garbage_ends_on_this_thread", "look", "run", "server", "shown", "transport"]

CODE = "7K3M9QRT"


@pytest.fixture(autouse=True)
def nothing_goes_wrong_unseen(qapp):
    """A coroutine that dies while its page goes away is seen by nobody but the log."""
    unseen: list[tuple[Exception, str]] = []

    def note(error, where):
        if not isinstance(error, ApiError):  # what the toy server does not know is no fault of a page's
            unseen.append((error, where))

    aio.set_unhandled(note)
    yield
    QTest.qWait(1)
    aio.set_unhandled(None)
    assert unseen == []


def house(**changes):
    info = ServerInfo(
        hospital="Shantinagar General Hospital",
        hospital_local="শান্তিনগর জেনারেল হাসপাতাল",
        version="0.1.0",
        fingerprint=fingerprint(),
        needs_setup=False,
        now=datetime.now(UTC),
        timezone="Asia/Dhaka",
        idle_lock_minutes=10,
    )
    return info.model_copy(update=changes)


class QuietPairing(Pairing):
    """Looks for no server by itself: other computers of this network are no part of a test."""

    def discover(self):
        return None


@pytest.fixture
def asking(qapp):
    asking = QuietPairing()
    yield asking
    asking.stop()
    asking.deleteLater()


@pytest.fixture
def hospital(server, authorities):
    """Answers as the true server does that shows CODE on its screen."""
    ca_pem = authorities[0].ca_pem
    key = pairing.key(CODE, ca_pem)

    def pair(request):
        asked = json.loads(request.body)
        if asked["proof"] != pairing.client_proof(key, asked["nonce"]):
            raise PairingRefused
        return Paired(
            workstation_id=WorkstationId(UUID(int=4)),
            device_token="a device token",
            proof=pairing.server_proof(key, asked["nonce"]),
        )

    server.handlers["GET /workstations/certificate"] = Certificate(ca_pem=ca_pem)
    server.handlers["POST /workstations/pair"] = pair
    return server


@pytest.fixture
def station(server, address, authorities, tmp_path, shown, qtbot):
    """A paired computer at reception, nobody signed in."""
    server.handlers |= {"GET /server": house(), "POST /sign-in": signed_in(), "POST /sign-out": Nothing()}
    station = Workstation(tmp_path, address, authorities[0].ca_pem)
    shown(station.window, 1366, 768)
    station.client.start()
    yield station
    station.end(server)
