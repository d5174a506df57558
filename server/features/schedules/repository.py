"""SQL of doctors' hours: what stands of them, and the rows that change."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import Date, Integer, Row, Select, Uuid, bindparam, func, or_, select, union_all
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from server.core.database import violated
from server.features.schedules.tables import (
    ClosingDayRow,
    DatedSessionRow,
    LeaveRow,
    ScheduleChangeRow,
    WeeklySessionRow,
)
from server.features.staff.tables import Employee, Room
from shared.contracts.appointments import DoctorNotFound
from shared.contracts.schedules import DoctorSitsAlready, HoursNotFound, RoomTaken
from shared.ids import DatedSessionId, EmployeeId, LeaveId, RoomId, WeeklySessionId
from shared.rules.slots import Hours

AnyRow = TypeVar("AnyRow", WeeklySessionRow, DatedSessionRow, LeaveRow)

_OVERLAPS: Final[dict[str, type[DoctorSitsAlready | RoomTaken]]] = {
    "ex_doctor_schedules_doctor": DoctorSitsAlready,
    "ex_schedule_exceptions_doctor": DoctorSitsAlready,
    "ex_doctor_schedules_room": RoomTaken,
    "ex_schedule_exceptions_room": RoomTaken,
}


class ScheduleRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def lock_doctor(self, doctor_id: EmployeeId) -> Employee:
        """Who changes a doctor's hours does it alone: what a constraint can't see is looked at under this."""
        found = self._session.scalar(
            select(Employee)
            .where(Employee.id == doctor_id, Employee.is_doctor, Employee.is_active)
            .with_for_update(key_share=True)
        )
        if found is None:
            raise DoctorNotFound(doctor_id)
        return found

    def doctor(self, doctor_id: EmployeeId) -> Employee:
        found = self._session.scalar(
            select(Employee).where(Employee.id == doctor_id, Employee.is_doctor, Employee.is_active)
        )
        if found is None:
            raise DoctorNotFound(doctor_id)
        return found

    def has_hours(self, doctor_id: EmployeeId, day: date) -> bool:
        """Whether this doctor's day is planned at all: asked at every check-in, so it is one small statement."""
        return self._session.execute(_HAS_HOURS, {"doctor_id": doctor_id, "day": day}).scalar_one()

    def sittings(self, day: date, doctor_id: EmployeeId | None) -> Sequence[Row[*tuple[Any, ...]]]:
        """What `sessions_on` says of that day, of one doctor or of all: every picture asks, so it is one statement."""
        statement = _SITTINGS if doctor_id is None else _SITTINGS_OF_DOCTOR
        return self._session.execute(statement, {"doctor_id": doctor_id, "day": day, "weekday": day.weekday()}).all()

    def weekly(self, doctor_ids: Collection[EmployeeId], first: date, last: date | None) -> Sequence[WeeklySessionRow]:
        """Those that stand on some of these days, with their room."""
        query = (
            select(WeeklySessionRow)
            .where(
                WeeklySessionRow.doctor_id.in_(doctor_ids),
                WeeklySessionRow.withdrawn_at.is_(None),
                or_(WeeklySessionRow.valid_until.is_(None), WeeklySessionRow.valid_until >= first),
            )
            .options(joinedload(WeeklySessionRow.room))
            .order_by(WeeklySessionRow.weekday, WeeklySessionRow.starts, WeeklySessionRow.valid_from)
        )
        return self._session.scalars(query if last is None else query.where(WeeklySessionRow.valid_from <= last)).all()

    def dated(self, doctor_ids: Collection[EmployeeId], first: date, last: date | None) -> Sequence[DatedSessionRow]:
        query = (
            select(DatedSessionRow)
            .where(
                DatedSessionRow.doctor_id.in_(doctor_ids),
                DatedSessionRow.withdrawn_at.is_(None),
                DatedSessionRow.day >= first,
            )
            .options(joinedload(DatedSessionRow.room))
            .order_by(DatedSessionRow.day, DatedSessionRow.starts)
        )
        return self._session.scalars(query if last is None else query.where(DatedSessionRow.day <= last)).all()

    def leaves(self, doctor_ids: Collection[EmployeeId], first: date, last: date | None) -> Sequence[LeaveRow]:
        query = (
            select(LeaveRow)
            .where(
                LeaveRow.doctor_id.in_(doctor_ids),
                LeaveRow.withdrawn_at.is_(None),
                LeaveRow.last_day >= first,
            )
            .order_by(LeaveRow.first_day, LeaveRow.id)
        )
        return self._session.scalars(query if last is None else query.where(LeaveRow.first_day <= last)).all()

    def closings(self, first: date, last: date) -> dict[date, str]:
        """The days on which the house is closed, and what for."""
        query = select(ClosingDayRow.day, ClosingDayRow.name).where(
            ClosingDayRow.withdrawn_at.is_(None), ClosingDayRow.day.between(first, last)
        )
        return {row.day: row.name for row in self._session.execute(query)}

    def room_is_taken(self, room_id: RoomId, day: date, hours: Hours, replaced: WeeklySessionId | None) -> bool:
        """By any weekly session of that day, but for one that is replaced there."""
        gone = select(DatedSessionRow.replaces).where(
            DatedSessionRow.day == day, DatedSessionRow.withdrawn_at.is_(None), DatedSessionRow.replaces.is_not(None)
        )
        taken = select(WeeklySessionRow.id).where(
            WeeklySessionRow.room_id == room_id,
            WeeklySessionRow.weekday == day.weekday(),
            WeeklySessionRow.withdrawn_at.is_(None),
            WeeklySessionRow.valid_from <= day,
            or_(WeeklySessionRow.valid_until.is_(None), WeeklySessionRow.valid_until >= day),
            WeeklySessionRow.starts < hours.ends,
            WeeklySessionRow.ends > hours.starts,
            WeeklySessionRow.id.not_in(gone),
        )
        if replaced is not None:
            taken = taken.where(WeeklySessionRow.id != replaced)
        return self._session.scalar(taken.limit(1)) is not None

    def weekly_locked(self, session_id: WeeklySessionId) -> WeeklySessionRow:
        return self._one_locked(WeeklySessionRow, session_id)

    def dated_locked(self, session_id: DatedSessionId) -> DatedSessionRow:
        return self._one_locked(DatedSessionRow, session_id)

    def leave_locked(self, leave_id: LeaveId) -> LeaveRow:
        return self._one_locked(LeaveRow, leave_id)

    def add(self, row: WeeklySessionRow | DatedSessionRow | LeaveRow | ScheduleChangeRow) -> None:
        """Raises DoctorSitsAlready, RoomTaken, or HoursNotFound for a room that does not exist."""
        self._session.add(row)
        self.flush()

    def flush(self) -> None:
        """Now and not at the end: the database must see one session end before the next begins."""
        try:
            self._session.flush()
        except IntegrityError as error:
            constraint = violated(error) or ""
            if constraint in _OVERLAPS:
                raise _OVERLAPS[constraint] from error
            if constraint.endswith("room_id"):
                raise HoursNotFound from error
            raise

    def with_room(self, row: WeeklySessionRow | DatedSessionRow) -> str:
        self._session.refresh(row, ["room"])
        return row.room.name if row.room else ""

    def _one_locked(self, kind: type[AnyRow], key: WeeklySessionId | DatedSessionId | LeaveId) -> AnyRow:
        row = self._session.get(kind, key, with_for_update=True, populate_existing=True)
        if row is None or row.withdrawn_at is not None:
            raise HoursNotFound
        return row


# Built once: putting a statement together takes Python longer than PostgreSQL takes to answer it.
_DOCTOR: Final = bindparam("doctor_id", type_=Uuid())
_DAY: Final = bindparam("day", type_=Date())
_IS_CLOSED: Final = (
    select(ClosingDayRow.id).where(ClosingDayRow.withdrawn_at.is_(None), ClosingDayRow.day == _DAY).exists()
)
_STOOD: Final = func.daterange(WeeklySessionRow.valid_from, WeeklySessionRow.valid_until, "[]").op("@>")(_DAY)


def _sittings(*, of_doctor: bool) -> Select[*tuple[Any, ...]]:
    replaced = select(DatedSessionRow.replaces).where(
        DatedSessionRow.day == _DAY, DatedSessionRow.withdrawn_at.is_(None), DatedSessionRow.replaces.is_not(None)
    )
    week = select(WeeklySessionRow.doctor_id, WeeklySessionRow.starts, WeeklySessionRow.room_id).where(
        WeeklySessionRow.withdrawn_at.is_(None),
        WeeklySessionRow.weekday == bindparam("weekday", type_=Integer()),
        _STOOD,
        WeeklySessionRow.id.not_in(replaced),
        ~_IS_CLOSED,
    )
    dated = select(DatedSessionRow.doctor_id, DatedSessionRow.starts, DatedSessionRow.room_id).where(
        DatedSessionRow.withdrawn_at.is_(None), DatedSessionRow.day == _DAY
    )
    if of_doctor:
        week = week.where(WeeklySessionRow.doctor_id == _DOCTOR)
        dated = dated.where(DatedSessionRow.doctor_id == _DOCTOR)
    sits = union_all(week, dated).subquery()
    return (
        select(sits.c.doctor_id, sits.c.starts, sits.c.room_id, Room.name.label("room"))
        .outerjoin(Room, Room.id == sits.c.room_id)
        .order_by(sits.c.starts)
    )


_SITTINGS: Final = _sittings(of_doctor=False)
_SITTINGS_OF_DOCTOR: Final = _sittings(of_doctor=True)
_HAS_HOURS: Final = select(
    or_(
        select(WeeklySessionRow.id)
        .where(
            WeeklySessionRow.doctor_id == _DOCTOR,
            WeeklySessionRow.withdrawn_at.is_(None),
            _STOOD,
        )
        .exists(),
        select(DatedSessionRow.id)
        .where(
            DatedSessionRow.doctor_id == _DOCTOR, DatedSessionRow.withdrawn_at.is_(None), DatedSessionRow.day == _DAY
        )
        .exists(),
        select(LeaveRow.id)
        .where(
            LeaveRow.doctor_id == _DOCTOR,
            LeaveRow.withdrawn_at.is_(None),
            LeaveRow.first_day <= _DAY,
            LeaveRow.last_day >= _DAY,
        )
        .exists(),
        _IS_CLOSED,
    )
)
