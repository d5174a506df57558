from datetime import UTC, datetime
from uuid import UUID

import pytest
from PySide6.QtCore import QObject

from client.api.transport import ServerAddress, Transport, fetch_certificate
from client.core.aio import slot
from shared.contracts import access, patients
from shared.contracts.patients import PatientNotFound
from shared.errors import CertificateChanged, SignedOut, Unavailable, Unexpected, Unreachable
from shared.ids import PatientId
from shared.models.common import Nothing, Page
from shared.models.patients import PatientSummary
from shared.models.workstations import Certificate
from tests.client.api.fixtures import DEVICE_TOKEN
from tests.client.api.toy_server import ToyServer
from tests.client.examples import me

NOBODY = Page[PatientSummary](items=[])
PATIENT = PatientId(UUID(int=5))
SILENT = ServerAddress("127.0.0.1", 9)


@pytest.fixture
def stranger(authorities):
    server = ToyServer(authorities[1]).start()
    yield server
    server.stop()


def test_says_who_asks(server, transport, run):
    server.handlers["GET /me"] = me()
    transport.access_token = "access-1"

    answer = run(transport.send(access.me(), key="K"))

    headers = server.requests[0].headers
    assert answer == me()
    assert (headers["authorization"], headers["workstation"], headers["command-key"]) == (
        "Bearer access-1",
        DEVICE_TOKEN,
        "K",
    )


def test_brings_every_letter_of_a_search_to_the_server(server, transport, run):
    server.handlers["GET /patients"] = NOBODY

    run(transport.send(patients.search(term="Ana + Zoë & 50% #1 ; নাম")))

    assert server.requests[0].query["term"] == ["Ana + Zoë & 50% #1 ; নাম"]


def test_raises_what_the_contract_names_with_its_data(server, transport, run):
    server.handlers[f"GET /patients/{PATIENT}"] = PatientNotFound(PATIENT)

    with pytest.raises(PatientNotFound) as refusal:
        run(transport.send(patients.get(patient_id=PATIENT)))

    assert refusal.value.patient_id == PATIENT


def test_an_answer_outside_the_contract_is_unexpected_and_repeats_nothing_of_it(server, transport, run):
    server.handlers["GET /me"] = Certificate(ca_pem="Anna's secret")

    with pytest.raises(Unexpected) as bug:
        run(transport.send(access.me()))

    assert "secret" not in str(bug.value.detail)


def test_a_load_balancer_without_a_server_is_unavailable(server, transport, run):
    server.faults.append("bad gateway")

    with pytest.raises(Unavailable):
        run(transport.send(access.me()))


def test_a_late_server_is_unreachable(server, transport, run):
    server.handlers["GET /me"] = me()
    server.faults.append("delay")

    with pytest.raises(Unreachable):
        run(transport.send(access.me(), timeout=0.1))


def test_half_an_answer_is_none(server, transport, run):
    server.handlers["GET /me"] = me()
    server.faults.append("cut short")

    with pytest.raises(Unreachable):
        run(transport.send(access.me()))


def test_sends_once_more_when_the_connection_is_closed_under_it(server, transport, run):
    server.handlers["GET /me"] = me()
    server.faults.append("drop before")

    answer = run(transport.send(access.me(), key="K"))

    assert answer == me()
    assert [request.headers["command-key"] for request in server.requests] == ["K", "K"]


def test_another_certificate_is_told_from_an_absent_server(stranger, authorities, run, qapp):
    address = ServerAddress("127.0.0.1", stranger.port)
    transport = Transport([address], authorities[0].ca_pem, DEVICE_TOKEN)

    with pytest.raises(CertificateChanged):
        run(transport.send(access.me()))

    assert stranger.requests == []


def test_trusts_nobody_without_an_authority(server, address, run, qapp):
    transport = Transport([address], "", DEVICE_TOKEN)

    with pytest.raises(CertificateChanged):
        run(transport.send(access.me()))


def test_goes_to_the_next_address_and_stays_there(server, address, authorities, run, qapp):
    server.handlers["GET /me"] = me()
    transport = Transport([SILENT, address], authorities[0].ca_pem, DEVICE_TOKEN)

    answer = run(transport.send(access.me()))

    assert answer == me()
    assert transport.address() == address


def test_a_strangers_certificate_is_the_graver_news(stranger, authorities, run, qapp):
    address = ServerAddress("127.0.0.1", stranger.port)
    transport = Transport([address, SILENT], authorities[0].ca_pem, DEVICE_TOKEN)

    with pytest.raises(CertificateChanged):
        run(transport.send(access.me()))


def test_hears_the_servers_time(server, address, authorities, run, qapp):
    heard = []
    server.handlers["GET /me"] = SignedOut()
    transport = Transport(
        [address], authorities[0].ca_pem, DEVICE_TOKEN, heard_time=lambda at, trip: heard.append((at, trip))
    )

    with pytest.raises(SignedOut):
        run(transport.send(access.me()))

    ((at, trip),) = heard
    assert abs((datetime.now(UTC) - at).total_seconds()) < 5
    assert 0 < trip < 5


def test_fetches_the_certificate_of_a_server_it_does_not_know(server, address, authorities, run, qapp):
    server.handlers["GET /workstations/certificate"] = Certificate(ca_pem=authorities[0].ca_pem)

    assert run(fetch_certificate(address)) == authorities[0].ca_pem
    assert "workstation" not in server.requests[0].headers


def test_an_answer_for_a_closed_page_reaches_nobody(server, transport, qtbot):
    shown: list[object] = []

    class Page(QObject):
        @slot
        async def show(self):
            shown.append(await transport.send(access.me()))

    server.handlers["GET /me"] = me()
    page = Page()
    task = page.show()

    page.deleteLater()

    qtbot.waitUntil(task.done)
    assert shown == []


def test_survives_its_own_end_while_a_call_is_on_its_way(server, address, authorities, qapp, qtbot):
    server.handlers["GET /me"] = me()
    server.faults.append("delay")
    transport = Transport([address], authorities[0].ca_pem, DEVICE_TOKEN)
    promise = transport.send(access.me())
    qtbot.waitUntil(lambda: bool(server.requests))

    transport.deleteLater()

    qtbot.waitUntil(promise.done)


@pytest.mark.parametrize(
    ("typed", "host", "port"),
    [
        ("10.0.0.5", "10.0.0.5", 8843),
        (" ward-server:9000 ", "ward-server", 9000),
        ("https://ward-server:8843/", "ward-server", 8843),
        ("https://[fe80::1]:8843", "fe80::1", 8843),
    ],
)
def test_understands_an_address_as_people_type_it(typed, host, port):
    address = ServerAddress.parse(typed)

    assert (address.host, address.port) == (host, port)
    assert ServerAddress.parse(str(address)) == address


@pytest.mark.parametrize("typed", ["", "http://ward-server", "two words", "https://"])
def test_refuses_what_is_no_address(typed):
    with pytest.raises(ValueError, match="address"):
        ServerAddress.parse(typed)


def test_nothing_is_an_answer_too(server, transport, run):
    server.handlers["POST /sign-out"] = Nothing()

    assert run(transport.send(access.sign_out())) == Nothing()
