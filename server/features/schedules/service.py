"""When doctors sit: their week, what is different on a date, and their leave."""

from datetime import date, time, timedelta
from typing import Any, Final

from server.core.context import Context
from server.features.schedules.plans import Plans
from server.features.schedules.repository import AnyRow, ScheduleRepository
from server.features.schedules.tables import DatedSessionRow, LeaveRow, ScheduleChangeRow, WeeklySessionRow
from shared.contracts.schedules import DoctorSitsAlready, HoursImpossible, HoursNotFound, RoomTaken
from shared.errors import InvalidRequest, StaleVersion
from shared.ids import DatedSessionId, EmployeeId, LeaveId, ScheduleChangeId, WeeklySessionId, new_id
from shared.models.rosters import HoursFacts, RosterFacts
from shared.models.schedules import (
    AddDatedSession,
    AddWeeklySession,
    ChangeWeeklySession,
    DatedSession,
    DoctorSchedule,
    EndWeeklySession,
    LeaveDetails,
    PlanLeave,
    SessionFacts,
    WeeklySession,
)
from shared.permissions import Permission
from shared.rules.slots import Hours, clock_of, hours_between

_CHANGE_OF: Final = {WeeklySessionRow: "session_id", DatedSessionRow: "dated_id", LeaveRow: "leave_id"}


class ScheduleService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._schedules = ScheduleRepository(ctx.session)

    def of_doctor(self, doctor_id: EmployeeId) -> DoctorSchedule:
        """What stands from today on."""
        doctor, today, one = self._schedules.doctor(doctor_id), self._ctx.today, [doctor_id]
        return DoctorSchedule(
            doctor_id=doctor.id,
            doctor=doctor.full_name,
            weekly=[_weekly(row) for row in self._schedules.weekly(one, today, None)],
            dated=[dated_details(row) for row in self._schedules.dated(one, today, None)],
            leaves=[leave_details(row) for row in self._schedules.leaves(one, today, None)],
        )

    def add_weekly(self, request: AddWeeklySession) -> WeeklySession:
        self.take_charge_of(request.doctor_id)
        row = self.enter(
            request, request.doctor_id, request.weekday, request.valid_from or self._ctx.today, request.valid_until
        )
        return _weekly(row)

    def change_weekly(self, request: ChangeWeeklySession) -> WeeklySession:
        """The old session ends the day before the new one begins, so that past weeks stay as they were."""
        found = self._found(request.session_id, request.version)
        begins = request.valid_from or self._ctx.today
        if begins < self._ctx.today:
            raise InvalidRequest({"valid_from": "what has been is not changed"})
        until = found.valid_until
        if until is not None and until < begins:
            raise HoursNotFound
        self.set_end(found, begins - timedelta(days=1))
        return _weekly(self.enter(request, found.doctor_id, request.weekday, begins, until))

    def end_weekly(self, request: EndWeeklySession) -> None:
        """One that would end before it began is withdrawn."""
        self.set_end(self._found(request.session_id, request.version), request.last_day)

    def add_dated(self, request: AddDatedSession) -> DatedSession:
        self.take_charge_of(request.doctor_id)
        if request.date < self._ctx.today:
            raise InvalidRequest({"date": "what has been is not changed"})
        hours = self._hours(request)
        plan = Plans(self._ctx).of_day(request.doctor_id, request.date)
        if request.replaces is not None and request.replaces not in {session.id for session in plan.sessions}:
            raise HoursNotFound
        others = [session.hours for session in plan.sessions if session.id != request.replaces]
        if any(other.starts < hours.ends and hours.starts < other.ends for other in others):
            raise DoctorSitsAlready
        if (
            request.room_id is not None
            and plan.closed is None
            and self._schedules.room_is_taken(request.room_id, request.date, hours, request.replaces)
        ):
            raise RoomTaken
        row = DatedSessionRow(
            id=DatedSessionId(new_id()),
            doctor_id=request.doctor_id,
            day=request.date,
            replaces=request.replaces,
            reason=request.reason,
            **self._facts(request, hours),
        )
        self._schedules.add(row)
        self._schedules.with_room(row)
        details = dated_details(row)
        self._keep(row, None, details)
        return details

    def withdraw_dated(self, session_id: DatedSessionId) -> None:
        row = self._schedules.dated_locked(session_id)
        self._reaches(row.doctor_id)
        row.withdrawn_at = self._ctx.now
        self._schedules.with_room(row)
        self._keep(row, dated_details(row), None)

    def add_leave(self, request: PlanLeave) -> LeaveRow:
        hours = self.hours_of_day(request.starts, request.ends)
        row = LeaveRow(
            id=LeaveId(new_id()),
            doctor_id=request.doctor_id,
            first_day=request.first_day,
            last_day=request.last_day,
            starts=hours.starts if hours else None,
            ends=hours.ends if hours else None,
            reason=request.reason,
            changed_by=self._ctx.person.employee_id,
            changed_at=self._ctx.now,
        )
        self._schedules.add(row)
        self._keep(row, None, leave_details(row))
        return row

    def withdraw_leave(self, leave_id: LeaveId) -> None:
        row = self._schedules.leave_locked(leave_id)
        self._reaches(row.doctor_id)
        row.withdrawn_at = self._ctx.now
        self._keep(row, leave_details(row), None)

    def take_charge_of(self, doctor_id: EmployeeId) -> None:
        """Who may change this doctor's hours is the only one who does now."""
        self._reaches(doctor_id)
        self._schedules.lock_doctor(doctor_id)

    def hours_of_day(self, starts: time | None, ends: time | None) -> Hours | None:
        """None for the whole day."""
        if starts is None or ends is None:
            return None
        hours = hours_between(starts, ends, self._ctx.house.day_starts)
        if hours is None:
            raise HoursImpossible
        return hours

    def _reaches(self, doctor_id: EmployeeId) -> None:
        self._ctx.actor.reaches(Permission.SCHEDULES_MANAGE, own=self._ctx.person.employee_id == doctor_id)

    def _found(self, session_id: WeeklySessionId, version: int) -> WeeklySessionRow:
        found = self._schedules.weekly_locked(session_id)
        self._reaches(found.doctor_id)
        if found.version != version:
            raise StaleVersion(found.version)
        return found

    def set_end(self, row: WeeklySessionRow, last_day: date | None) -> None:
        """One that would end before it began is withdrawn. Raises DoctorSitsAlready, RoomTaken."""
        self._schedules.with_room(row)
        before = roster_facts(row)
        if last_day is not None and last_day < row.valid_from:
            row.withdrawn_at = self._ctx.now
        else:
            row.valid_until = last_day
        self._schedules.flush()
        self._keep(row, before, None if row.withdrawn_at else roster_facts(row))

    def enter(
        self, facts: SessionFacts, doctor_id: EmployeeId, weekday: int, begins: date, until: date | None
    ) -> WeeklySessionRow:
        """Raises HoursImpossible, DoctorSitsAlready, RoomTaken, HoursNotFound."""
        row = WeeklySessionRow(
            id=WeeklySessionId(new_id()),
            doctor_id=doctor_id,
            weekday=weekday,
            valid_from=begins,
            valid_until=until,
            **self._facts(facts, self._hours(facts)),
        )
        self._schedules.add(row)
        self._schedules.with_room(row)
        self._keep(row, None, roster_facts(row))
        return row

    def _keep(self, row: AnyRow, before: HoursFacts | None, after: HoursFacts | None) -> None:
        self._schedules.add(
            ScheduleChangeRow(
                id=ScheduleChangeId(new_id()),
                **{_CHANGE_OF[type(row)]: row.id},
                doctor_id=row.doctor_id,
                before=before.model_dump(mode="json") if before else None,
                after=after.model_dump(mode="json") if after else None,
                changed_by=self._ctx.person.employee_id,
                changed_at=self._ctx.now,
            )
        )

    def _hours(self, facts: SessionFacts) -> Hours:
        hours = hours_between(facts.starts, facts.ends, self._ctx.house.day_starts)
        if hours is None or hours.ends - hours.starts < facts.slot_minutes:
            raise HoursImpossible
        return hours

    def _facts(self, facts: SessionFacts, hours: Hours) -> dict[str, object]:
        return {
            "starts": hours.starts,
            "ends": hours.ends,
            "room_id": facts.room_id,
            "slot_minutes": facts.slot_minutes,
            "capacity": facts.capacity,
            "walk_in_share": facts.walk_in_share,
            "changed_by": self._ctx.person.employee_id,
            "changed_at": self._ctx.now,
        }


def roster_facts(row: WeeklySessionRow) -> RosterFacts:
    """With its room."""
    return RosterFacts(
        weekday=row.weekday,
        starts=clock_of(row.starts),
        ends=clock_of(row.ends),
        room=row.room.name if row.room else "",
        slot_minutes=row.slot_minutes,
        capacity=row.capacity,
        walk_in_share=row.walk_in_share,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def leave_details(row: LeaveRow) -> LeaveDetails:
    return LeaveDetails(
        id=row.id,
        first_day=row.first_day,
        last_day=row.last_day,
        starts=None if row.starts is None else clock_of(row.starts),
        ends=None if row.ends is None else clock_of(row.ends),
        reason=row.reason,
    )


def _weekly(row: WeeklySessionRow) -> WeeklySession:
    return WeeklySession(
        id=row.id,
        weekday=row.weekday,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        version=row.version,
        **_common(row),
    )


def dated_details(row: DatedSessionRow) -> DatedSession:
    return DatedSession(id=row.id, date=row.day, replaces=row.replaces, reason=row.reason, **_common(row))


def _common(row: WeeklySessionRow | DatedSessionRow) -> dict[str, Any]:
    return {
        "starts": clock_of(row.starts),
        "ends": clock_of(row.ends),
        "room_id": row.room_id,
        "room": row.room.name if row.room else "",
        "slot_minutes": row.slot_minutes,
        "capacity": row.capacity,
        "walk_in_share": row.walk_in_share,
    }
