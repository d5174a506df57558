"""The hours in which a doctor sits, as they are changed at the desk."""

from dataclasses import dataclass, replace
from datetime import date, time
from operator import attrgetter
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.upkeep import explained
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.contracts import calendar, schedules, staff
from shared.errors import ApiError
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentSummary
from shared.models.schedules import (
    AddDatedSession,
    AddWeeklySession,
    ChangeWeeklySession,
    DatedSession,
    DoctorSchedule,
    LeaveDetails,
    WeeklySession,
)
from shared.models.staff import RoomSummary

DaySession: TypeAlias = WeeklySession | DatedSession


@dataclass(frozen=True)
class HoursState:
    schedule: DoctorSchedule | None = None
    rooms: tuple[RoomSummary, ...] = ()
    outside: tuple[AppointmentSummary, ...] = ()
    """Who is booked outside the hours that are looked at."""
    busy: bool = False
    problem: ApiError | None = None

    def on(self, day: date, *, closed: bool = False) -> tuple[DaySession, ...]:
        """The sessions of one date: its own, and the weekly ones that stand there unless the house is closed."""
        if self.schedule is None:
            return ()
        dated = [one for one in self.schedule.dated if one.date == day]
        replaced = {one.replaces for one in dated}
        week = () if closed else self.schedule.weekly
        weekly = [one for one in week if _is_on(one, day) and one.id not in replaced]
        return tuple(sorted([*weekly, *dated], key=attrgetter("starts")))

    def stands_for(self, session: DatedSession) -> WeeklySession | None:
        """What comes back when it is withdrawn."""
        weekly = self.schedule.weekly if self.schedule is not None else ()
        return next((one for one in weekly if one.id == session.replaces), None)


class Hours(ViewModel[HoursState]):
    saved = Signal()

    def __init__(self, calls: Calls, doctor_id: EmployeeId, parent: QObject | None = None) -> None:
        super().__init__(HoursState(), parent)
        self._calls = calls
        self._doctor_id = doctor_id
        self._why = ""

    def because(self, why: str) -> None:
        """Goes with what is asked for from now on, where that says no reason of its own."""
        self._why = why.strip()

    @latest
    async def refresh(self) -> None:
        asked = self._calls.send(schedules.of_doctor(doctor_id=self._doctor_id)), self._calls.send(staff.rooms())
        try:
            schedule, rooms = await asked[0], await asked[1]
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, schedule=schedule, rooms=tuple(rooms.items)))

    def add(self, facts: dict[str, Any]) -> None:
        self._do(schedules.add_weekly.bind(AddWeeklySession(doctor_id=self._doctor_id, **facts)))

    def change(self, session: WeeklySession, facts: dict[str, Any]) -> None:
        """From today on, or from the session's own first day."""
        self._do(
            schedules.change_weekly.bind(ChangeWeeklySession(session_id=session.id, version=session.version, **facts))
        )

    def end(self, session: WeeklySession, last_day: date) -> None:
        self._do(schedules.end_weekly(session_id=session.id, version=session.version, last_day=last_day))

    def add_dated(self, day: date, facts: dict[str, Any], reason: str, instead_of: WeeklySession | None = None) -> None:
        """Beside the others, or instead of a weekly one there."""
        replaces = None if instead_of is None else instead_of.id
        self._do(
            schedules.add_dated.bind(
                AddDatedSession(doctor_id=self._doctor_id, date=day, replaces=replaces, reason=reason, **facts)
            )
        )

    def withdraw_dated(self, session: DatedSession) -> None:
        self._do(schedules.withdraw_dated(session_id=session.id))

    @latest
    async def look(self, day: date, session: DaySession | None, starts: time | None, ends: time | None) -> None:
        """Whom the session's new hours would leave outside; nobody without a session."""
        if session is None:
            self._show(replace(self.state, outside=()))
            return
        ask = calendar.outside_hours(
            doctor_id=self._doctor_id, date=day, session_id=session.id, starts=starts, ends=ends
        )
        try:
            page = await self._calls.send(ask)
        except ApiError:
            self._show(replace(self.state, outside=()))  # hours that are not possible are refused when they are kept
        else:
            self._show(replace(self.state, outside=tuple(page.items)))

    def withdraw_leave(self, leave: LeaveDetails) -> None:
        self._do(schedules.withdraw_leave(leave_id=leave.id))

    @slot
    async def _do(self, call: Call[Any]) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            await self._calls.send(explained(call, self._why))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.saved.emit()
            self.refresh()


def _is_on(session: WeeklySession, day: date) -> bool:
    ended = session.valid_until is not None and session.valid_until < day
    return session.weekday == day.weekday() and session.valid_from <= day and not ended
