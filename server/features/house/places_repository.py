"""What is asked of the database about departments and rooms."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.features.schedules.tables import DatedSessionRow, WeeklySessionRow
from server.features.staff.tables import Department, Employee, Room
from shared.contracts.house import DepartmentNotFound, PlaceNameTaken, RoomNotFound
from shared.ids import DepartmentId, RoomId

MOST_PLACES: Final = 1000


class PlaceRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, place: Department | Room) -> None:
        """Raises PlaceNameTaken."""
        self.check_name(type(place), place.name)
        self._session.add(place)
        self._session.flush()

    def departments(self) -> Sequence[tuple[Department, int]]:
        """Those in use first, with how many people belong to each; one more than fits."""
        people = (
            select(func.count())
            .where(Employee.department_id == Department.id, Employee.is_active)
            .correlate(Department)
            .scalar_subquery()
        )
        rows = self._session.execute(
            select(Department, people).order_by(Department.is_active.desc(), Department.name).limit(MOST_PLACES + 1)
        )
        return [(row, number) for row, number in rows]

    def rooms(self) -> Sequence[tuple[Room, str]]:
        """Those in use first, with their department's name; one more than fits."""
        rows = self._session.execute(
            select(Room, func.coalesce(Department.name, ""))
            .outerjoin(Department, Department.id == Room.department_id)
            .order_by(Room.is_active.desc(), Room.name)
            .limit(MOST_PLACES + 1)
        )
        return [(row, department) for row, department in rows]

    def people_of(self, today: date, room_id: RoomId | None = None) -> dict[RoomId, list[str]]:
        """Who sits in which room, or is planned to from today on: of one, or of all."""
        sits = select(Employee.room_id, Employee.full_name).where(Employee.is_active, Employee.room_id.is_not(None))
        weekly = (
            select(WeeklySessionRow.room_id, Employee.full_name)
            .join(Employee, Employee.id == WeeklySessionRow.doctor_id)
            .where(
                WeeklySessionRow.withdrawn_at.is_(None),
                WeeklySessionRow.room_id.is_not(None),
                func.coalesce(WeeklySessionRow.valid_until, today) >= today,
            )
        )
        dated = (
            select(DatedSessionRow.room_id, Employee.full_name)
            .join(Employee, Employee.id == DatedSessionRow.doctor_id)
            .where(
                DatedSessionRow.withdrawn_at.is_(None),
                DatedSessionRow.room_id.is_not(None),
                DatedSessionRow.day >= today,
            )
        )
        known = sits.union(weekly, dated).subquery()
        statement: Any = select(known.c.room_id, known.c.full_name).order_by(known.c.full_name)
        if room_id is not None:
            statement = statement.where(known.c.room_id == room_id)
        people: dict[RoomId, list[str]] = {}
        for room, name in self._session.execute(statement):
            people.setdefault(room, []).append(name)
        return people

    def people_in(self, department_id: DepartmentId) -> int:
        return (
            self._session.scalar(
                select(func.count()).where(Employee.department_id == department_id, Employee.is_active)
            )
            or 0
        )

    def department(self, department_id: DepartmentId) -> Department:
        """Locked. Raises DepartmentNotFound."""
        row = self._session.get(Department, department_id, with_for_update=True)
        if row is None:
            raise DepartmentNotFound(department_id)
        return row

    def room(self, room_id: RoomId) -> Room:
        """Locked. Raises RoomNotFound."""
        row = self._session.get(Room, room_id, with_for_update=True)
        if row is None:
            raise RoomNotFound(room_id)
        return row

    def check_name(self, kind: type[Department] | type[Room], name: str, own: UUID | None = None) -> None:
        """Of the two who give one name at once the second waits. Raises PlaceNameTaken."""
        self._session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{kind.__tablename__} {name.lower()}"))))
        taken = self._session.scalar(select(kind.id).where(func.lower(kind.name) == name.lower(), kind.id != own))
        if taken is not None:
            raise PlaceNameTaken(name)
