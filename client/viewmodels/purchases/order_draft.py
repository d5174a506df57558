"""An order while it is written: what is asked for, in which packs, beside what it cost the last time."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from shared.contract import Call
from shared.contracts import purchases, stock
from shared.errors import ApiError
from shared.ids import StoreId, SupplierId
from shared.models.prescriptions import Medicine
from shared.models.purchases import Offer, ProposedLine, PurchaseOrder, PurchaseOrderLine, SaveOrder
from shared.models.stock_packs import Pack
from shared.money import Currency
from shared.rules.purchases import Cost, cost_of, rise, unit_price

_TAKA = Currency("BDT")


@dataclass(frozen=True)
class DraftLine:
    medicine: Medicine
    pack: Pack
    packs: int
    pack_price: Decimal
    tax_rate: Decimal

    @property
    def units(self) -> Decimal:
        return self.packs * self.pack.units

    def cost(self, currency: Currency | None) -> Cost:
        return cost_of(self.packs, self.pack_price, self.tax_rate, currency or _TAKA)


@dataclass(frozen=True)
class DraftState:
    supplier_id: SupplierId | None = None
    store_id: StoreId | None = None
    lines: tuple[DraftLine, ...] = ()
    medicine: Medicine | None = None
    """The one of which a line is being typed."""
    wish: Pack | None = None
    """In which pack it was typed before."""
    offer: Offer | None = None
    """What is known of it."""
    currency: Currency | None = None
    proposed: int | None = None
    """So many lines were proposed just now."""
    problem: ApiError | None = None

    @property
    def total(self) -> Decimal:
        return sum((line.cost(self.currency).total for line in self.lines), Decimal(0))

    @property
    def packs(self) -> tuple[Pack, ...]:
        """In which it can be ordered: as it was typed, else that of the last time, first; one by one last."""
        if self.medicine is None:
            return ()
        known = [] if self.wish is None else [self.wish]
        if self.offer is not None and self.offer.last is not None:
            known.append(Pack(name=self.offer.last.pack, units=self.offer.last.pack_size))
        known += [] if self.offer is None else self.offer.packs
        known.append(Pack(name=self.medicine.form.value, units=Decimal(1)))
        return tuple(dict.fromkeys(known))

    def rise(self, pack: Pack, pack_price: Decimal) -> Decimal | None:
        """Above the last price of this supplier, where that is worth saying."""
        last = None if self.offer is None else self.offer.last
        return None if last is None else rise(last.unit_price, unit_price(pack_price, pack.units))


class OrderDraft(QObject):
    state_changed = Signal(object)  # DraftState

    def __init__(
        self,
        calls: Calls,
        order: PurchaseOrder | None,
        currency: Currency | None,
        parent: QObject | None = None,
        *,
        may_keep_packs: bool = True,
    ) -> None:
        super().__init__(parent)
        self.order = order
        self.may_keep_packs = may_keep_packs
        self.state = DraftState(currency=currency)
        if order is not None:
            lines = tuple(_known(line) for line in order.lines)
            self.state = replace(self.state, supplier_id=order.supplier_id, store_id=order.store_id, lines=lines)
        self._calls = calls

    def use(self, supplier_id: SupplierId | None, store_id: StoreId | None) -> None:
        self._show(replace(self.state, supplier_id=supplier_id, store_id=store_id))
        if self.state.medicine is not None:
            self.take(self.state.medicine, self.state.wish)

    @latest
    async def take(self, medicine: Medicine, wish: Pack | None = None) -> None:
        """A line of it is being typed: asks what is known."""
        self._show(replace(self.state, medicine=medicine, wish=wish, offer=None, problem=None))
        if self.state.supplier_id is None:
            return
        try:
            offer = await self._calls.send(purchases.offer(supplier_id=self.state.supplier_id, medicine_id=medicine.id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, offer=offer))

    @slot
    async def keep_packs(self, packs: list[Pack]) -> None:
        medicine = self.state.medicine
        if medicine is None:
            return
        try:
            await self._calls.send(stock.save_packs(medicine_id=medicine.id, packs=packs))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self.take(medicine)

    def add(self, line: DraftLine) -> None:
        """Of a medicine that is on the order in the same pack, the new line takes the place of the old."""
        others = (each for each in self.state.lines if (each.medicine.id, each.pack) != (line.medicine.id, line.pack))
        self._show(replace(self.state, lines=(*others, line), medicine=None, wish=None, offer=None, proposed=None))

    def remove(self, line: DraftLine) -> None:
        self._show(replace(self.state, lines=tuple(each for each in self.state.lines if each != line)))

    @latest
    async def propose(self) -> None:
        """Adds what the store needs; what is on the order already stays as it was typed."""
        if self.state.supplier_id is None or self.state.store_id is None:
            return
        try:
            page = await self._calls.send(
                purchases.propose(supplier_id=self.state.supplier_id, store_id=self.state.store_id)
            )
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        typed = {line.medicine.id for line in self.state.lines}
        fresh = tuple(_proposed(line) for line in page.items if line.medicine.id not in typed)
        self._show(replace(self.state, lines=(*self.state.lines, *fresh), proposed=len(fresh), problem=None))

    def call(self, expected_on: date | None, note: str) -> Call[PurchaseOrder]:
        """Raises ValidationError for what is no order."""
        said: dict[str, Any] = {
            "order_id": self.order.id if self.order else None,
            "version": self.order.version if self.order else None,
            "supplier_id": self.state.supplier_id,
            "store_id": self.state.store_id,
            "expected_on": expected_on,
            "note": note,
            "lines": [
                {
                    "medicine_id": line.medicine.id,
                    "pack": line.pack.name,
                    "pack_size": line.pack.units,
                    "packs": line.packs,
                    "pack_price": line.pack_price,
                    "tax_rate": line.tax_rate,
                }
                for line in self.state.lines
            ],
        }
        return purchases.save_order.bind(SaveOrder.model_validate(said))

    def _show(self, state: DraftState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)


def _known(line: PurchaseOrderLine) -> DraftLine:
    pack = Pack(name=line.pack, units=line.pack_size)
    return DraftLine(line.medicine, pack, line.packs, line.pack_price, line.tax_rate)


def _proposed(line: ProposedLine) -> DraftLine:
    """At the last price; at none it has to be typed."""
    price = line.last.pack_price if line.last else Decimal(0)
    tax_rate = line.last.tax_rate if line.last else Decimal(0)
    return DraftLine(line.medicine, line.pack, line.packs, price, tax_rate)
