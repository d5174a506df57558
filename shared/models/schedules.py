"""What travels about the hours in which doctors sit, and about their leave."""

from datetime import date, time
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from shared.ids import DatedSessionId, EmployeeId, LeaveId, RoomId, WeeklySessionId
from shared.models.common import Day, Explained, Line, Model, Reason, Version
from shared.rules.slots import LONGEST_SLOT, SHORTEST_SLOT


def _on_the_minute(clock: time) -> time:
    if clock.tzinfo is not None:
        raise ValueError("a wall clock's time has no zone")
    return clock.replace(second=0, microsecond=0)


ClockTime: TypeAlias = Annotated[time, AfterValidator(_on_the_minute)]
"""In the hospital's zone. Before the business day begins it is the night after."""

Weekday: TypeAlias = Annotated[int, Field(ge=0, le=6)]
"""Monday is 0; of the business day."""


class SessionFacts(Model):
    """When and where a doctor sits, and how many are seen."""

    starts: time
    ends: time
    room_id: RoomId | None = None
    slot_minutes: int = Field(ge=SHORTEST_SLOT, le=LONGEST_SLOT)
    capacity: int = Field(default=1, ge=1, le=100)
    """How many are booked on one slot."""
    walk_in_share: int = Field(default=0, ge=0, le=100)
    """Of all places, in per cent: not bookable ahead."""


class NewSession(SessionFacts):
    """As it is asked for."""

    starts: ClockTime
    ends: ClockTime


class WeeklySession(SessionFacts):
    id: WeeklySessionId
    weekday: Weekday
    room: str
    valid_from: date
    valid_until: date | None
    version: int


class DatedSession(SessionFacts):
    """An extra session on one date, or the hours that stand for a weekly one there."""

    id: DatedSessionId
    date: date
    room: str
    replaces: WeeklySessionId | None
    reason: str


class LeaveDetails(Model):
    """Whole days, or the same hours of each."""

    id: LeaveId
    first_day: date
    last_day: date
    starts: time | None
    ends: time | None
    reason: str


class DoctorSchedule(Model):
    """What stands of a doctor's hours from today on."""

    doctor_id: EmployeeId
    doctor: str
    weekly: list[WeeklySession]
    dated: list[DatedSession]
    leaves: list[LeaveDetails]


class GetSchedule(Model):
    doctor_id: EmployeeId


class AddWeeklySession(NewSession, Explained):
    doctor_id: EmployeeId
    weekday: Weekday
    valid_from: Day | None = None
    """Today when left out."""
    valid_until: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("it ends before it begins")
        return self


class ChangeWeeklySession(NewSession, Explained):
    """From a day on: what was before stays as it was."""

    session_id: WeeklySessionId
    version: Version
    weekday: Weekday
    valid_from: Day | None = None
    """Today when left out."""


class EndWeeklySession(Explained):
    session_id: WeeklySessionId
    version: Version
    last_day: Day


class AddDatedSession(NewSession):
    doctor_id: EmployeeId
    date: Day
    replaces: WeeklySessionId | None = None
    """The weekly session these hours stand for on that date; an extra one when left out."""
    reason: Line = ""


class WithdrawDatedSession(Explained):
    session_id: DatedSessionId


class WithdrawLeave(Explained):
    leave_id: LeaveId


class SomeHours(Model):
    """Some hours of a day, or none said."""

    starts: ClockTime | None = None
    ends: ClockTime | None = None

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.starts is None) != (self.ends is None):
            raise ValueError("hours have a start and an end")
        return self


class LeaveFacts(SomeHours):
    """Away these days: in these hours of each only, where they are said."""

    doctor_id: EmployeeId
    first_day: Day
    last_day: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("it ends before it begins")
        return self


class PlanLeave(LeaveFacts):
    reason: Reason
