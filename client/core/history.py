"""Who changed what, the newest first: of all, or of one entry alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from PySide6.QtCore import QObject

from client.core.aio import latest
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.errors import ApiError
from shared.models.common import Page

AskChanges: TypeAlias = Callable[[Any, Any], Call[Page[Any]]]
"""Of an entry, or of all where it is None; those before the change with this id, or the newest where it is None."""


@dataclass(frozen=True)
class HistoryState:
    of: Any = None
    """The entry whose changes these are; None is all."""
    changes: tuple[Any, ...] = ()
    more: bool = False
    known: bool = False
    problem: ApiError | None = None


class History(ViewModel[HistoryState]):
    """Whoever owns it says when to read anew."""

    def __init__(self, calls: Calls, ask: AskChanges, parent: QObject | None = None) -> None:
        super().__init__(HistoryState(), parent)
        self._calls, self._ask = calls, ask
        self._anew = self._older = False

    def refresh(self) -> None:
        """Older ones that were asked for stay below the new."""
        self._anew = True
        self._read()

    def show_older(self) -> None:
        self._older = True
        self._read()

    def show_of(self, entry: Any) -> None:
        self._show(HistoryState(of=entry))
        self._older = False
        self.refresh()

    @latest
    async def _read(self) -> None:
        """The newest first, then older ones: who asks for one of them while the other is on its way gets both."""
        while self._anew or self._older:
            newest = self._anew
            above = () if newest else self.state.changes
            try:
                page = await self._calls.send(self._ask(self.state.of, above[-1].id if above else None))
            except ApiError as problem:
                self._anew = self._older = False
                self._show(replace(self.state, problem=problem))
                return
            below = _below(page.items, self.state.changes) if newest else ()
            more = self.state.more if below else page.more
            self._anew, self._older = False, self._older and newest
            self._show(HistoryState(self.state.of, (*above, *page.items, *below), more, known=True))


def _below(newest: Sequence[Any], known: Sequence[Any]) -> Sequence[Any]:
    """Those known that follow the newest page without a gap."""
    places = {one.id: place for place, one in enumerate(known)}
    last = places.get(newest[-1].id) if newest else None
    return () if last is None else known[last + 1 :]
