"""The list behind a figure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from shared.contract import Call, Endpoint
from shared.errors import ApiError
from shared.models.common import ListPage, Model

Answer = TypeVar("Answer")
Row = TypeVar("Row")
Asked = TypeVar("Asked", bound=Model)
Found = TypeVar("Found", bound=ListPage[Any])


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """What is asked for, and how its answer becomes rows, and whether there are more than these."""

    call: Call[Any]
    rows: Callable[[Any], tuple[Sequence[Row], bool]]
    next: Callable[[Any], Call[Any] | None] = lambda _: None
    """What brings the page after this one."""


def paged(endpoint: Endpoint[..., Asked, Found], asked: Asked) -> Listing[Any]:
    """Of `asked`, whose `after` brings the page after one."""

    def rows(page: Found) -> tuple[Sequence[Any], bool]:
        return page.items, page.next is not None

    def following(page: Found) -> Call[Any] | None:
        return endpoint.bind(asked.model_copy(update={"after": page.next})) if page.next else None

    return Listing(endpoint.bind(asked), rows, following)


@dataclass(frozen=True)
class BehindState(Generic[Row]):
    rows: tuple[Row, ...] = ()
    more: bool = False
    known: bool = False
    problem: ApiError | None = None
    answer: Any = None
    """The last one, for whoever shows more of it than rows."""
    next: Call[Any] | None = None


class Behind(QObject, Generic[Row]):
    state_changed = Signal(object)  # BehindState

    def __init__(self, calls: Calls, listing: Listing[Row], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._listing = listing
        self.state: BehindState[Row] = BehindState()

    @latest
    async def refresh(self) -> None:
        """From the first page on."""
        await self._ask(self._listing.call, ())

    @latest
    async def ask_more(self) -> None:
        if self.state.next is not None:
            await self._ask(self.state.next, self.state.rows)

    async def _ask(self, call: Call[Any], before: tuple[Row, ...]) -> None:
        try:
            answer = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            rows, more = self._listing.rows(answer)
            following = self._listing.next(answer)
            self._show(BehindState((*before, *rows), more, known=True, answer=answer, next=following))

    def _show(self, state: BehindState[Row]) -> None:
        self.state = state
        self.state_changed.emit(state)
