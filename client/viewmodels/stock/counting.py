"""A store while it is counted: line after line, each kept as it is typed, then the differences, then posted."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from client.core.view_model import ViewModel
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.consulting.finder import Finder, medicines
from shared.contract import Call
from shared.contracts import stock
from shared.errors import ApiError
from shared.ids import ApprovalId, MedicineId, StockBatchId, StockCountId
from shared.models.stock_counts import CountLine, CountStatus, StockCountDetails, Tally
from shared.models.stock_packs import KnownBatch
from shared.permissions import Permission
from shared.topics import Topic

LineKey = tuple[StockBatchId, bool]


class Lines(StrEnum):
    ALL = "all"
    LEFT = "left"
    """Not counted yet."""
    DIFFER = "differ"


@dataclass(frozen=True)
class CountingState:
    count: StockCountDetails | None = None
    shown: Lines = Lines.ALL
    chosen: LineKey | None = None
    sending: bool = False
    batches: tuple[KnownBatch, ...] = ()
    """Of the medicine that was found and is on no line."""
    problem: ApiError | None = None

    @property
    def lines(self) -> tuple[CountLine, ...]:
        """Those that are shown; the one that is being counted stays until another is chosen."""
        if self.count is None:
            return ()
        return tuple(line for line in self.count.lines if self._is_shown(line) or key_of(line) == self.chosen)

    @property
    def line(self) -> CountLine | None:
        return next((line for line in self.lines if key_of(line) == self.chosen), None)

    @property
    def left(self) -> tuple[CountLine, ...]:
        """Nobody has counted them."""
        return () if self.count is None else tuple(line for line in self.count.lines if line.counted is None)

    @property
    def differing(self) -> tuple[CountLine, ...]:
        return () if self.count is None else tuple(line for line in self.count.lines if line.difference)

    @property
    def worth(self) -> Decimal:
        """Of all differences, at cost."""
        return sum((line.worth or Decimal(0) for line in self.differing), Decimal(0))

    @property
    def is_open(self) -> bool:
        return self.count is not None and self.count.status is CountStatus.OPEN

    @property
    def next_key(self) -> LineKey | None:
        """The line under the one that is counted."""
        keys = [key_of(line) for line in self.lines]
        if self.chosen not in keys:
            return keys[0] if keys else None
        place = keys.index(self.chosen) + 1
        return keys[place] if place < len(keys) else self.chosen

    def _is_shown(self, line: CountLine) -> bool:
        match self.shown:
            case Lines.LEFT:
                return line.counted is None
            case Lines.DIFFER:
                return bool(line.difference)
            case Lines.ALL:
                return True


def key_of(line: CountLine) -> LineKey:
    return line.batch_id, line.quarantined


class Counting(ViewModel[CountingState]):
    """What others count of the same list appears while one counts."""

    closed = Signal(object)  # StockCountDetails

    def __init__(
        self,
        calls: Calls,
        changes: Changes,
        session: Session,
        count_id: StockCountId,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(CountingState(), parent)
        self._calls = calls
        self._session = session
        self._count_id = count_id
        changes.on({Topic.STOCK_COUNTS}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        try:
            count = await self._calls.send(stock.get_count(count_id=self._count_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        state = replace(self.state, count=count)
        self._show(state if state.line is not None else replace(state, chosen=state.next_key))

    def show_lines(self, shown: Lines) -> None:
        state = replace(self.state, shown=shown, chosen=None)
        self._show(replace(state, chosen=state.next_key))

    def choose(self, line: CountLine) -> None:
        self._show(replace(self.state, chosen=key_of(line)))

    @property
    def may_count(self) -> bool:
        return self.state.is_open and self._session.can(stock.tally)

    @property
    def may_post(self) -> bool:
        return self.state.is_open and self._session.can(stock.post_count)

    def tally(self, counted: Decimal) -> None:
        """Goes on to the next line at once: the answer is awaited meanwhile."""
        line = self.state.line
        if line is not None and self.may_count:
            self._show(replace(self.state, chosen=self.state.next_key))
            self._keep(Tally(batch_id=line.batch_id, quarantined=line.quarantined, counted=counted))

    @latest
    async def ask_batches(self, medicine_id: MedicineId) -> None:
        """Something lies there that the list does not know."""
        self._show(replace(self.state, batches=(), problem=None))
        try:
            page = await self._calls.send(stock.batches(medicine_id=medicine_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, batches=tuple(page.items)))

    def found(self, batch_id: StockBatchId, counted: Decimal) -> None:
        """It joins the list."""
        self._keep(Tally(batch_id=batch_id, counted=counted))

    @slot
    async def _keep(self, tally: Tally) -> None:
        self._show(replace(self.state, problem=None))
        try:
            answer = await self._calls.send(stock.tally(count_id=self._count_id, lines=[tally]))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem, chosen=(tally.batch_id, tally.quarantined)))
            return
        self._take(answer.lines)

    def medicines(self) -> Finder:
        return Finder(self._calls, medicines)

    def second_person(self) -> SecondPerson:
        return SecondPerson(self._calls, Permission.STOCK_ADJUST, self._count_id)

    def post(self, reason: str, approval_id: ApprovalId) -> None:
        """What nobody counted stays as the card says: the sheet has named it."""
        if self.state.count is not None:
            self._close(
                stock.post_count(
                    count_id=self._count_id,
                    version=self.state.count.version,
                    reason=reason,
                    leave_rest=bool(self.state.left),
                    approval_id=approval_id,
                )
            )

    def drop(self, reason: str) -> None:
        if self.state.count is not None:
            version = self.state.count.version
            self._close(stock.drop_count(count_id=self._count_id, version=version, reason=reason))

    @slot
    async def _close(self, call: Call[Any]) -> None:
        if self.state.sending:
            return
        self._show(replace(self.state, sending=True, problem=None))
        try:
            count = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, sending=False, problem=problem))
            return
        self._show(replace(self.state, sending=False, count=count))
        self.closed.emit(count)

    def _take(self, lines: list[CountLine]) -> None:
        if self.state.count is None:
            return
        fresh = {key_of(line): line for line in lines}
        merged = [fresh.pop(key_of(line), line) for line in self.state.count.lines]
        count = self.state.count.model_copy(update={"lines": [*merged, *fresh.values()]})
        self._show(replace(self.state, count=count))
