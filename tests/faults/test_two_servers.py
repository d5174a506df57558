"""Two servers on one PostgreSQL and one Redis: what is done through one is seen on the screens of the other."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from shared.ages import AgeUnit
from shared.contracts import appointments, patients, queue, staff
from shared.contracts import house as house_calls
from shared.models.patients import Sex, TypedAge
from tests.support.desk import Desk
from tests.support.house import TestHouse
from tests.support.processes import ServerProcess
from tests.support.stores import Fresh

pytestmark = pytest.mark.alone

Res = TypeVar("Res")
SHOWN_WITHIN = 1.0


@pytest.fixture
def servers(house: TestHouse, fresh: Fresh, store_home: Path) -> Iterator[list[ServerProcess]]:
    started: list[ServerProcess] = []
    for name in ("one", "other"):
        server = ServerProcess.beside(fresh, store_home / name, store_home / "test-keys")
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


def test_a_setting_changed_through_one_server_counts_at_the_other_within_a_second(
    servers: list[ServerProcess], house: TestHouse
) -> None:
    one, other = servers
    office, desk = Desk(one, house, "administrator"), Desk(other, house, "receptionist")
    assert desk.send(staff.hospital()).name == "Test Hospital"
    kept = office.send(house_calls.settings())

    office.send(house_calls.change(version=kept.version, facts=kept.facts.model_copy(update={"name": "Green Life"})))

    deadline = time.monotonic() + SHOWN_WITHIN
    while desk.send(staff.hospital()).name != "Green Life":
        assert time.monotonic() < deadline
