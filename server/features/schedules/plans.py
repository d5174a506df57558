"""The planned days of doctors: four statements, however many doctors and days are asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.core.context import Context
from server.features.schedules.repository import ScheduleRepository
from server.features.schedules.sittings import Sittings
from server.features.schedules.tables import DatedSessionRow, LeaveRow, WeeklySessionRow
from server.features.staff.tables import Employee
from shared.ids import EmployeeId
from shared.rules.slots import Hours, Leave, OnDate, Session, Slot, Weekly, sessions_on, slots_on


@dataclass(frozen=True)
class DayPlan:
    """`has_hours`: this day is planned, so without sessions it is one on which he does not sit."""

    has_hours: bool
    sessions: tuple[Session, ...]
    leaves: tuple[LeaveRow, ...]
    slots: tuple[Slot, ...]
    closed: str | None
    """What the house is closed for: then the week's sessions are not among these."""

    @property
    def is_away(self) -> bool:
        """On leave the whole day."""
        return any(leave.starts is None for leave in self.leaves)


UNPLANNED = DayPlan(has_hours=False, sessions=(), leaves=(), slots=(), closed=None)


class Plans:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._zone = ZoneInfo(ctx.house.timezone)
        self._schedules = ScheduleRepository(ctx.session)

    def of_today(self, doctor_id: EmployeeId, day: date) -> DayPlan:
        """As `of_day`, and quick for a doctor whose day is not planned."""
        if not self._schedules.has_hours(doctor_id, day):
            return UNPLANNED
        return self.of_day(doctor_id, day)

    def of_day(self, doctor_id: EmployeeId, day: date) -> DayPlan:
        return self.of_days([doctor_id], day, day)[doctor_id, day]

    def of_days(
        self, doctor_ids: Collection[EmployeeId], first: date, last: date
    ) -> dict[tuple[EmployeeId, date], DayPlan]:
        weekly = self._schedules.weekly(doctor_ids, first, last)
        dated = self._schedules.dated(doctor_ids, first, last)
        leaves = self._schedules.leaves(doctor_ids, first, last)
        closings = self._schedules.closings(first, last)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return {
            (doctor_id, day): self._plan(
                day,
                [row for row in weekly if row.doctor_id == doctor_id],
                [row for row in dated if row.doctor_id == doctor_id],
                [row for row in leaves if row.doctor_id == doctor_id],
                closings.get(day),
            )
            for doctor_id in doctor_ids
            for day in days
        }

    def room_at(self, doctor: Employee, day: date, at: datetime | None) -> str:
        """Where the doctor sits then."""
        return Sittings(self._ctx.session, self._ctx.house, day, doctor.id).room_of(doctor, at)

    def closed(self, day: date) -> str | None:
        """What the house is closed for on that day, if it is."""
        return self._schedules.closings(day, day).get(day)

    def _plan(
        self,
        day: date,
        weekly: list[WeeklySessionRow],
        dated: list[DatedSessionRow],
        leaves: list[LeaveRow],
        closed: str | None,
    ) -> DayPlan:
        week = [Weekly(session_of(row), row.weekday, row.valid_from, row.valid_until) for row in weekly]
        dates = [OnDate(session_of(row), row.day, row.replaces) for row in dated]
        sessions = sessions_on(day, week, dates, closed=closed is not None)
        away = [row for row in leaves if leave_of(row).is_on(day)]
        return DayPlan(
            has_hours=bool(weekly or sessions or away) or closed is not None,
            sessions=tuple(sessions),
            leaves=tuple(away),
            slots=tuple(slots_on(day, self._zone, sessions, [leave_of(row) for row in away])),
            closed=closed,
        )


def session_of(row: WeeklySessionRow | DatedSessionRow) -> Session:
    return Session(
        row.id,
        Hours(row.starts, row.ends),
        row.slot_minutes,
        row.capacity,
        row.walk_in_share,
        row.room.name if row.room else "",
    )


def leave_of(row: LeaveRow) -> Leave:
    hours = None if row.starts is None or row.ends is None else Hours(row.starts, row.ends)
    return Leave(row.first_day, row.last_day, hours)
