"""SQL of all doctors' hours in one list, and of their history."""

from contextlib import AbstractContextManager
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from server.core.attempts import Attempt, tentatively
from server.features.schedules.tables import DatedSessionRow, LeaveRow, ScheduleChangeRow, WeeklySessionRow
from server.features.staff.tables import Employee, Room
from shared.ids import EmployeeId
from shared.models.rosters import ListRosterChanges


class RosterRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def standing(
        self, doctor_id: EmployeeId | None, today: date, term: str = "", limit: int | None = None
    ) -> list[tuple[WeeklySessionRow, str]]:
        """From today on, with their room and the doctor's name: of one, or of all who sit."""
        statement = (
            select(WeeklySessionRow, Employee.full_name)
            .join(Employee, Employee.id == WeeklySessionRow.doctor_id)
            .outerjoin(Room, Room.id == WeeklySessionRow.room_id)
            .where(
                Employee.is_active,
                WeeklySessionRow.withdrawn_at.is_(None),
                or_(WeeklySessionRow.valid_until.is_(None), WeeklySessionRow.valid_until >= today),
                *(
                    or_(Employee.full_name.icontains(word, autoescape=True), Room.name.icontains(word, autoescape=True))
                    for word in term.split()
                ),
            )
            .options(joinedload(WeeklySessionRow.room))
            .order_by(
                Employee.full_name,
                Employee.id,
                WeeklySessionRow.weekday,
                WeeklySessionRow.starts,
                WeeklySessionRow.valid_from,
            )
            .limit(limit)
        )
        if doctor_id is not None:
            statement = statement.where(WeeklySessionRow.doctor_id == doctor_id)
        return [(row, name) for row, name in self._session.execute(statement)]

    def dated(self, doctor_id: EmployeeId | None, today: date) -> list[tuple[DatedSessionRow, str]]:
        """From today on, with their room and the doctor's name: of one, or of all who sit."""
        statement = (
            select(DatedSessionRow, Employee.full_name)
            .join(Employee, Employee.id == DatedSessionRow.doctor_id)
            .where(Employee.is_active, DatedSessionRow.withdrawn_at.is_(None), DatedSessionRow.day >= today)
            .options(joinedload(DatedSessionRow.room))
            .order_by(DatedSessionRow.day, Employee.full_name, DatedSessionRow.starts, DatedSessionRow.id)
        )
        if doctor_id is not None:
            statement = statement.where(DatedSessionRow.doctor_id == doctor_id)
        return [(row, name) for row, name in self._session.execute(statement)]

    def leaves(self, doctor_id: EmployeeId | None, today: date) -> list[tuple[LeaveRow, str]]:
        """That ends today or later, with the doctor's name: of one, or of all who sit."""
        statement = (
            select(LeaveRow, Employee.full_name)
            .join(Employee, Employee.id == LeaveRow.doctor_id)
            .where(Employee.is_active, LeaveRow.withdrawn_at.is_(None), LeaveRow.last_day >= today)
            .order_by(LeaveRow.first_day, Employee.full_name, LeaveRow.id)
        )
        if doctor_id is not None:
            statement = statement.where(LeaveRow.doctor_id == doctor_id)
        return [(row, name) for row, name in self._session.execute(statement)]

    def doctors(self, doctor_id: EmployeeId | None) -> dict[str, list[EmployeeId]]:
        """By their names, whatever the case of the letters: one, or all."""
        statement = select(Employee.id, Employee.full_name).where(Employee.is_doctor, Employee.is_active)
        if doctor_id is not None:
            statement = statement.where(Employee.id == doctor_id)
        found: dict[str, list[EmployeeId]] = {}
        for key, name in self._session.execute(statement.order_by(Employee.id)):
            found.setdefault(name.casefold(), []).append(key)
        return found

    def rooms(self) -> dict[str, Room]:
        """By their names, whatever the case of the letters."""
        return {room.name.casefold(): room for room in self._session.scalars(select(Room).where(Room.is_active))}

    def changes(
        self, doctor_id: EmployeeId | None, request: ListRosterChanges
    ) -> list[tuple[ScheduleChangeRow, str, str]]:
        """With the doctor and who made them, the newest first; one more than asked for."""
        doctors = select(Employee.id, Employee.full_name).subquery()
        statement = (
            select(ScheduleChangeRow, doctors.c.full_name, Employee.full_name)
            .join(doctors, doctors.c.id == ScheduleChangeRow.doctor_id)
            .join(Employee, Employee.id == ScheduleChangeRow.changed_by)
            .order_by(ScheduleChangeRow.id.desc())
            .limit(request.limit + 1)
        )
        for one in filter(None, (doctor_id, request.doctor_id)):
            statement = statement.where(ScheduleChangeRow.doctor_id == one)
        if request.before is not None:
            statement = statement.where(ScheduleChangeRow.id < request.before)
        return [(change, doctor, who) for change, doctor, who in self._session.execute(statement)]

    def tentatively(self) -> AbstractContextManager[Attempt]:
        """What is written inside stands only if it is kept at the end."""
        return tentatively(self._session)
