import json
import threading
from uuid import UUID

import pytest
from zeroconf import ServiceInfo, Zeroconf

from client.api.pairing import SERVICE, Found, PairedComputer, Pairing
from client.api.transport import ServerAddress
from shared.contracts.workstations import PairingRefused
from shared.errors import Unreachable
from shared.ids import WorkstationId
from shared.models.workstations import Certificate, Paired, WorkstationKind
from shared.rules import pairing

CODE = "7K3M9QRT"
ID = WorkstationId(UUID(int=4))


@pytest.fixture
def asking(qapp):
    asking = Pairing()
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
        return Paired(workstation_id=ID, device_token="secret", proof=pairing.server_proof(key, asked["nonce"]))

    server.handlers["GET /workstations/certificate"] = Certificate(ca_pem=ca_pem)
    server.handlers["POST /workstations/pair"] = pair
    return server


def test_joins_the_hospital_with_the_code_as_people_type_it(hospital, asking, address, authorities, run):
    paired = run(asking.pair(address, "7k3m-9qrt", "Counter 1", WorkstationKind.RECEPTION))

    assert paired == PairedComputer(
        (address,), authorities[0].ca_pem, "secret", ID, "Counter 1", WorkstationKind.RECEPTION
    )


def test_the_code_itself_never_travels(hospital, asking, address, run):
    run(asking.pair(address, CODE, "Counter 1", WorkstationKind.RECEPTION))

    assert all(CODE.encode() not in request.body for request in hospital.requests)


def test_a_wrong_code_is_refused(hospital, asking, address, run):
    with pytest.raises(PairingRefused):
        run(asking.pair(address, "00000000", "Counter 1", WorkstationKind.RECEPTION))


def test_a_server_that_does_not_know_the_code_is_not_believed(hospital, asking, address, run):
    hospital.handlers["POST /workstations/pair"] = Paired(
        workstation_id=ID, device_token="a stranger's", proof="0" * 64
    )

    with pytest.raises(PairingRefused):
        run(asking.pair(address, CODE, "Counter 1", WorkstationKind.RECEPTION))


def test_somebody_between_who_shows_the_true_certificate_gets_nothing(hospital, asking, address, authorities, run):
    hospital.handlers["GET /workstations/certificate"] = Certificate(ca_pem=authorities[1].ca_pem)

    with pytest.raises(PairingRefused):
        run(asking.pair(address, CODE, "Counter 1", WorkstationKind.RECEPTION))

    assert hospital.sent("POST /workstations/pair") == []


def test_an_absent_server_is_told_from_a_wrong_code(asking, run):
    with pytest.raises(Unreachable):
        run(asking.pair(ServerAddress("127.0.0.1", 9), CODE, "Counter 1", WorkstationKind.RECEPTION))


def test_the_slow_key_is_not_made_on_the_screens_thread(hospital, asking, address, run, monkeypatch):
    threads = []
    slow_key = pairing.key

    def note(code, ca_pem):
        threads.append(threading.current_thread())
        return slow_key(code, ca_pem)

    monkeypatch.setattr(pairing, "key", note)

    run(asking.pair(address, CODE, "Counter 1", WorkstationKind.RECEPTION))

    assert threading.main_thread() not in threads


def test_finds_servers_as_they_come_and_go(asking, qtbot):
    name = f"Test Hospital.{SERVICE}"
    info = ServiceInfo(
        SERVICE, name, port=8843, addresses=[bytes([127, 0, 0, 1])], properties={"v": "1", "fp": "0123456789abcdef"}
    )
    announcing = Zeroconf()
    asking.discover()

    with qtbot.waitSignal(asking.found) as found:
        announcing.register_service(info, cooperating_responders=True)
    with qtbot.waitSignal(asking.lost) as lost:
        announcing.unregister_service(info)

    assert found.args == [Found("Test Hospital", ServerAddress("127.0.0.1", 8843), "0123456789abcdef")]
    assert lost.args == ["Test Hospital"]
    announcing.close()
