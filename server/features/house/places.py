"""How departments and rooms are kept: named, renamed, put out of use once nobody is there."""

from server.core.context import Context
from server.features.house.history import History
from server.features.house.places_repository import MOST_PLACES, PlaceRepository
from server.features.staff.tables import Department, Room
from shared.contracts.house import DepartmentInUse, RoomInUse
from shared.ids import DepartmentId, RoomId, new_id
from shared.models.common import Page
from shared.models.house import (
    AddDepartment,
    AddRoom,
    ChangeDepartment,
    ChangeRoom,
    DepartmentDetails,
    HouseChangeKind,
    RoomDetails,
)


class Places:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._places = PlaceRepository(ctx.session)
        self._history = History(ctx)

    def departments(self) -> Page[DepartmentDetails]:
        found = self._places.departments()
        return Page(items=[_department(*each) for each in found[:MOST_PLACES]], more=len(found) > MOST_PLACES)

    def add_department(self, request: AddDepartment) -> DepartmentDetails:
        department = Department(id=DepartmentId(new_id()), name=request.name, is_active=True)
        self._places.add(department)
        self._history.add(HouseChangeKind.DEPARTMENT, department.name, "", department.name)
        self._ctx.touched(department.id)
        return _department(department, 0)

    def change_department(self, request: ChangeDepartment) -> DepartmentDetails:
        """Raises DepartmentInUse: nobody is left in a department that is no more."""
        row = self._places.department(request.department_id)
        self._places.check_name(Department, request.name, row.id)
        people = self._places.people_in(row.id)
        if row.is_active and not request.is_active and people:
            raise DepartmentInUse(people)
        before = _told(row)
        row.name, row.is_active = request.name, request.is_active
        self._history.add(HouseChangeKind.DEPARTMENT, row.name, before, _told(row))
        self._ctx.touched(row.id)
        return _department(row, people)

    def rooms(self) -> Page[RoomDetails]:
        found, people = self._places.rooms(), self._places.people_of(self._ctx.today)
        shown = [_room(row, department, people.get(row.id, [])) for row, department in found[:MOST_PLACES]]
        return Page(items=shown, more=len(found) > MOST_PLACES)

    def add_room(self, request: AddRoom) -> RoomDetails:
        department = self._name_of(request.department_id)
        room = Room(id=RoomId(new_id()), name=request.name, department_id=request.department_id, is_active=True)
        self._places.add(room)
        self._history.add(HouseChangeKind.ROOM, room.name, "", _told(room, department))
        self._ctx.touched(room.id)
        return _room(room, department, [])

    def change_room(self, request: ChangeRoom) -> RoomDetails:
        """Raises RoomInUse: patients are sent to rooms where somebody sits."""
        row = self._places.room(request.room_id)
        self._places.check_name(Room, request.name, row.id)
        people = self._places.people_of(self._ctx.today, row.id).get(row.id, [])
        if row.is_active and not request.is_active and people:
            raise RoomInUse(tuple(people))
        before = _told(row, self._name_of(row.department_id))
        row.name, row.is_active, row.department_id = request.name, request.is_active, request.department_id
        department = self._name_of(row.department_id)
        self._history.add(HouseChangeKind.ROOM, row.name, before, _told(row, department))
        self._ctx.touched(row.id)
        return _room(row, department, people)

    def _name_of(self, department_id: DepartmentId | None) -> str:
        """Raises DepartmentNotFound."""
        return self._places.department(department_id).name if department_id is not None else ""


def _told(place: Department | Room, department: str = "") -> str:
    """For the history: a name in brackets is of what is out of use."""
    words = f"{place.name} · {department}" if department else place.name
    return words if place.is_active else f"({words})"


def _department(row: Department, people: int) -> DepartmentDetails:
    return DepartmentDetails(id=row.id, name=row.name, is_active=row.is_active, people=people)


def _room(row: Room, department: str, people: list[str]) -> RoomDetails:
    return RoomDetails(
        id=row.id,
        name=row.name,
        department_id=row.department_id,
        department=department,
        is_active=row.is_active,
        people=people,
    )
