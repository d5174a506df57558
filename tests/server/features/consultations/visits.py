"""Visits for tests: patients brought into a doctor's room by the calls that really do it."""

from collections.abc import Callable
from typing import TypeAlias

from shared.ages import AgeUnit
from shared.contracts import appointments, consultations, patients, queue
from shared.ids import AppointmentId
from shared.models.appointments import AppointmentDetails, AppointmentType, ToADoctor
from shared.models.patients import Sex, TypedAge
from shared.permissions import Role
from tests.support.house import TestHouse
from tests.support.server import Api

People: TypeAlias = Callable[[str | Role], Api]


def checked_in(
    api: People,
    house: TestHouse,
    *,
    name: str = "Amina Begum",
    doctor: str = "doctor",
    kind: ToADoctor = AppointmentType.NEW,
) -> AppointmentDetails:
    """A new patient in the doctor's waiting room."""
    desk = api(Role.RECEPTIONIST)
    age = TypedAge(amount=30, unit=AgeUnit.YEARS)
    patient = desk.send(patients.register(name=name, sex=Sex.FEMALE, age=age, confirmed=True))
    return desk.send(
        appointments.book(patient_id=patient.id, doctor_id=house.employees[doctor], type=kind, check_in=True)
    )


def in_room(
    api: People,
    house: TestHouse,
    *,
    name: str = "Amina Begum",
    doctor: str = "doctor",
    kind: ToADoctor = AppointmentType.NEW,
) -> AppointmentId:
    """A new patient with the doctor."""
    visit = checked_in(api, house, name=name, doctor=doctor, kind=kind)
    called = api(doctor).send(queue.call(appointment_id=visit.id, version=visit.version))
    api(doctor).send(queue.enter(appointment_id=visit.id, version=called.version))
    return visit.id


def completed(
    api: People, house: TestHouse, *, name: str = "Amina Begum", kind: ToADoctor = AppointmentType.NEW
) -> AppointmentId:
    """A visit that is over: the fee waits on the bill."""
    visit_id = in_room(api, house, name=name, kind=kind)
    api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))
    return visit_id
