from decimal import Decimal
from typing import Any

import pytest

from shared.contracts import appointments, billing, consultations, queue
from shared.models.appointments import AppointmentType
from tests.server.features.consultations.visits import completed
from tests.server.features.schedules.hours import TODAY


@pytest.fixture
def desk(api):
    return api("receptionist")


def again(desk, house, patient_id, doctor="doctor"):
    return desk.send(
        appointments.book(
            patient_id=patient_id,
            doctor_id=house.employees[doctor],
            type=AppointmentType.FOLLOWUP,
            check_in=True,
        )
    )


def test_the_first_follow_up_soon_after_a_new_visit_is_free_at_the_desk_and_on_the_bill(api, desk, house):
    first = desk.send(appointments.get(appointment_id=completed(api, house)))
    ask: dict[str, Any] = {"patient_id": first.patient.id, "doctor_id": house.doctor}
    suggested = desk.send(appointments.suggest(**ask))

    visit = again(desk, house, first.patient.id)
    called = api("doctor").send(queue.call(appointment_id=visit.id, version=visit.version))
    api("doctor").send(queue.enter(appointment_id=visit.id, version=called.version))
    api("doctor").send(consultations.complete(appointment_id=visit.id, version=1))

    assert suggested.type is AppointmentType.FOLLOWUP
    assert (suggested.free_until - TODAY).days == 7
    assert visit.fee == "0.00"
    bill = desk.send(billing.of_appointment(appointment_id=visit.id))
    assert [(item.description, item.amount) for item in bill.items] == [
        ("Follow-up consultation: Dr doctor", Decimal(0))
    ]
    assert desk.send(appointments.suggest(**ask)).type is AppointmentType.NEW
    assert again(desk, house, first.patient.id).fee == "500.00"


def test_with_another_doctor_it_costs(api, desk, house):
    first = desk.send(appointments.get(appointment_id=completed(api, house)))

    assert again(desk, house, first.patient.id, "doctor_b").fee == "500.00"
