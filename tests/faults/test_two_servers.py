"""Two servers on one PostgreSQL and one Redis: what is done through one is seen on the screens of the other."""

import http.client
import json
import shutil
import ssl
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest
from ulid import ULID

from shared.ages import AgeUnit
from shared.contract import Call
from shared.contracts import access, appointments, patients, queue
from shared.models.patients import Sex, TypedAge
from tests.support.house import PASSWORD, TestHouse
from tests.support.processes import ServerProcess
from tests.support.stores import Fresh

pytestmark = pytest.mark.alone

Res = TypeVar("Res")
SHOWN_WITHIN = 1.0


class Desk:
    """A person signed in at one of the servers."""

    def __init__(self, server: ServerProcess, house: TestHouse, who: str) -> None:
        self._port = server.port
        self._headers = {"Workstation": house.device_for(who)}
        told = self.send(access.sign_in(user_name=house.user_name(who), password=PASSWORD))
        self._headers["Authorization"] = f"Bearer {told.access_token}"

    def send(self, call: Call[Res]) -> Res:
        wire = call.wire()
        connection = self._connection()
        headers = {**self._headers, "Command-Key": str(ULID())}
        connection.request(call.endpoint.method, f"/api{wire.path}", wire.body, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status == 200, body
        return call.endpoint.decode_response(body)

    def follow(self, watch: str) -> Generator[dict[str, Any], None, None]:
        """The pictures, as they come."""
        with closing(self._connection()) as connection:
            connection.request("GET", f"/api/events?watch={watch}", headers=self._headers)
            with connection.getresponse() as answer:
                while line := answer.readline():
                    if line.startswith(b"data: "):
                        yield json.loads(line.removeprefix(b"data: "))

    def _connection(self) -> http.client.HTTPSConnection:
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection("127.0.0.1", self._port, timeout=10, context=trusting)


@pytest.fixture
def servers(house: TestHouse, fresh: Fresh, store_home: Path) -> Iterator[list[ServerProcess]]:
    started: list[ServerProcess] = []
    for name in ("one", "other"):
        home = store_home / name
        shutil.copytree(store_home / "test-keys", home / "data" / "keys")
        server = ServerProcess(
            home,
            HMS_DATABASE_URL=fresh.app_url,
            HMS_DATABASE_OWNER_URL=fresh.owner_url,
            HMS_REDIS_URL=fresh.redis_url,
        )
        server.start()
        server.wait_answering()  # its port is taken before the other looks for one
        started.append(server)
    yield started
    for server in started:
        server.stop()


def test_a_call_through_one_server_shows_on_a_screen_of_the_other_within_a_second(
    servers: list[ServerProcess], house: TestHouse
) -> None:
    one, other = servers
    reception, doctor = Desk(one, house, "receptionist"), Desk(one, house, "doctor")
    age = TypedAge(amount=30, unit=AgeUnit.YEARS)
    card = reception.send(patients.register(name="Zubaida Qureshi", sex=Sex.FEMALE, age=age, phone="01711402317"))
    visit = reception.send(appointments.book(patient_id=card.id, doctor_id=house.doctor, check_in=True))
    screen = Desk(other, house, "doctor_b").follow(f"queue:{house.doctor}")
    assert [entry["status"] for entry in next(screen)["entries"]] == ["waiting"]

    doctor.send(queue.call_next(doctor_id=house.doctor))
    answered = time.monotonic()
    shown = next(screen)
    took = time.monotonic() - answered
    screen.close()

    assert took < SHOWN_WITHIN
    assert [(entry["token"], entry["status"]) for entry in shown["entries"]] == [(visit.token, "called")]
