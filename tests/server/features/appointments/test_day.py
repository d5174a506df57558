from datetime import timedelta

import pytest

from shared.contracts import appointments, queue
from tests.server.features.appointments.visits import booked, waiting


@pytest.fixture
def desk(api):
    return api("receptionist")


def test_the_days_list_is_in_the_order_of_check_in_then_booking(desk, house):
    first = booked(desk, house.doctor, "Asha Rahman")
    second = booked(desk, house.doctor, "Badal Khan")
    third = waiting(desk, house.employees["doctor_b"], "Chitra Das")
    desk.send(appointments.check_in(appointment_id=second.id, version=1))

    listed = desk.send(appointments.of_day()).items
    of_a = desk.send(appointments.of_day(doctor_id=house.doctor)).items
    of_one = desk.send(appointments.of_day(patient_id=first.patient.id)).items

    assert [row.id for row in listed] == [third.id, second.id, first.id]
    assert [row.id for row in of_a] == [second.id, first.id]
    assert [row.id for row in of_one] == [first.id]


def test_more_says_that_there_are_more(desk, house):
    booked(desk, house.doctor, "Asha Rahman")
    booked(desk, house.doctor, "Badal Khan")

    assert desk.send(appointments.of_day(limit=1)).more
    assert not desk.send(appointments.of_day(limit=2)).more


def test_the_figures_count_the_day_and_how_long_people_waited(api, desk, house, clock):
    doctor = api("doctor")
    for name in ("Asha Rahman", "Badal Khan", "Chitra Das"):
        waiting(desk, house.doctor, name)
    empty_wait = desk.send(appointments.figures()).average_wait_minutes
    clock.advance(timedelta(minutes=12))
    called = doctor.send(queue.call_next(doctor_id=house.doctor))
    doctor.send(queue.enter(appointment_id=called.appointment_id, version=called.version))

    figures = desk.send(appointments.figures())

    assert empty_wait is None
    assert (figures.waiting, figures.in_consultation, figures.completed) == (2, 1, 0)
    assert figures.average_wait_minutes == 12


def test_the_timeline_tells_who_did_what_where(api, desk, house):
    visit = waiting(desk, house.doctor)
    api("doctor").send(queue.call_next(doctor_id=house.doctor))

    entries = desk.send(appointments.timeline(appointment_id=visit.id)).items

    assert [(e.type.value, e.performed_by, e.workstation) for e in entries][2:] == [
        ("QUEUE_JOINED", "Receptionist", "reception 1"),
        ("QUEUE_CALLED", "Dr doctor", "consulting 1"),
    ]
    assert [e.id for e in entries] == sorted(e.id for e in entries)
