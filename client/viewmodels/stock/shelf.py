"""What lies in the stores, and what a pharmacist does with a batch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto
from typing import Any, Final

from PySide6.QtCore import QObject, Signal, SignalInstance

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from client.core.view_model import ViewModel
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.stock.counting import Counting
from client.viewmodels.stock.levels import Levels
from client.viewmodels.stock.stores import Stores
from shared.contract import Call, Endpoint
from shared.contracts import stock
from shared.errors import ApiError
from shared.ids import ApprovalId, StockBatchId, StoreId
from shared.models.common import Nothing
from shared.models.stock import ArrivedLine, ReorderLine, SentLine, StockView, Store, StoredBatch, Transfer
from shared.models.stock_counts import StockCount, StockCountDetails
from shared.permissions import Permission
from shared.topics import Topic


class Shown(Enum):
    """Which list: one of batches, or what is to be ordered."""

    ALL = StockView.ALL
    SOON = StockView.SOON
    ASIDE = StockView.ASIDE
    CONTROLLED = StockView.CONTROLLED
    ORDER = "order"
    ON_THE_WAY = "on_the_way"
    COUNTS = "counts"


class Act(Enum):
    SET_ASIDE = auto()
    RELEASE = auto()
    DESTROY = auto()
    COUNT = auto()
    RECALL = auto()
    TAKE_BACK = auto()

    @property
    def needs_second(self) -> bool:
        return self in {Act.DESTROY, Act.COUNT, Act.TAKE_BACK}

    @property
    def has_quantity(self) -> bool:
        return self not in {Act.RECALL, Act.TAKE_BACK}


@dataclass(frozen=True)
class ShelfState:
    stores: tuple[Store, ...] = ()
    store_id: StoreId | None = None
    """None for all of them."""
    shown: Shown = Shown.ALL
    term: str = ""
    rows: tuple[StoredBatch, ...] = ()
    more: bool = False
    orders: tuple[ReorderLine, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    counts: tuple[StockCount, ...] = ()
    chosen: tuple[StoreId, StockBatchId, bool] | None = None
    known: bool = False
    sending: bool = False
    problem: ApiError | None = None

    @property
    def batch(self) -> StoredBatch | None:
        """The one that is looked at, as long as it is on the list."""
        return next((row for row in self.rows if key_of(row) == self.chosen), None)

    @property
    def home(self) -> StoreId | None:
        """Where goods are booked in: the store that is looked at, else the first."""
        return self.store_id or (self.stores[0].id if self.stores else None)

    @property
    def home_store(self) -> Store | None:
        return next((store for store in self.stores if store.id == self.home), None)


def key_of(row: StoredBatch) -> tuple[StoreId, StockBatchId, bool]:
    return row.store_id, row.batch_id, row.quarantined


class Shelf(ViewModel[ShelfState]):
    """The list stays as it was while the server is away."""

    done = Signal(object, object)  # Act, StoredBatch
    sent = Signal(object)  # Transfer
    arrived = Signal(object)  # Transfer
    counted = Signal(object)  # StockCountDetails
    corrected = Signal(object)  # Nothing

    def __init__(self, calls: Calls, changes: Changes, session: Session, parent: QObject | None = None) -> None:
        super().__init__(ShelfState(), parent)
        self._calls = calls
        self._changes = changes
        self._session = session
        changes.on({Topic.STOCK}, self, self.refresh)
        changes.on({Topic.STOCK_COUNTS}, self, self._follow_counts)

    @latest
    async def refresh(self) -> None:
        try:
            stores = tuple((await self._calls.send(stock.stores())).items)
            state = replace(self.state, stores=stores, rows=(), orders=(), transfers=(), counts=(), more=False)
            if state.shown is Shown.ORDER:
                home = state.home
                orders = (await self._calls.send(stock.reorder(store_id=home))).items if home else ()
                state = replace(state, orders=tuple(orders))
            elif state.shown is Shown.ON_THE_WAY:
                transfers = await self._calls.send(stock.transfers(store_id=state.store_id))
                state = replace(state, transfers=tuple(transfers.items), more=transfers.more)
            elif state.shown is Shown.COUNTS:
                counts = await self._calls.send(stock.counts(store_id=state.store_id))
                state = replace(state, counts=tuple(counts.items), more=counts.more)
            else:
                asked = stock.on_hand(term=state.term, view=state.shown.value, store_id=state.store_id)
                page = await self._calls.send(asked)
                state = replace(state, rows=tuple(page.items), more=page.more)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        # What was chosen meanwhile stays chosen.
        state = replace(state, chosen=self.state.chosen, sending=self.state.sending, known=True, problem=None)
        if state.batch is None:
            state = replace(state, chosen=key_of(state.rows[0]) if state.rows else None)
        self._show(state)

    def look_for(self, term: str) -> None:
        self._ask(replace(self.state, term=term.strip()))

    def show_list(self, shown: Shown) -> None:
        self._ask(replace(self.state, shown=shown))

    def show_store(self, store_id: StoreId | None) -> None:
        self._ask(replace(self.state, store_id=store_id))

    def choose(self, row: StoredBatch) -> None:
        self._show(replace(self.state, chosen=key_of(row)))

    def may(self, act: Act) -> bool:
        """Whether the person holds the right, and this batch is one for it."""
        batch = self.state.batch
        if batch is None or not self._session.can(_CALLS[act]):
            return False
        return {
            Act.SET_ASIDE: not batch.quarantined,
            Act.RELEASE: batch.quarantined and not batch.is_expired and not batch.recalled,
            Act.RECALL: not batch.recalled,
            Act.TAKE_BACK: batch.recalled,
        }.get(act, True)

    @property
    def may_receive(self) -> bool:
        return self._session.can(stock.receive) and self.state.home is not None

    @property
    def may_count(self) -> bool:
        return self._session.can(stock.open_count) and self.state.home is not None

    @property
    def may_correct(self) -> bool:
        return self._session.can(stock.correct_batch)

    @property
    def may_transfer(self) -> bool:
        return self._session.can(stock.send)

    @slot
    async def send(self, batch: StoredBatch, to_store: StoreId, quantity: Decimal) -> None:
        line = SentLine(medicine_id=batch.medicine_id, batch_id=batch.batch_id, quantity=quantity)
        await self._tell(stock.send(store_id=batch.store_id, to_store_id=to_store, lines=[line]), self.sent)

    @slot
    async def accept(
        self, transfer: Transfer, counted: Sequence[ArrivedLine], explanation: str, *, back_to_sender: bool
    ) -> None:
        call = stock.accept(
            transfer_id=transfer.id,
            version=transfer.version,
            lines=list(counted),
            back_to_sender=back_to_sender,
            explanation=explanation,
        )
        await self._tell(call, self.arrived)

    @slot
    async def open_count(self, call: Call[StockCountDetails]) -> None:
        await self._tell(call, self.counted)

    @slot
    async def correct(self, call: Call[Nothing]) -> None:
        await self._tell(call, self.corrected)

    async def _tell(self, call: Call[Any], told: SignalInstance) -> None:
        if self.state.sending:
            return
        self._show(replace(self.state, sending=True, problem=None))
        try:
            answer = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, sending=False, problem=problem))
            return
        self._show(replace(self.state, sending=False))
        told.emit(answer)
        self.refresh()

    def counting(self, count: StockCount) -> Counting:
        return Counting(self._calls, self._changes, self._session, count.id)

    def levels(self, store_id: StoreId) -> Levels:
        return Levels(self._calls, self._session, store_id)

    @property
    def may_keep_stores(self) -> bool:
        return self._session.can(stock.save_store)

    def all_stores(self) -> Stores:
        return Stores(self._calls)

    def second_person(self, batch: StoredBatch) -> SecondPerson:
        return SecondPerson(self._calls, Permission.STOCK_ADJUST, batch.batch_id)

    @slot
    async def do(
        self, act: Act, batch: StoredBatch, quantity: Decimal, reason: str, approval_id: ApprovalId | None = None
    ) -> None:
        """`quantity`: how many are meant; when counting, how many there are."""
        if self.state.sending:
            return
        self._show(replace(self.state, sending=True, problem=None))
        try:
            await self._calls.send(_call(act, batch, quantity, reason, approval_id))
        except ApiError as problem:
            self._show(replace(self.state, sending=False, problem=problem))
            return
        self._show(replace(self.state, sending=False))
        self.done.emit(act, batch)
        self.refresh()

    def forget_problem(self) -> None:
        self._show(replace(self.state, problem=None))

    def _follow_counts(self) -> None:
        if self.state.shown is Shown.COUNTS:
            self.refresh()

    def _ask(self, state: ShelfState) -> None:
        if state != self.state:
            self._show(state)
            self.refresh()


_CALLS: Final[dict[Act, Endpoint[..., Any, Any]]] = {
    Act.SET_ASIDE: stock.set_aside,
    Act.RELEASE: stock.release,
    Act.DESTROY: stock.destroy,
    Act.COUNT: stock.adjust,
    Act.RECALL: stock.recall,
    Act.TAKE_BACK: stock.recall,
}


def _call(act: Act, batch: StoredBatch, quantity: Decimal, reason: str, approval_id: ApprovalId | None) -> Call[Any]:
    here: dict[str, Any] = {"store_id": batch.store_id, "batch_id": batch.batch_id, "reason": reason}
    match act:
        case Act.SET_ASIDE:
            return stock.set_aside(**here, quantity=quantity)
        case Act.RELEASE:
            return stock.release(**here, quantity=quantity)
        case Act.DESTROY:
            return stock.destroy(**here, quantity=quantity, quarantined=batch.quarantined, approval_id=approval_id)
        case Act.COUNT:
            change = quantity - batch.on_hand
            return stock.adjust(**here, change=change, quarantined=batch.quarantined, approval_id=approval_id)
        case Act.RECALL | Act.TAKE_BACK:
            recalled = act is Act.RECALL
            return stock.recall(batch_id=batch.batch_id, recalled=recalled, reason=reason, approval_id=approval_id)
