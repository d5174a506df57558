"""What a consultation costs: one rule for the booking, the desk and the bill."""

from datetime import date
from decimal import Decimal

from server.core.context import Context
from server.features.appointments.slot_repository import SlotRepository
from server.features.appointments.tables import Appointment
from server.features.staff.tables import Employee
from shared.ids import AppointmentId, EmployeeId, PatientId
from shared.models.appointments import AppointmentType
from shared.money import ZERO
from shared.rules.follow_up import FreeFollowUps


class ConsultationFees:
    def __init__(self, ctx: Context) -> None:
        self._rule = FreeFollowUps(ctx.house.followup_free_days, ctx.house.followup_free_visits)
        self._slots = SlotRepository(ctx.session)

    def of(self, appointment: Appointment) -> Decimal:
        doctor = appointment.doctor
        if appointment.appointment_type is AppointmentType.NEW:
            return doctor.new_fee or ZERO
        if appointment.appointment_type is AppointmentType.LABORATORY:
            return ZERO
        free = self._free_until(appointment.patient_id, doctor.id, appointment.appointment_date, before=appointment.id)
        return ZERO if free is not None else doctor.follow_up_fee or ZERO

    def free_until(self, patient_id: PatientId, doctor: Employee, day: date) -> date | None:
        """The last day on which a follow-up is free, if it is one on that day."""
        return self._free_until(patient_id, doctor.id, day, before=None)

    def _free_until(
        self, patient_id: PatientId, doctor_id: EmployeeId, day: date, *, before: AppointmentId | None
    ) -> date | None:
        visits = self._slots.visits_with(patient_id, doctor_id, day, before) if self._rule.days else []
        return self._rule.free_until(visits, day)
