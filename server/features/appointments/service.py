"""From the booking at the counter to the chair in the waiting room, and the moves of an appointment."""

from datetime import date

from server.core.context import Context
from server.core.phone_links import new_phone_link, phone_link
from server.features.access.approvals import Approvals
from server.features.appointments.entries import entry_of
from server.features.appointments.fees import ConsultationFees
from server.features.appointments.places import Places, Wish, token_of
from server.features.appointments.repository import AppointmentRepository, QueueDayRepository
from server.features.appointments.tables import Appointment
from server.features.appointments.waits import WaitingTimes
from server.features.patients.archiving import Archiving
from server.features.patients.service import PatientService
from server.features.reminders.planning import Reminders, Visit
from server.features.schedules.plans import Plans
from server.features.schedules.sittings import Sittings
from server.features.staff.tables import Employee
from shared.contracts.appointments import (
    AppointmentStateConflict,
    PriorityNeedsReason,
    WrongDay,
)
from shared.contracts.patients import VisitOpen
from shared.errors import StaleVersion
from shared.events import EventType
from shared.ids import AppointmentId, EmployeeId, PatientId, new_id
from shared.models.appointments import (
    AppointmentDetails,
    AppointmentStatus,
    AppointmentSummary,
    AppointmentType,
    Book,
    DayFigures,
    ListAppointments,
    Priority,
    SuggestVisit,
    TimelineEntry,
    VisitSuggestion,
)
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.patients import PatientDetails, PatientSummary, PutPatientAway
from shared.models.prices import PriceKind
from shared.money import plain
from shared.permissions import Permission
from shared.rules.appointment_moves import Move


class AppointmentService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._appointments = AppointmentRepository(ctx.session)
        self._days = QueueDayRepository(ctx.session)
        self._times = WaitingTimes(ctx.session, ctx.house, ctx.now)

    def book(self, request: Book) -> AppointmentDetails:
        self._ctx.actor.reaches(Permission.APPOINTMENTS_BOOK, own=self._is_me(request.doctor_id))
        if request.check_in:
            self._ctx.actor.check(Permission.APPOINTMENTS_CHECK_IN)
        return self._book(request, self._approved(request))

    def book_referred(self, request: Book) -> AppointmentDetails:
        """As part of another act, which has looked who may: a doctor's referral, whose urgency is the doctor's word."""
        return self._book(request, approved_by=None)

    def _book(self, request: Book, approved_by: str | None) -> AppointmentDetails:
        day = self._bookable_day(request)
        doctor = self._appointments.doctor(request.doctor_id)
        patient = PatientService(self._ctx).living(request.patient_id)
        places = Places(self._ctx)
        if request.check_in:
            places.check_here(doctor, day, knowingly=request.over_book)
            held = None
        else:
            held = places.hold(Wish(patient.id, doctor, day, request.slot_at, request.over_book, request.despite_clash))
        appointment = Appointment(
            id=AppointmentId(new_id()),
            patient_id=patient.id,
            doctor_id=doctor.id,
            assigned_by=self._ctx.person.employee_id,
            appointment_date=day,
            appointment_type=request.type,
            priority=request.priority,
            priority_reason=request.priority_reason,
            status=AppointmentStatus.SCHEDULED,
            booked_at=self._ctx.now,
        )
        if held is not None:
            held.give(appointment)
        self._appointments.add(appointment)
        self._record(
            appointment,
            EventType.APPOINTMENT_REGISTERED,
            date=day.isoformat(),
            type=request.type.value,
            slot_at=held.slot.starts.isoformat() if held else None,
            over_booked=True if request.over_book else None,
        )
        self._record(
            appointment,
            EventType.APPOINTMENT_ASSIGNED,
            doctor.full_name,
            doctor_id=str(doctor.id),
            priority=request.priority.value,
            reason=request.priority_reason,
            approved_by=approved_by,
        )
        if request.check_in:
            self._join_queue(appointment, doctor)
        self._saved(appointment, AppointmentStatus.SCHEDULED)
        booked = self._appointments.get(appointment.id)
        Reminders(self._ctx).booked(visit_of(booked))
        return self.details(booked)

    def check_in(self, appointment_id: AppointmentId, version: int) -> AppointmentDetails:
        appointment = self._appointments.get_locked(appointment_id)
        self._check(appointment, version, Move.CHECK_IN)
        if appointment.appointment_date != self._ctx.today:
            raise WrongDay(appointment.appointment_date)
        PatientService.check_lives(appointment.patient)
        self._join_queue(appointment, appointment.doctor)
        self._saved(appointment, AppointmentStatus.SCHEDULED)
        return self.details(appointment)

    def cancel(self, appointment_id: AppointmentId, version: int, reason: str) -> AppointmentDetails:
        appointment = self._appointments.get(appointment_id)
        self._ctx.actor.reaches(Permission.APPOINTMENTS_BOOK, own=self._is_me(appointment.doctor_id))
        appointment = self.ready_for(Move.CANCEL, appointment_id, version)
        self._cancel(appointment, reason, by_us=False)
        return self.details(appointment)

    def cancel_booked(self, appointment: Appointment, reason: str) -> None:
        """As part of another act, which has looked who may: a doctor's leave."""
        self._cancel(self.ready_for(Move.CANCEL, appointment.id, appointment.version), reason, by_us=True)

    def ready_for(self, move: Move, appointment_id: AppointmentId, version: int | None) -> Appointment:
        """The appointment, locked and in a state the move may start from, and its doctor's queue told of it.

        Whoever moves a queue locks its day first and the appointment then. `version` is None for an act that was
        checked against a version of its own.
        """
        known = self._appointments.get(appointment_id)
        doctor_id = known.doctor_id
        if known.queue_position is not None:
            self._days.moved(doctor_id, known.appointment_date)
            self._ctx.queue_changed(doctor_id)
        return self.locked(move, appointment_id, version, doctor_id)

    def locked(
        self, move: Move, appointment_id: AppointmentId, version: int | None, doctor_id: EmployeeId
    ) -> Appointment:
        """As `ready_for`, with the day of `doctor_id` locked; StaleVersion for who went elsewhere meanwhile."""
        appointment = self._appointments.get_locked(appointment_id)
        if appointment.doctor_id != doctor_id:
            raise StaleVersion(appointment.version)
        self._check(appointment, version, move)
        self._ctx.touched(appointment.id, appointment.patient_id)
        return appointment

    def put_patient_away(self, request: PutPatientAway) -> PatientDetails:
        """A record in use stays where it is found."""
        PatientService(self._ctx).hold(request.patient_id)
        if (visit := self._appointments.first_open(request.patient_id, self._ctx.today)) is not None:
            raise VisitOpen(visit.id, visit.doctor.full_name, visit.appointment_date)
        return Archiving(self._ctx).put_away(request)

    def patient_changed(self, patient_id: PatientId) -> None:
        """What a queue shows of the patient is not what it was: a name, an allergy."""
        for doctor_id in self._appointments.doctors_of(patient_id, self._ctx.today):
            self._days.moved(doctor_id, self._ctx.today)
            self._ctx.queue_changed(doctor_id)

    def get(self, appointment_id: AppointmentId) -> AppointmentDetails:
        return self.details(self._appointments.get(appointment_id))

    def seen_by_me(self, appointment_id: AppointmentId, permission: Permission) -> Appointment:
        """Of a patient who has been in the room, for the visit's own doctor: what is written on it comes after that.

        Raises AppointmentNotFound, AppointmentStateConflict.
        """
        visit = self._appointments.get(appointment_id)
        self._ctx.actor.reaches(permission, own=self._is_me(visit.doctor_id))
        self._ctx.check_open(visit.patient_id)
        if visit.entered_at is None:
            raise AppointmentStateConflict(visit.status)
        return visit

    def suggest(self, request: SuggestVisit) -> VisitSuggestion:
        doctor = self._appointments.doctor(request.doctor_id)
        fees, day = ConsultationFees(self._ctx), request.date or self._ctx.today
        free_until = fees.free_until(request.patient_id, doctor, day)
        return VisitSuggestion(
            type=AppointmentType.NEW if free_until is None else AppointmentType.FOLLOWUP,
            free_until=free_until,
            new_fee=fees.price_of(PriceKind.NEW_VISIT, doctor, request.patient_id, day).amount,
            follow_up_fee=fees.price_of(PriceKind.FOLLOW_UP, doctor, request.patient_id, day).amount,
        )

    def of_day(self, request: ListAppointments) -> Page[AppointmentSummary]:
        day = request.date or self._ctx.today
        rows = self._appointments.of_day(request, day, request.limit + 1)
        waits = any(row.status is AppointmentStatus.WAITING for row in rows)
        sittings = Sittings(self._ctx.session, self._ctx.house, day)
        minutes = self._times.of_day(day) if waits and day == self._ctx.today else {}
        return Page(
            items=[
                summary_of(row, minutes.get(row.id), sittings.room_of(row.doctor, row.slot_at or row.due_at))
                for row in rows[: request.limit]
            ],
            more=len(rows) > request.limit,
        )

    def figures(self) -> DayFigures:
        figures = self._appointments.figures(self._ctx.today)
        wait = figures.average_wait_minutes
        return DayFigures(
            waiting=figures.waiting,
            in_consultation=figures.in_consultation,
            completed=figures.completed,
            average_wait_minutes=None if wait is None else round(wait),
        )

    def timeline(self, appointment_id: AppointmentId) -> Page[TimelineEntry]:
        visit = self._appointments.get(appointment_id)
        self._ctx.looked_at(visit.patient_id, ChartPart.TIMELINE, OpenedBy.AGAIN, visit.id)
        entries = self._appointments.timeline(appointment_id)
        return Page(items=[entry_of(event, who, where, self._ctx.actor) for event, who, where in entries])

    def _cancel(self, appointment: Appointment, reason: str, *, by_us: bool) -> None:
        found = appointment.status
        appointment.status = Move.CANCEL.leads_to
        self._record(appointment, EventType.APPOINTMENT_CANCELLED, reason)
        self._saved(appointment, found)
        Reminders(self._ctx).cancelled(visit_of(appointment), by_us=by_us)

    def _approved(self, request: Book) -> str | None:
        """Who agreed to a place before others, where the caller may not decide it alone."""
        if request.priority is Priority.NORMAL:
            return None
        if request.priority_reason is None:
            raise PriorityNeedsReason
        self._ctx.actor.check(Permission.QUEUE_PRIORITY)
        second = Approvals(self._ctx).check(Permission.QUEUE_PRIORITY, request.patient_id, request.approval_id)
        return None if second is None else str(second)

    def _bookable_day(self, request: Book) -> date:
        today = self._ctx.today
        day = request.date or today
        if day < today or (request.check_in and day != today):
            raise WrongDay(day)
        return day

    def _check(self, appointment: Appointment, version: int | None, move: Move) -> None:
        if version is not None and appointment.version != version:
            raise StaleVersion(appointment.version)
        if not move.may_start(appointment.status):
            raise AppointmentStateConflict(appointment.status)

    def _join_queue(self, appointment: Appointment, doctor: Employee) -> None:
        """The counter last: everyone else who checks in with this doctor waits for it until this commits."""
        PatientService(self._ctx).visited(appointment.patient_id, appointment.appointment_date)
        place = self._days.joined(doctor.id, appointment.appointment_date, appointment.serial_number)
        # Asked before anything is changed: a query in between would write the appointment twice.
        position = Places(self._ctx).position(appointment, place.position)
        appointment.status = Move.CHECK_IN.leads_to
        appointment.serial_number = place.serial
        appointment.token = token_of(doctor, place.serial)
        appointment.queue_position = position
        appointment.checked_in_at = appointment.waiting_since = self._ctx.now
        new_phone_link(self._ctx.session, appointment.id, appointment.appointment_date)
        self._record(
            appointment,
            EventType.QUEUE_JOINED,
            appointment.token,
            serial=place.serial,
            position=appointment.queue_position,
        )
        self._ctx.queue_changed(doctor.id)

    def _is_me(self, doctor_id: EmployeeId) -> bool:
        return self._ctx.person.employee_id == doctor_id

    def _record(self, appointment: Appointment, event: EventType, description: str = "", **metadata: object) -> None:
        told = {key: value for key, value in metadata.items() if value is not None}
        self._ctx.record(event, appointment.id, appointment.patient_id, description, **told)

    def _saved(self, appointment: Appointment, found: AppointmentStatus) -> None:
        self._ctx.touched(appointment.id, appointment.patient_id)
        self._appointments.flush(found)

    def details(self, appointment: Appointment) -> AppointmentDetails:
        may_be_called = appointment.status in {AppointmentStatus.SCHEDULED, AppointmentStatus.WAITING}
        people = self._appointments.people_ahead(appointment) if may_be_called else 0
        minutes = self._times.minutes(appointment, people, self._ctx.today)
        at = appointment.slot_at or appointment.due_at
        room = Plans(self._ctx).room_at(appointment.doctor, appointment.appointment_date, at)
        return AppointmentDetails(
            **dict(summary_of(appointment, minutes, room)),
            people_ahead=people,
            expected_at=self._times.at(minutes),
            fee=plain(ConsultationFees(self._ctx).of(appointment).amount, self._ctx.house.currency),
            booked_by=appointment.booker.full_name,
            booked_at=appointment.booked_at,
            phone_link=self._phone_link(appointment),
        )

    def _phone_link(self, appointment: Appointment) -> str:
        """For those only who may print it."""
        base = self._ctx.house.phone_url
        if not base or Permission.DOCUMENTS_PRINT not in self._ctx.actor.permissions:
            return ""
        if appointment.queue_position is None or appointment.appointment_date != self._ctx.today:
            return ""
        return phone_link(self._ctx.session, appointment.id, base)


def summary_of(
    appointment: Appointment, expected_minutes: int | None = None, room: str | None = None
) -> AppointmentSummary:
    """`room`: where the doctor sits then, if that was looked up; else the own one."""
    doctor = appointment.doctor
    return AppointmentSummary(
        id=appointment.id,
        patient=PatientSummary.model_validate(appointment.patient),
        doctor_id=doctor.id,
        doctor=doctor.full_name,
        department=doctor.department.name if doctor.department else "",
        room=room if room is not None else doctor.room.name if doctor.room else "",
        date=appointment.appointment_date,
        slot_at=appointment.slot_at,
        type=appointment.appointment_type,
        priority=appointment.priority,
        status=appointment.status,
        token=appointment.token,
        serial_number=appointment.serial_number,
        hold_reason=appointment.hold_reason,
        checked_in_at=appointment.checked_in_at,
        expected_minutes=expected_minutes,
        version=appointment.version,
    )


def visit_of(appointment: Appointment) -> Visit:
    """What is to be known of it to plan its messages."""
    return Visit(
        id=appointment.id,
        patient_id=appointment.patient_id,
        day=appointment.appointment_date,
        slot_at=appointment.slot_at,
        is_follow_up=appointment.appointment_type is AppointmentType.FOLLOWUP,
    )
