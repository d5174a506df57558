"""Patients who come to a doctor, for tests."""

from uuid import UUID

from shared.contracts import access, appointments
from shared.ids import ApprovalId, EmployeeId
from shared.models.appointments import AppointmentDetails, Priority
from shared.permissions import Permission
from tests.server.features.patients.people import registered
from tests.support.house import PASSWORD
from tests.support.server import Api


def booked(desk: Api, doctor_id: EmployeeId, name: str = "Asha Rahman") -> AppointmentDetails:
    return desk.send(appointments.book(patient_id=registered(desk, name).id, doctor_id=doctor_id))


def waiting(
    desk: Api, doctor_id: EmployeeId, name: str = "Asha Rahman", priority: Priority = Priority.NORMAL
) -> AppointmentDetails:
    patient = registered(desk, name)
    urgent = priority is not Priority.NORMAL
    return desk.send(
        appointments.book(
            patient_id=patient.id,
            doctor_id=doctor_id,
            priority=priority,
            priority_reason="in great pain" if urgent else None,
            approval_id=agreed(desk, "nurse", Permission.QUEUE_PRIORITY, patient.id) if urgent else None,
            check_in=True,
        )
    )


def agreed(desk: Api, who: str, permission: Permission, subject_id: UUID) -> ApprovalId:
    """The word of a second person, given at this desk."""
    word = access.approve(user_name=who, password=PASSWORD, permission=permission, subject_id=subject_id)
    return desk.send(word).id


def events_of(desk: Api, visit: AppointmentDetails) -> list[str]:
    return [entry.type.value for entry in desk.send(appointments.timeline(appointment_id=visit.id)).items]
