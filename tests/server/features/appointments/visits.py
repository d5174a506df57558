"""Patients who come to a doctor, for tests."""

from shared.contracts import appointments
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentDetails, Priority
from tests.server.features.patients.people import registered
from tests.support.server import Api


def booked(desk: Api, doctor_id: EmployeeId, name: str = "Asha Rahman") -> AppointmentDetails:
    return desk.send(appointments.book(patient_id=registered(desk, name).id, doctor_id=doctor_id))


def waiting(
    desk: Api, doctor_id: EmployeeId, name: str = "Asha Rahman", priority: Priority = Priority.NORMAL
) -> AppointmentDetails:
    return desk.send(
        appointments.book(
            patient_id=registered(desk, name).id,
            doctor_id=doctor_id,
            priority=priority,
            priority_reason=None if priority is Priority.NORMAL else "in great pain",
            check_in=True,
        )
    )


def events_of(desk: Api, visit: AppointmentDetails) -> list[str]:
    return [entry.type.value for entry in desk.send(appointments.timeline(appointment_id=visit.id)).items]
