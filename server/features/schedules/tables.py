"""The hours in which doctors sit. Nothing is deleted: it ends, or is withdrawn."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from server.core.database import Base
from server.features.staff.tables import Room
from shared.ids import (
    ClosingDayId,
    DatedSessionId,
    EmployeeId,
    LeaveId,
    RoomId,
    ScheduleChangeId,
    WeeklySessionId,
)

_STANDS = text("withdrawn_at IS NULL")
_HOURS = (text("int4range(starts, ends)"), "&&")
_DAYS = (text("daterange(valid_from, valid_until, '[]')"), "&&")


class _Session:
    """Minutes after the midnight that begins the business day's date; beyond 1440 is the night after."""

    doctor_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    starts: Mapped[int]
    ends: Mapped[int]
    room_id: Mapped[RoomId | None] = mapped_column(ForeignKey("rooms.id"))
    slot_minutes: Mapped[int]
    capacity: Mapped[int]
    walk_in_share: Mapped[int]
    changed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    @declared_attr
    @classmethod
    def room(cls) -> Mapped[Room | None]:
        return relationship(lazy="raise")


class WeeklySessionRow(_Session, Base):
    __tablename__ = "doctor_schedules"
    __table_args__ = (
        ExcludeConstraint(
            ("doctor_id", "="), ("weekday", "="), _HOURS, _DAYS, where=_STANDS, name="ex_doctor_schedules_doctor"
        ),
        ExcludeConstraint(
            ("room_id", "="), ("weekday", "="), _HOURS, _DAYS, where=_STANDS, name="ex_doctor_schedules_room"
        ),
    )

    id: Mapped[WeeklySessionId] = mapped_column(primary_key=True)
    weekday: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class DatedSessionRow(_Session, Base):
    __tablename__ = "schedule_exceptions"
    __table_args__ = (
        ExcludeConstraint(
            ("doctor_id", "="), ("date", "="), _HOURS, where=_STANDS, name="ex_schedule_exceptions_doctor"
        ),
        ExcludeConstraint(("room_id", "="), ("date", "="), _HOURS, where=_STANDS, name="ex_schedule_exceptions_room"),
        Index("ix_schedule_exceptions_doctor", "doctor_id", "date"),
    )

    id: Mapped[DatedSessionId] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column("date")  # named apart: an attribute `date` hides the type
    replaces: Mapped[WeeklySessionId | None] = mapped_column(ForeignKey("doctor_schedules.id"))
    reason: Mapped[str] = mapped_column(default="")


class LeaveRow(Base):
    """Whole days without `starts` and `ends`, else these minutes of each."""

    __tablename__ = "doctor_leaves"
    __table_args__ = (Index("ix_doctor_leaves_doctor", "doctor_id", "last_day", postgresql_where=_STANDS),)

    id: Mapped[LeaveId] = mapped_column(primary_key=True)
    doctor_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    starts: Mapped[int | None]
    ends: Mapped[int | None]
    reason: Mapped[str]
    changed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ClosingDayRow(Base):
    """A day on which the weekly hours of nobody stand."""

    __tablename__ = "closing_days"
    __table_args__ = (Index("uq_closing_days_day", "day", unique=True, postgresql_where=_STANDS),)

    id: Mapped[ClosingDayId] = mapped_column(primary_key=True)
    day: Mapped[date]
    name: Mapped[str]
    changed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ScheduleChangeRow(Base):
    """Who changed what of a session or a leave; the facts are those of shared/models/rosters.py. Append-only."""

    __tablename__ = "schedule_changes"
    __table_args__ = (
        Index("ix_schedule_changes_doctor", "doctor_id", "id"),
        CheckConstraint("num_nonnulls(session_id, dated_id, leave_id) = 1", name="of_one_thing"),
    )

    id: Mapped[ScheduleChangeId] = mapped_column(primary_key=True)
    session_id: Mapped[WeeklySessionId | None] = mapped_column(ForeignKey("doctor_schedules.id"))
    dated_id: Mapped[DatedSessionId | None] = mapped_column(ForeignKey("schedule_exceptions.id"))
    leave_id: Mapped[LeaveId | None] = mapped_column(ForeignKey("doctor_leaves.id"))
    doctor_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    changed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    changed_at: Mapped[datetime]
