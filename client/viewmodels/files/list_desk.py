"""A list of the hospital while it is kept up: what there is of a term, and who changed what."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from client.core.aio import Task, latest
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.history import AskChanges, History
from client.core.upkeep import Upkeep, UpkeepState
from client.viewmodels.files.transfer import FileCalls, FileTransfer
from shared.contract import Call
from shared.errors import ApiError
from shared.models.common import Page
from shared.topics import Topic


@dataclass(frozen=True)
class ListCalls:
    """How a list is asked for by a term, its changes or those of an entry, and its files."""

    entries: Callable[[str], Call[Page[Any]]]
    changes: AskChanges
    files: FileCalls
    topic: Topic


@dataclass(frozen=True)
class ListState(UpkeepState):
    term: str = ""
    entries: tuple[Any, ...] = ()
    more: bool = False
    known: bool = False


class ListDesk(Upkeep[ListState]):
    def __init__(self, calls: Calls, changes: Changes, asks: ListCalls, parent: QObject | None = None) -> None:
        super().__init__(calls, ListState(), parent)
        self._asks = asks
        self.history = History(calls, asks.changes, self)
        changes.on({asks.topic}, self, self.refresh)

    def transfer(self, _file: Path) -> FileTransfer:
        return FileTransfer(self._calls, self._asks.files)

    def search(self, term: str) -> None:
        self._show(replace(self.state, term=term))
        self._read()

    def refresh(self) -> Task[None]:
        self.history.refresh()
        return self._read()

    @latest
    async def _read(self) -> None:
        try:
            found = await self._calls.send(self._asks.entries(self.state.term))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, entries=tuple(found.items), more=found.more, known=True, problem=None))
