"""A delivery while it is unpacked: what came of each line of the order, batch by batch."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject

from client.core.view_model import ViewModel
from shared.contract import Call
from shared.contracts import purchases
from shared.models.purchases import GoodsBooked, PurchaseOrder, PurchaseOrderLine, ReceiveGoods
from shared.rules.purchases import rise


@dataclass(frozen=True)
class UnpackedBatch:
    """What is None is missing, or no number and no date."""

    line: int
    batch_no: str
    expires_on: date | None
    packs: int | None
    free_packs: int
    pack_price: Decimal | None
    price: Decimal | None

    @property
    def is_complete(self) -> bool:
        counted = self.packs is not None and self.packs + self.free_packs > 0
        return counted and bool(self.batch_no) and None not in (self.expires_on, self.pack_price, self.price)


@dataclass(frozen=True)
class UnpackingState:
    order: PurchaseOrder
    batches: tuple[UnpackedBatch, ...] = ()
    chosen: int = 1

    @property
    def line(self) -> PurchaseOrderLine:
        return self.order.lines[self.chosen - 1]

    def came(self, line: PurchaseOrderLine) -> int:
        """Packs to be paid for in this delivery."""
        return sum(batch.packs or 0 for batch in self.batches if batch.line == line.line)

    def left(self, line: PurchaseOrderLine) -> int:
        return line.left - self.came(line)

    @property
    def too_many(self) -> tuple[PurchaseOrderLine, ...]:
        """More of them came than is to come."""
        return tuple(line for line in self.order.lines if self.came(line) and self.left(line) < 0)

    @property
    def missing(self) -> tuple[PurchaseOrderLine, ...]:
        """Not all of it came, neither now nor before."""
        return tuple(line for line in self.order.lines if self.left(line) > 0)

    def rise(self, pack_price: Decimal | None) -> Decimal | None:
        """Above what was ordered, where that is worth saying."""
        return None if pack_price is None else rise(self.line.pack_price, pack_price)


class Unpacking(ViewModel[UnpackingState]):
    def __init__(self, order: PurchaseOrder, parent: QObject | None = None) -> None:
        super().__init__(UnpackingState(order), parent)
        self.state = replace(self.state, chosen=_first_waiting(self.state, order.lines))

    def choose(self, line: PurchaseOrderLine) -> None:
        self._show(replace(self.state, chosen=line.line))

    def add(self, batch: UnpackedBatch) -> None:
        """Goes on to the next line of which something is to come; a line that came in part waits for its next batch."""
        state = replace(self.state, batches=(*self.state.batches, batch))
        if state.left(state.line) <= 0:
            after = [*state.order.lines[state.chosen :], *state.order.lines[: state.chosen]]
            state = replace(state, chosen=_first_waiting(state, after))
        self._show(state)

    def remove(self, batch: UnpackedBatch) -> None:
        batches = tuple(each for each in self.state.batches if each is not batch)
        self._show(replace(self.state, batches=batches, chosen=batch.line))

    def call(self, delivery_note: str, *, more_than_ordered: bool) -> Call[GoodsBooked]:
        """Raises ValidationError for what is no delivery."""
        said: dict[str, Any] = {
            "order_id": self.state.order.id,
            "version": self.state.order.version,
            "delivery_note": delivery_note,
            "lines": [vars(batch) for batch in self.state.batches],
            "more_than_ordered": more_than_ordered,
        }
        return purchases.receive.bind(ReceiveGoods.model_validate(said))


def _first_waiting(state: UnpackingState, lines: Iterable[PurchaseOrderLine]) -> int:
    lines = list(lines)
    return next((line.line for line in lines if state.left(line) > 0), lines[0].line)
