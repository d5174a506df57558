"""Sending a patient on: to a colleague's queue in one act with the booking, or with a letter."""

from server.core.context import Context
from server.core.counters import next_number
from server.features.appointments.repository import AppointmentRepository
from server.features.appointments.service import AppointmentService
from server.features.appointments.tables import Appointment
from server.features.referrals.repository import ReferralRepository
from server.features.referrals.tables import ReferralRow
from server.features.staff.tables import Employee
from shared.contracts.appointments import AppointmentStateConflict
from shared.errors import InvalidRequest
from shared.events import EventType
from shared.ids import AppointmentId, ReferralId, new_id
from shared.models.appointments import Book, Priority, SuggestVisit
from shared.models.charts import ChartPart, OpenedBy
from shared.models.referrals import BookedPlace, Letter, ReferInside, Referral, VisitReferrals, WriteLetter
from shared.permissions import Permission


class ReferralService:
    """Only the visit's own doctor refers, and only who has been in the room."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._appointments = AppointmentRepository(ctx.session)
        self._referrals = ReferralRepository(ctx.session)

    def of_visit(self, appointment_id: AppointmentId) -> VisitReferrals:
        """Raises AppointmentNotFound."""
        visit = self._appointments.get(appointment_id)
        self._ctx.looked_at(visit.patient_id, ChartPart.VISITS, OpenedBy.AGAIN, visit.id)
        received = self._referrals.that_led_to(visit.id)
        return VisitReferrals(
            given=[_answer(row) for row in self._referrals.given_in(visit.id)],
            received=_answer(received) if received else None,
        )

    def refer_inside(self, request: ReferInside) -> Referral:
        """Nothing of this visit changes, so it is not locked: a day of the queue is always locked before a visit."""
        visit = AppointmentService(self._ctx).seen_by_me(request.appointment_id, Permission.CONSULTATIONS_WRITE)
        if visit.appointment_date != self._ctx.today:
            raise AppointmentStateConflict(visit.status)  # the patient has gone home: reception books
        if request.doctor_id == visit.doctor_id:
            raise InvalidRequest({"doctor_id": "the patient is with this doctor"})
        booked = self._booked(visit, request)
        row = self._given(
            visit,
            urgency=request.urgency,
            reason=request.reason,
            question=request.question,
            booked_id=booked,
        )
        answer = self._told(visit, row)
        self._ctx.touched(booked)
        return answer

    def write_letter(self, request: WriteLetter) -> Referral:
        visit = AppointmentService(self._ctx).seen_by_me(request.appointment_id, Permission.CONSULTATIONS_WRITE)
        row = self._given(
            visit,
            urgency=request.urgency,
            reason=request.reason,
            addressee=request.addressee,
            department=request.department,
            summary=request.summary,
        )
        return self._told(visit, row)

    def _booked(self, visit: Appointment, request: ReferInside) -> AppointmentId:
        day = request.date or self._ctx.today
        appointments = AppointmentService(self._ctx)
        suggested = appointments.suggest(
            SuggestVisit(patient_id=visit.patient_id, doctor_id=request.doctor_id, date=day)
        )
        waits_before_others = request.urgency is not Priority.NORMAL
        booked = appointments.book_referred(
            Book(
                patient_id=visit.patient_id,
                doctor_id=request.doctor_id,
                date=day,
                type=suggested.type,
                priority=request.urgency,
                # Read at every counter: that a doctor asks for it, not why.
                priority_reason=f"Referred by {visit.doctor.full_name}" if waits_before_others else None,
                check_in=day == self._ctx.today,
            )
        )
        return booked.id

    def _given(
        self,
        visit: Appointment,
        *,
        urgency: Priority,
        reason: str,
        question: str = "",
        booked_id: AppointmentId | None = None,
        addressee: str = "",
        department: str = "",
        summary: str = "",
    ) -> ReferralRow:
        series = f"REF-{self._ctx.today.year}"
        row = ReferralRow(
            id=ReferralId(new_id()),
            referral_no=f"{series}-{next_number(self._ctx.session, series):06d}",
            appointment_id=visit.id,
            given_by=self._ctx.person.employee_id,
            given_at=self._ctx.now,
            urgency=urgency,
            reason=reason,
            question=question,
            booked_id=booked_id,
            addressee=addressee,
            department=department,
            summary=summary,
        )
        self._referrals.add(row)
        return self._referrals.get(row.id)

    def _told(self, visit: Appointment, row: ReferralRow) -> Referral:
        """The timeline is read at every counter: to which colleague or that there is a letter, not why."""
        answer = _answer(row)
        place = answer.place
        self._ctx.record(
            EventType.REFERRAL_GIVEN,
            visit.id,
            visit.patient_id,
            place.doctor if place else row.referral_no,
            referral_no=row.referral_no,
            urgency=row.urgency.value,
            **({"booked": str(place.appointment_id), "date": place.date.isoformat()} if place else {"letter": True}),
        )
        self._ctx.touched(row.id, visit.id)
        return answer


def _answer(row: ReferralRow) -> Referral:
    letter = Letter(addressee=row.addressee, department=row.department, summary=row.summary)
    return Referral(
        id=row.id,
        referral_no=row.referral_no,
        appointment_id=row.appointment_id,
        doctor_id=row.given_by,
        doctor=row.doctor.full_name,
        degrees=row.doctor.degrees,
        department=_department(row.doctor),
        given_at=row.given_at,
        urgency=row.urgency,
        reason=row.reason,
        question=row.question,
        place=_place(row.booked) if row.booked else None,
        letter=None if row.booked else letter,
    )


def _place(booked: Appointment) -> BookedPlace:
    return BookedPlace(
        appointment_id=booked.id,
        doctor=booked.doctor.full_name,
        department=_department(booked.doctor),
        date=booked.appointment_date,
        slot_at=booked.slot_at,
        token=booked.token,
    )


def _department(doctor: Employee) -> str:
    return doctor.department.name if doctor.department else ""
