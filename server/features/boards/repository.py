"""What is asked of the database about how displays are arranged."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, func, or_, select
from sqlalchemy.orm import Session

from server.features.boards.tables import CounterCallRow, DisplayRoom, NoticeRow
from server.features.staff.tables import Employee, Room
from server.features.workstations.tables import Workstation
from shared.contracts.appointments import DoctorNotFound
from shared.contracts.workstations import WorkstationNotFound
from shared.ids import EmployeeId, RoomId, WorkstationId
from shared.models.boards import NoticeKind
from shared.models.workstations import WorkstationKind


class BoardsRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def displays(self) -> list[Workstation]:
        standing = select(Workstation).where(
            Workstation.kind == WorkstationKind.DISPLAY, Workstation.revoked_at.is_(None)
        )
        return list(self._session.scalars(standing.order_by(Workstation.name, Workstation.id)))

    def lock_display(self, workstation_id: WorkstationId) -> Workstation:
        """Two who arrange the same display take turns. Raises WorkstationNotFound for what is no display."""
        display = self._session.scalar(
            select(Workstation)
            .where(
                Workstation.id == workstation_id,
                Workstation.kind == WorkstationKind.DISPLAY,
                Workstation.revoked_at.is_(None),
            )
            .with_for_update()
        )
        if display is None:
            raise WorkstationNotFound(workstation_id)
        return display

    def with_counters(self) -> set[WorkstationId]:
        """The displays of chosen rooms that show calls to counters too."""
        return set(self._session.scalars(select(Workstation.id).where(Workstation.shows_counters)))

    def chosen_rooms(self) -> dict[WorkstationId, set[RoomId]]:
        """Of every display that does not show the whole house."""
        chosen: dict[WorkstationId, set[RoomId]] = defaultdict(set)
        for row in self._session.execute(select(DisplayRoom.workstation_id, DisplayRoom.room_id)):
            chosen[row.workstation_id].add(row.room_id)
        return chosen

    def choose(self, workstation_id: WorkstationId, room_ids: Collection[RoomId]) -> None:
        self._session.execute(delete(DisplayRoom).where(DisplayRoom.workstation_id == workstation_id))
        self._session.add_all(DisplayRoom(workstation_id=workstation_id, room_id=room) for room in set(room_ids))

    def rooms(self) -> list[tuple[RoomId, str, str | None]]:
        """Every room in use, a row for each doctor in it."""
        doctors = (Employee.room_id == Room.id) & Employee.is_doctor & Employee.is_active
        found = self._session.execute(
            select(Room.id, Room.name, Employee.full_name)
            .outerjoin(Employee, doctors)
            .where(Room.is_active)
            .order_by(Room.name, Employee.full_name)
        )
        return [(row.id, row.name, row.full_name) for row in found]

    def add_call(self, call: CounterCallRow) -> None:
        self._session.add(call)

    def counter_calls(self, day: date, most: int) -> list[Row[*tuple[Any, ...]]]:
        """The newest of each number, and how often it was called."""
        return list(
            self._session.execute(
                select(
                    CounterCallRow.token,
                    Workstation.name.label("counter"),
                    func.max(CounterCallRow.called_at).label("called_at"),
                    func.count().label("calls"),
                )
                .join(Workstation, Workstation.id == CounterCallRow.workstation_id)
                .where(CounterCallRow.day == day)
                .group_by(CounterCallRow.token, Workstation.id)
                .order_by(func.max(CounterCallRow.called_at).desc(), CounterCallRow.token)
                .limit(most)
            )
        )

    def calls_of_day(self, day: date) -> int:
        """It only grows while the day lasts."""
        found = select(func.count()).select_from(CounterCallRow).where(CounterCallRow.day == day)
        return self._session.scalars(found).one()

    def notices(self, day: date) -> list[Row[*tuple[Any, ...]]]:
        """In their order; that a doctor is away holds for its day only."""
        return list(
            self._session.execute(
                select(NoticeRow.kind, NoticeRow.at, NoticeRow.doctor_id, Employee.full_name.label("doctor"))
                .outerjoin(Employee, Employee.id == NoticeRow.doctor_id)
                .where(or_(NoticeRow.kind != NoticeKind.DOCTOR_AWAY, NoticeRow.posted_on == day))
                .order_by(NoticeRow.id)
            )
        )

    def replace_notices(self, notices: Iterable[NoticeRow]) -> None:
        self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("board_notices", 0))))
        self._session.execute(delete(NoticeRow))
        self._session.add_all(notices)
        self._session.flush()  # the setup that answers is read with columns, not entities

    def check_doctor(self, doctor_id: EmployeeId) -> None:
        found = self._session.scalar(
            select(Employee.id).where(Employee.id == doctor_id, Employee.is_doctor, Employee.is_active)
        )
        if found is None:
            raise DoctorNotFound(doctor_id)
