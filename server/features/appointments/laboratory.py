"""The visit of somebody who comes for tests alone."""

from server.core.context import Context
from server.features.appointments.repository import AppointmentRepository
from server.features.appointments.tables import Appointment
from server.features.patients.service import PatientService
from server.features.patients.tables import Patient
from shared.events import EventType
from shared.ids import AppointmentId, EmployeeId, new_id
from shared.models.appointments import AppointmentStatus, AppointmentType


class LaboratoryVisits:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._appointments = AppointmentRepository(ctx.session)

    def of_today(self, patient: Patient, responsible: EmployeeId) -> Appointment:
        """Locked; over as it begins, for nobody waits.

        One a day: what is asked for a little later joins the same tubes and the same bill.
        """
        today, now = self._ctx.today, self._ctx.now
        known = self._appointments.laboratory_locked(patient.id, today)
        if known is not None:
            self._ctx.touched(known.id, patient.id)
            return known
        visit = Appointment(
            id=AppointmentId(new_id()),
            patient_id=patient.id,
            doctor_id=responsible,
            assigned_by=self._ctx.person.employee_id,
            appointment_date=today,
            appointment_type=AppointmentType.LABORATORY,
            status=AppointmentStatus.COMPLETED,
            booked_at=now,
            checked_in_at=now,
            completed_at=now,
        )
        self._appointments.add(visit)
        PatientService(self._ctx).visited(patient.id, today)
        self._ctx.record(
            EventType.APPOINTMENT_REGISTERED,
            visit.id,
            patient.id,
            date=today.isoformat(),
            type=AppointmentType.LABORATORY.value,
        )
        self._ctx.touched(visit.id, patient.id)
        return visit
