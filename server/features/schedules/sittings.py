"""The rooms that doctors sit in by plan, for whatever names one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from server.core.house import House
from server.features.schedules.repository import ScheduleRepository
from server.features.staff.tables import Employee
from shared.ids import EmployeeId, RoomId
from shared.rules.slots import Hours, span_of


@dataclass(frozen=True)
class Sitting:
    """The room somebody sits in: without one, nobody has said where."""

    room_id: RoomId | None
    room: str


class Sittings:
    """Where doctors sit on a day: all of them, or the one who is asked about, in one statement.

    Whoever draws a picture asks anew: hours that begin without a move at the queue show with the next one.
    """

    def __init__(self, session: Session, house: House, day: date, doctor_id: EmployeeId | None = None) -> None:
        zone = ZoneInfo(house.timezone)
        self._planned: dict[EmployeeId, list[tuple[datetime, Sitting]]] = defaultdict(list)
        for row in ScheduleRepository(session).sittings(day, doctor_id):
            begins, _ = span_of(day, Hours(row.starts, row.starts), zone)
            self._planned[row.doctor_id].append((begins, Sitting(row.room_id, row.room)))

    def at(self, doctor_id: EmployeeId, at: datetime, own: Sitting) -> Sitting:
        """In the room planned for the hours begun last, before all of them for the first ones; else the own one."""
        planned = self._planned.get(doctor_id, [])
        begun = [sitting for begins, sitting in planned if begins <= at] or [sitting for _, sitting in planned[:1]]
        return begun[-1] if begun and begun[-1].room_id is not None else own

    def room_of(self, doctor: Employee, at: datetime | None) -> str:
        """The own room when nobody knows when."""
        own = Sitting(doctor.room_id, doctor.room.name if doctor.room else "")
        return own.room if at is None else self.at(doctor.id, at, own).room
