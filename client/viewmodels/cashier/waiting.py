"""Who waits to pay, found by token, number, name or scan."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.view_model import ViewModel
from shared.contracts import billing
from shared.errors import ApiError
from shared.models.billing import BillSummary
from shared.topics import Topic


@dataclass(frozen=True)
class WaitingState:
    """`more` says that the list is longer than what is shown of it."""

    term: str = ""
    bills: tuple[BillSummary, ...] = ()
    more: bool = False
    known: bool = False
    problem: ApiError | None = None


class WaitingToPay(ViewModel[WaitingState]):
    """The list stays as it was while the server is away."""

    found = Signal(object)  # BillSummary

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(WaitingState(), parent)
        self._calls = calls
        changes.on({Topic.BILLING}, self, self.refresh)

    @slot
    async def refresh(self) -> None:
        await self.search(self.state.term)

    @latest
    async def search(self, term: str) -> None:
        self._show(replace(self.state, term=term))
        try:
            page = await self._calls.send(billing.unpaid(term=term))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(WaitingState(term, tuple(page.items), page.more, known=True))

    @slot
    async def find(self, term: str) -> None:
        """For Enter and for a scanner: the first that fits is the one that was meant.

        Asked apart from the list: a push that refreshes it must not swallow the Enter.
        """
        self.search(term)
        try:
            page = await self._calls.send(billing.unpaid(term=term))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        if page.items:
            self.found.emit(page.items[0])
