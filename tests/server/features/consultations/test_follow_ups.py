"""The next visit is booked from the room."""

from datetime import timedelta

import pytest

from shared.contracts import appointments, consultations
from shared.contracts.appointments import AlreadyBooked, AppointmentStateConflict, WrongDay
from shared.contracts.consultations import ConsultationNotFound
from shared.errors import Forbidden
from shared.events import EventType
from shared.ids import AppointmentId, new_id
from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.permissions import Role
from tests.server.features.consultations.visits import checked_in, in_room


@pytest.fixture
def visit(api, house):
    return api(Role.DOCTOR).send(appointments.get(appointment_id=in_room(api, house)))


def later(visit, days=7):
    return visit.date + timedelta(days=days)


def test_a_follow_up_is_an_appointment_with_the_same_doctor_and_an_event(api, visit):
    doctor = api(Role.DOCTOR)

    booked = doctor.send(consultations.schedule_follow_up(appointment_id=visit.id, date=later(visit)))

    assert (booked.date, booked.type, booked.status) == (
        later(visit),
        AppointmentType.FOLLOWUP,
        AppointmentStatus.SCHEDULED,
    )
    assert (booked.patient.id, booked.doctor_id) == (visit.patient.id, visit.doctor_id)
    entry = doctor.send(appointments.timeline(appointment_id=visit.id)).items[-1]
    assert entry.type is EventType.FOLLOWUP_SCHEDULED
    assert entry.metadata == {"date": later(visit).isoformat(), "booked": str(booked.id)}


@pytest.mark.parametrize("days", [0, -1])
def test_it_lies_after_today(api, visit, days):
    with pytest.raises(WrongDay):
        api(Role.DOCTOR).send(consultations.schedule_follow_up(appointment_id=visit.id, date=later(visit, days)))


def test_the_same_day_is_booked_once(api, visit):
    doctor = api(Role.DOCTOR)
    doctor.send(consultations.schedule_follow_up(appointment_id=visit.id, date=later(visit)))

    with pytest.raises(AlreadyBooked):
        doctor.send(consultations.schedule_follow_up(appointment_id=visit.id, date=later(visit)))

    kinds = [entry.type for entry in doctor.send(appointments.timeline(appointment_id=visit.id)).items]
    assert kinds.count(EventType.FOLLOWUP_SCHEDULED) == 1


def test_only_the_visits_own_doctor_books_it_and_only_from_the_room(api, house, visit):
    waiting = checked_in(api, house, name="Rahim Uddin")

    with pytest.raises(Forbidden):
        api("doctor_b").send(consultations.schedule_follow_up(appointment_id=visit.id, date=later(visit)))
    with pytest.raises(AppointmentStateConflict):
        api(Role.DOCTOR).send(consultations.schedule_follow_up(appointment_id=waiting.id, date=later(visit)))
    with pytest.raises(ConsultationNotFound):
        api(Role.DOCTOR).send(
            consultations.schedule_follow_up(appointment_id=AppointmentId(new_id()), date=later(visit))
        )
