"""Another time, day or doctor for one who is booked and not here yet."""

from datetime import date, datetime

from server.core.context import Context
from server.features.appointments.places import Places, Wish
from server.features.appointments.repository import AppointmentRepository
from server.features.appointments.service import AppointmentService, visit_of
from server.features.appointments.tables import Appointment
from server.features.patients.service import PatientService
from server.features.reminders.planning import Reminders
from server.features.staff.tables import Employee
from shared.contracts.appointments import WrongDay
from shared.events import EventType
from shared.models.appointments import AppointmentDetails, Reschedule
from shared.permissions import Permission
from shared.rules.appointment_moves import Move


class Rescheduling:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._appointments = AppointmentRepository(ctx.session)

    def reschedule(self, request: Reschedule) -> AppointmentDetails:
        service = AppointmentService(self._ctx)
        appointment = service.ready_for(Move.RESCHEDULE, request.appointment_id, request.version)
        doctor = self._appointments.doctor(request.doctor_id or appointment.doctor_id)
        day = request.date or appointment.appointment_date
        if day < self._ctx.today:
            raise WrongDay(day)
        for concerned in (appointment.doctor_id, doctor.id):
            own = self._ctx.person.employee_id == concerned
            self._ctx.actor.reaches(Permission.APPOINTMENTS_BOOK, own=own)
        PatientService.check_lives(appointment.patient)
        self.move(
            appointment,
            Wish(
                appointment.patient_id,
                doctor,
                day,
                request.slot_at,
                request.over_book,
                request.despite_clash,
                moved=appointment.id,
            ),
            request.reason,
        )
        return service.details(appointment)

    def move(self, appointment: Appointment, wish: Wish, reason: str, *, by_us: bool = False) -> None:
        """The appointment is locked and booked only; it keeps its serial within one doctor's day."""
        slot_before = appointment.slot_at
        told = {f"{name}_before": value for name, value in _where(appointment).items()}
        stays = appointment.doctor_id == wish.doctor.id and appointment.appointment_date == wish.day
        if not stays:
            self._appointments.check_not_booked(wish.patient_id, wish.doctor.id, wish.day)
        held = Places(self._ctx).hold(wish, appointment.serial_number if stays else None)
        appointment.doctor, appointment.appointment_date = wish.doctor, wish.day
        appointment.doctor_id = wish.doctor.id
        if held is not None:
            held.give(appointment)
        else:
            appointment.slot_at = appointment.slot_until = None
            if not stays:
                appointment.serial_number = appointment.token = None
        self._appointments.flush(appointment.status)
        self._ctx.record(
            EventType.APPOINTMENT_RESCHEDULED,
            appointment.id,
            appointment.patient_id,
            reason,
            **told,
            **_where(appointment),
        )
        Reminders(self._ctx).moved(visit_of(appointment), slot_before, by_us=by_us)
        self._ctx.touched(appointment.id, appointment.patient_id)


def _where(appointment: Appointment) -> dict[str, str | None]:
    doctor: Employee = appointment.doctor
    slot: datetime | None = appointment.slot_at
    day: date = appointment.appointment_date
    return {
        "doctor_id": str(doctor.id),
        "doctor": doctor.full_name,
        "date": day.isoformat(),
        "slot_at": slot.isoformat() if slot else None,
        "token": appointment.token,
    }
