"""What travels about the days ahead: a doctor's slots with who is booked, what is free, and leave."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from shared.ids import DatedSessionId, DepartmentId, EmployeeId, LeaveId, WeeklySessionId
from shared.models.appointments import AppointmentSummary
from shared.models.common import Day, Model, Page
from shared.models.schedules import LeaveDetails, LeaveFacts, PlanLeave, SomeHours


class CalendarSlot(Model):
    starts: datetime
    ends: datetime
    room: str
    capacity: int
    bookable: int
    """Of its capacity; the rest is kept for walk-ins."""
    free: int
    """How many may still be booked ahead."""


class CalendarDay(Model):
    """A doctor's business day; `appointments` has the cancelled too, in the order of their times."""

    date: date
    has_hours: bool
    """False for a doctor whose days are not planned: he is booked for the day as such."""
    leave: str | None
    """Why the doctor is away, the whole day or some hours of it."""
    closed: str | None
    """What the house is closed for: of the sessions only those stand that were added for this date."""
    slots: list[CalendarSlot]
    appointments: list[AppointmentSummary]


class Calendar(Model):
    doctor_id: EmployeeId
    doctor: str
    department: str
    days: list[CalendarDay]


class GetCalendar(Model):
    doctor_id: EmployeeId
    date: Day | None = None
    """The first day; today when left out."""
    days: int = Field(default=1, ge=1, le=31)


class Opening(Model):
    """A slot in which somebody may still be booked."""

    doctor_id: EmployeeId
    doctor: str
    department: str
    room: str
    date: date
    starts: datetime
    ends: datetime
    free: int


class Openings(Page[Opening]):
    """The first free ones."""

    closed: str | None = None
    """What the house is closed for on the day from which on they were asked for."""


class FindOpenings(Model):
    doctor_id: EmployeeId | None = None
    department_id: DepartmentId | None = None
    date: Day | None = None
    """From this day on; today when left out."""
    limit: int = Field(default=12, ge=1, le=200)


class ListHits(LeaveFacts):
    """Whom a leave would hit."""


class ListOutside(SomeHours):
    """Who of a session on one date is booked outside the hours that take its place, if any do."""

    doctor_id: EmployeeId
    date: Day
    session_id: WeeklySessionId | DatedSessionId


class Remedy(StrEnum):
    """What becomes of those who are booked into a leave."""

    KEEP = "keep"
    """They stay as they are, to be asked one by one."""
    SAME_DOCTOR = "same_doctor"
    OTHER_DOCTOR = "other_doctor"
    DEPARTMENT = "department"
    CANCEL = "cancel"


class LeaveMoves(LeaveFacts):
    """Where those who are hit by a leave go."""

    remedy: Remedy = Remedy.KEEP
    to_doctor_id: EmployeeId | None = None
    """For `other_doctor`."""
    to_date: Day | None = None
    """Not before this day; the day each is booked for when left out."""


class TakeLeave(LeaveMoves, PlanLeave):
    """The leave, and what becomes of those whom it hits."""


class FindLeaveTarget(LeaveMoves):
    """The first free place for those who are moved, as if the leave were entered."""


class LeaveTarget(Model):
    opening: Opening | None


class LeaveTaken(Model):
    """The leave, and who was moved or cancelled by it."""

    leave_id: LeaveId
    leave: LeaveDetails
    appointments: list[AppointmentSummary]
