"""What a consultation costs: one rule for the booking, the desk and the bill."""

from datetime import date
from typing import Final

from server.core.context import Context
from server.features.appointments.slot_repository import SlotRepository
from server.features.appointments.tables import Appointment
from server.features.prices.service import PriceService
from server.features.staff.tables import Employee
from shared.ids import AppointmentId, EmployeeId, PatientId
from shared.models.appointments import AppointmentType
from shared.models.billing import FreeBecause
from shared.models.prices import PriceKind
from shared.money import ZERO
from shared.rules.bills import UnitPrice
from shared.rules.follow_up import FreeFollowUps

_FREE: Final = UnitPrice(ZERO, free_because=FreeBecause.FOLLOW_UP)


class ConsultationFees:
    def __init__(self, ctx: Context) -> None:
        self._rule = FreeFollowUps(ctx.house.followup_free_days, ctx.house.followup_free_visits)
        self._slots = SlotRepository(ctx.session)
        self._prices = PriceService(ctx)

    def of(self, appointment: Appointment) -> UnitPrice:
        """By the lists of the visit's day."""
        patient_id, doctor, day = appointment.patient_id, appointment.doctor, appointment.appointment_date
        if appointment.appointment_type is AppointmentType.NEW:
            return self.price_of(PriceKind.NEW_VISIT, doctor, patient_id, day)
        if appointment.appointment_type is AppointmentType.LABORATORY:
            return UnitPrice(ZERO)
        if self._free_until(patient_id, doctor.id, day, before=appointment.id) is not None:
            return _FREE
        return self.price_of(PriceKind.FOLLOW_UP, doctor, patient_id, day)

    def price_of(self, kind: PriceKind, doctor: Employee, patient_id: PatientId, day: date) -> UnitPrice:
        """The doctor's own, else the department's."""
        whose = [one for one in (doctor.id, doctor.department_id) if one is not None]
        return self._prices.price_of(kind, whose, patient_id, day)

    def free_until(self, patient_id: PatientId, doctor: Employee, day: date) -> date | None:
        """The last day on which a follow-up is free, if it is one on that day."""
        return self._free_until(patient_id, doctor.id, day, before=None)

    def _free_until(
        self, patient_id: PatientId, doctor_id: EmployeeId, day: date, *, before: AppointmentId | None
    ) -> date | None:
        visits = self._slots.visits_with(patient_id, doctor_id, day, before) if self._rule.days else []
        return self._rule.free_until(visits, day)
