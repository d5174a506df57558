from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from ulid import ULID

from shared.contracts import appointments, queue
from tests.server.features.appointments.visits import booked

CLIENTS = 50


@pytest.fixture
def visits(api, house):
    desk = api("receptionist")
    return [booked(desk, house.doctor, f"Patient {number}") for number in range(CLIENTS)]


def test_fifty_clients_checking_in_with_one_doctor_get_serials_without_gap_or_double(api, house, visits):
    desk = api("receptionist")
    together = Barrier(CLIENTS)

    def check_in(visit):
        together.wait()
        return desk.send(appointments.check_in(appointment_id=visit.id, version=visit.version))

    with ThreadPoolExecutor(CLIENTS) as clients:
        checked_in = list(clients.map(check_in, visits))

    assert sorted(visit.serial_number for visit in checked_in) == list(range(1, CLIENTS + 1))
    assert sorted(visit.token for visit in checked_in) == [f"A-{number:03d}" for number in range(1, CLIENTS + 1)]
    entries = desk.send(queue.of_doctor(doctor_id=house.doctor)).entries
    assert [entry.position for entry in entries] == list(range(1, CLIENTS + 1))


def test_two_who_check_the_same_patient_in_give_one_serial(api, house, visits, clock):
    desk = api("receptionist")
    visit = visits[0]
    together = Barrier(2)

    def check_in(key):
        together.wait()
        return desk.raw(
            "POST",
            f"/appointments/{visit.id}/check-in",
            json={"version": 1},
            headers={"Command-Key": str(key)},
        ).status_code

    with ThreadPoolExecutor(2) as clients:
        answers = sorted(clients.map(check_in, [ULID.from_datetime(clock.now()) for _ in range(2)]))

    assert answers == [200, 409]
    assert len(desk.send(queue.of_doctor(doctor_id=house.doctor)).entries) == 1
