"""Departments and rooms while they are kept up."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from client.core.aio import latest
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.upkeep import Upkeep, UpkeepState
from shared.contracts import house
from shared.errors import ApiError
from shared.models.house import DepartmentDetails, RoomDetails
from shared.topics import Topic


@dataclass(frozen=True)
class PlacesState(UpkeepState):
    departments: tuple[DepartmentDetails, ...] = ()
    rooms: tuple[RoomDetails, ...] = ()
    more: bool = False
    """Not all of them fit into the lists."""
    known: bool = False


class PlacesDesk(Upkeep[PlacesState]):
    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(calls, PlacesState(), parent)
        changes.on({Topic.STAFF, Topic.SCHEDULES}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        asked = self._calls.send(house.departments()), self._calls.send(house.rooms())
        try:
            departments, rooms = await asked[0], await asked[1]
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(
                replace(
                    self.state,
                    departments=tuple(departments.items),
                    rooms=tuple(rooms.items),
                    more=departments.more or rooms.more,
                    known=True,
                    problem=None,
                )
            )
