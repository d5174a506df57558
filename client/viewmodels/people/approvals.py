"""What second persons agreed to, day by day."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject

from client.core.aio import latest
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.view_model import ViewModel
from shared.contracts import people
from shared.errors import ApiError
from shared.models.people import ApprovalSummary
from shared.topics import Topic


@dataclass(frozen=True)
class ApprovalsState:
    day: date | None = None
    """None shows the latest."""
    approvals: tuple[ApprovalSummary, ...] = ()
    more: bool = False
    problem: ApiError | None = None


class Approvals(ViewModel[ApprovalsState]):
    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(ApprovalsState(), parent)
        self._calls = calls
        changes.on({Topic.STAFF}, self, self.refresh)

    def show_day(self, day: date | None) -> None:
        """Asks anew for the same one too: nobody is told of a second person's word."""
        self._show(replace(self.state, day=day))
        self.refresh()

    @latest
    async def refresh(self) -> None:
        try:
            found = await self._calls.send(people.approvals(day=self.state.day))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, approvals=tuple(found.items), more=found.more, problem=None))
