"""The days ahead: what a doctor's calendar shows, what is free, and a leave with all whom it hits."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.core.context import Context
from server.features.appointments.openings import Opening as Found
from server.features.appointments.openings import Openings as Finder
from server.features.appointments.places import Wish
from server.features.appointments.repository import AppointmentRepository
from server.features.appointments.rescheduling import Rescheduling
from server.features.appointments.service import AppointmentService, summary_of
from server.features.appointments.slot_repository import SlotRepository
from server.features.appointments.tables import Appointment
from server.features.calendar.repository import CalendarRepository
from server.features.schedules.plans import DayPlan, Plans
from server.features.schedules.service import ScheduleService, leave_details
from server.features.staff.tables import Employee
from shared.contracts.appointments import NothingFree, SlotFull, WrongDay
from shared.contracts.schedules import HoursNotFound
from shared.errors import InvalidRequest
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentSummary
from shared.models.calendar import (
    Calendar,
    CalendarDay,
    CalendarSlot,
    FindLeaveTarget,
    FindOpenings,
    GetCalendar,
    LeaveMoves,
    LeaveTaken,
    LeaveTarget,
    ListHits,
    ListOutside,
    Opening,
    Openings,
    Remedy,
    TakeLeave,
)
from shared.models.common import Page
from shared.models.schedules import LeaveFacts
from shared.permissions import Permission
from shared.rules.appointment_moves import Move
from shared.rules.slots import NOBODY, Hours, Taken, free, given_up, span_of

_TRIES = 10


class CalendarService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._calendar = CalendarRepository(ctx.session)
        self._slots = SlotRepository(ctx.session)

    def of_doctor(self, request: GetCalendar) -> Calendar:
        doctor = AppointmentRepository(self._ctx.session).doctor(request.doctor_id)
        first = request.date or self._ctx.today
        last = first + timedelta(days=request.days - 1)
        plans = Plans(self._ctx).of_days([doctor.id], first, last)
        taken = self._slots.taken([doctor.id], first, last)
        appointments = self._slots.of_doctor(doctor.id, first, last)
        return Calendar(
            doctor_id=doctor.id,
            doctor=doctor.full_name,
            department=doctor.department.name if doctor.department else "",
            days=[
                _day(
                    day,
                    plan,
                    {slot.starts: taken.get((doctor.id, slot.starts), NOBODY) for slot in plan.slots},
                    [summary_of(one) for one in appointments if one.appointment_date == day],
                )
                for (_, day), plan in plans.items()
            ],
        )

    def openings(self, request: FindOpenings) -> Openings:
        if request.doctor_id is not None:
            self._calendar.check_doctor(request.doctor_id)
        doctors = self._slots.doctors(request.doctor_id, request.department_id)
        found = Finder(self._ctx).first(doctors, request.date, request.limit + 1)
        return Openings(
            items=[_opening(one) for one in found[: request.limit]],
            more=len(found) > request.limit,
            closed=Plans(self._ctx).closed(request.date or self._ctx.today),
        )

    def hit_by_leave(self, request: ListHits) -> Page[AppointmentSummary]:
        self._calendar.check_doctor(request.doctor_id)
        return Page(items=[summary_of(one) for one in self._hits(request)])

    def outside_hours(self, request: ListOutside) -> Page[AppointmentSummary]:
        self._calendar.check_doctor(request.doctor_id)
        plan = Plans(self._ctx).of_day(request.doctor_id, request.date)
        before = next((one.hours for one in plan.sessions if one.id == request.session_id), None)
        if before is None:
            raise HoursNotFound
        after = ScheduleService(self._ctx).hours_of_day(request.starts, request.ends)
        zone = ZoneInfo(self._ctx.house.timezone)
        spans = [span_of(request.date, part, zone) for part in given_up(before, after)]
        booked = self._calendar.booked(request.doctor_id, request.date, request.date, spans) if spans else []
        return Page(items=[summary_of(one) for one in booked])

    def leave_target(self, request: FindLeaveTarget) -> LeaveTarget:
        """Nobody's own day is looked at: whoever is booked later is moved no earlier."""
        hours = ScheduleService(self._ctx).hours_of_day(request.starts, request.ends)
        begin = max(request.to_date or request.first_day, self._ctx.today)
        found = Finder(self._ctx).all(self._targets(request), begin)
        first = next((one for one in found if not self._lies_in(request, hours, one)), None)
        return LeaveTarget(opening=None if first is None else _opening(first))

    def take_leave(self, request: TakeLeave) -> LeaveTaken:
        """One act: the leave, and one event for each who is moved or cancelled by it; who they are is told."""
        schedules = ScheduleService(self._ctx)
        schedules.take_charge_of(request.doctor_id)
        if request.remedy is not Remedy.KEEP:
            self._ctx.actor.check(Permission.APPOINTMENTS_VIEW)
        if request.first_day < self._ctx.today:
            raise WrongDay(request.first_day)
        leave = schedules.add_leave(request)
        hits = [] if request.remedy is Remedy.KEEP else self._hits(request)
        targets = self._targets(request)
        for hit in hits:
            self._mend(request, hit, targets)
        return LeaveTaken(leave_id=leave.id, leave=leave_details(leave), appointments=[summary_of(hit) for hit in hits])

    def _hits(self, leave: LeaveFacts) -> Sequence[Appointment]:
        hours = ScheduleService(self._ctx).hours_of_day(leave.starts, leave.ends)
        spans = None if hours is None else self._spans(leave, hours)
        return self._calendar.booked(leave.doctor_id, max(leave.first_day, self._ctx.today), leave.last_day, spans)

    def _spans(self, leave: LeaveFacts, hours: Hours) -> list[tuple[datetime, datetime]]:
        zone = ZoneInfo(self._ctx.house.timezone)
        days = (leave.last_day - leave.first_day).days + 1
        return [span_of(leave.first_day + timedelta(days=number), hours, zone) for number in range(days)]

    def _lies_in(self, leave: LeaveFacts, hours: Hours | None, one: Found) -> bool:
        if one.doctor.id != leave.doctor_id or not leave.first_day <= one.day <= leave.last_day:
            return False
        begins, until = span_of(one.day, hours, ZoneInfo(self._ctx.house.timezone))
        return begins < one.slot.ends and one.slot.starts < until

    def _mend(self, request: TakeLeave, hit: Appointment, targets: Sequence[Employee]) -> None:
        if request.remedy is Remedy.CANCEL:
            AppointmentService(self._ctx).cancel_booked(hit, request.reason)
            return
        begin = max(request.to_date or hit.appointment_date, hit.appointment_date)
        for opening in Finder(self._ctx).first(targets, begin, _TRIES):
            if self._moved(hit, opening, request.reason):
                return
        raise NothingFree

    def _moved(self, hit: Appointment, opening: Found, reason: str) -> bool:
        """False where somebody else was quicker."""
        hit = AppointmentService(self._ctx).ready_for(Move.RESCHEDULE, hit.id, hit.version)
        wish = Wish(hit.patient_id, opening.doctor, opening.day, opening.slot.starts, despite_clash=True, moved=hit.id)
        try:
            Rescheduling(self._ctx).move(hit, wish, reason, by_us=True)
        except SlotFull:
            return False
        return True

    def _targets(self, request: LeaveMoves) -> Sequence[Employee]:
        """Whom they are moved to."""
        if request.remedy is Remedy.OTHER_DOCTOR and request.to_doctor_id is None:
            raise InvalidRequest({"to_doctor_id": "whom are they moved to?"})
        other = request.to_doctor_id if request.remedy is Remedy.OTHER_DOCTOR else None
        doctor = AppointmentRepository(self._ctx.session).doctor(other or request.doctor_id)
        if request.remedy is Remedy.DEPARTMENT and doctor.department_id is not None:
            return self._slots.doctors(None, doctor.department_id)
        return [doctor]


def _day(day: date, plan: DayPlan, taken: dict[datetime, Taken], appointments: list[AppointmentSummary]) -> CalendarDay:
    return CalendarDay(
        date=day,
        has_hours=plan.has_hours,
        leave=plan.leaves[0].reason if plan.leaves else None,
        closed=plan.closed,
        slots=[
            CalendarSlot(
                starts=slot.starts,
                ends=slot.ends,
                room=slot.room,
                capacity=slot.capacity,
                bookable=slot.bookable,
                free=free(slot, taken[slot.starts]),
            )
            for slot in plan.slots
        ],
        appointments=appointments,
    )


def _opening(found: Found) -> Opening:
    doctor = found.doctor
    own_room = doctor.room.name if doctor.room else ""
    doctor_id: EmployeeId = doctor.id
    return Opening(
        doctor_id=doctor_id,
        doctor=doctor.full_name,
        department=doctor.department.name if doctor.department else "",
        room=found.slot.room or own_room,
        date=found.day,
        starts=found.slot.starts,
        ends=found.slot.ends,
        free=found.free,
    )
