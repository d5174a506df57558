"""The days on which the house is closed, while they are kept up."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject

from client.core.aio import latest
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.upkeep import Upkeep, UpkeepState
from shared.contracts import house
from shared.errors import ApiError
from shared.models.house import BookedThere, ClosingDay
from shared.topics import Topic


@dataclass(frozen=True)
class ClosingState(UpkeepState):
    days: tuple[ClosingDay, ...] = ()
    more: bool = False
    booked: tuple[BookedThere, ...] = ()
    """Who are booked on the days that are looked at."""
    looked: bool = False
    unknown: ApiError | None = None
    """Why it could not be looked."""


class ClosingDesk(Upkeep[ClosingState]):
    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(calls, ClosingState(), parent)
        changes.on({Topic.SCHEDULES, Topic.APPOINTMENTS}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        try:
            page = await self._calls.send(house.closing_days())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, days=tuple(page.items), more=page.more, problem=None))

    @latest
    async def look(self, first: date | None, last: date | None) -> None:
        """Days that are not possible have nobody."""
        self._show(replace(self.state, booked=(), looked=False, unknown=None))
        if first is None or last is None:
            return
        try:
            page = await self._calls.send(house.booked_there(first_day=first, last_day=last))
        except ValueError:  # days that make no request are refused when they are sent
            return
        except ApiError as problem:
            self._show(replace(self.state, unknown=problem))
            return
        self._show(replace(self.state, booked=tuple(page.items), looked=True))
