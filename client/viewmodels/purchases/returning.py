"""Goods that go back: found on the shelves, and how many of each."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject

from client.core.aio import latest
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.contracts import purchases, stock
from shared.errors import ApiError
from shared.ids import ApprovalId, StoreId, SupplierId
from shared.models.purchases import ReturnGoods, SupplierReturn
from shared.models.stock import StockView, StoredBatch


@dataclass(frozen=True)
class ReturnedBatch:
    batch: StoredBatch
    quantity: Decimal

    @property
    def amount(self) -> Decimal:
        """About: the debit note is rounded line by line."""
        return self.quantity * self.batch.cost


@dataclass(frozen=True)
class ReturningState:
    store_id: StoreId | None = None
    view: StockView = StockView.ASIDE
    term: str = ""
    found: tuple[StoredBatch, ...] = ()
    lines: tuple[ReturnedBatch, ...] = ()
    problem: ApiError | None = None

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def key_of(batch: StoredBatch) -> tuple[object, bool]:
    return batch.batch_id, batch.quarantined


class Returning(ViewModel[ReturningState]):
    """What is set aside or recalled is offered first; by a search anything can go back."""

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(ReturningState(), parent)
        self._calls = calls

    def use_store(self, store_id: StoreId | None) -> None:
        """Goods of another store go back on another note."""
        if store_id != self.state.store_id:
            self._show(replace(self.state, store_id=store_id, lines=()))
            self.find(self.state.term)

    def show_view(self, view: StockView) -> None:
        self._show(replace(self.state, view=view))
        self.find(self.state.term)

    @latest
    async def find(self, term: str) -> None:
        self._show(replace(self.state, term=term))
        if self.state.store_id is None:
            return
        asked = stock.on_hand(term=term, view=self.state.view, store_id=self.state.store_id, limit=100)
        try:
            page = await self._calls.send(asked)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, found=tuple(page.items), problem=None))

    def put(self, batch: StoredBatch, quantity: Decimal) -> None:
        """So many of it; none takes it off the note."""
        others = tuple(line for line in self.state.lines if key_of(line.batch) != key_of(batch))
        new = (ReturnedBatch(batch, quantity),) if quantity else ()
        self._show(replace(self.state, lines=(*others, *new)))

    def call(self, supplier_id: SupplierId, reason: str, approval_id: ApprovalId) -> Call[SupplierReturn]:
        said: dict[str, Any] = {
            "supplier_id": supplier_id,
            "store_id": self.state.store_id,
            "reason": reason,
            "approval_id": approval_id,
            "lines": [
                {
                    "batch_id": line.batch.batch_id,
                    "quarantined": line.batch.quarantined,
                    "quantity": line.quantity,
                }
                for line in self.state.lines
            ],
        }
        return purchases.return_goods.bind(ReturnGoods.model_validate(said))
