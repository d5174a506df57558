"""When the patient shall come again, booked while both sit there."""

from server.core.context import Context
from server.features.appointments.service import AppointmentService
from server.features.consultations.repository import ConsultationRepository
from shared.contracts.appointments import AppointmentStateConflict, WrongDay
from shared.events import EventType
from shared.models.appointments import AppointmentDetails, AppointmentStatus, AppointmentType, Book
from shared.models.consultations import ScheduleFollowUp
from shared.permissions import Permission


class FollowUps:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def schedule(self, request: ScheduleFollowUp) -> AppointmentDetails:
        """Nothing of this visit changes, so it is not locked: a day of the queue is always locked before a visit."""
        visit = ConsultationRepository(self._ctx.session).visit(request.appointment_id)
        own = visit.doctor_id == self._ctx.person.employee_id
        self._ctx.actor.reaches(Permission.CONSULTATIONS_WRITE, own=own)
        if visit.status is not AppointmentStatus.IN_CONSULTATION:
            raise AppointmentStateConflict(visit.status)
        if request.date <= self._ctx.today:
            raise WrongDay(request.date)
        booked = AppointmentService(self._ctx).book(
            Book(
                patient_id=visit.patient_id,
                doctor_id=visit.doctor_id,
                date=request.date,
                type=AppointmentType.FOLLOWUP,
            )
        )
        self._ctx.record(
            EventType.FOLLOWUP_SCHEDULED,
            visit.id,
            visit.patient_id,
            date=request.date.isoformat(),
            booked=str(booked.id),
        )
        return booked
