"""What is ordered, what came, and who delivers."""

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject

from client.core.aio import latest
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from client.core.upkeep import Upkeep, UpkeepState
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.consulting.finder import Finder, medicines
from client.viewmodels.printing.print_desk import PrintDesk
from client.viewmodels.purchases.order_draft import OrderDraft
from client.viewmodels.purchases.price_history import PriceHistory
from client.viewmodels.purchases.returning import Returning
from client.viewmodels.purchases.unpacking import Unpacking
from shared.contracts import purchases, staff, stock
from shared.errors import ApiError
from shared.ids import MedicineId, PurchaseOrderId, SupplierId
from shared.models.purchases import (
    OPEN_ORDERS,
    OrderStatus,
    OrderView,
    PurchaseOrder,
    PurchaseOrderSummary,
    Supplier,
    SupplierReturn,
)
from shared.models.stock import Store
from shared.money import Currency, minor_digits
from shared.permissions import Permission
from shared.topics import Topic


class Shown(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    SUPPLIERS = "suppliers"
    RETURNS = "returns"


class Act(StrEnum):
    """What is done with an order."""

    CHANGE = "change"
    PLACE = "place"
    RECEIVE = "receive"
    PRINT = "print"
    CLOSE = "close"


@dataclass(frozen=True)
class DeskState(UpkeepState):
    shown: Shown = Shown.OPEN
    orders: tuple[PurchaseOrderSummary, ...] = ()
    suppliers: tuple[Supplier, ...] = ()
    """The retired too."""
    returns: tuple[SupplierReturn, ...] = ()
    stores: tuple[Store, ...] = ()
    chosen: PurchaseOrderId | None = None
    order: PurchaseOrder | None = None
    """The one that is looked at, with its lines."""
    currency: Currency | None = None
    more: bool = False
    known: bool = False

    @property
    def of_orders(self) -> bool:
        return self.shown in {Shown.OPEN, Shown.CLOSED}

    @property
    def in_use(self) -> tuple[Supplier, ...]:
        return tuple(supplier for supplier in self.suppliers if supplier.is_active)

    @property
    def digits(self) -> int:
        """After the point of the hospital's currency."""
        return 2 if self.currency is None else minor_digits(self.currency)


class PurchaseDesk(Upkeep[DeskState]):
    def __init__(
        self,
        calls: Calls,
        changes: Changes,
        session: Session,
        printing: PrintDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(calls, DeskState(), parent)
        self._printing = printing
        self._session = session
        changes.on({Topic.PURCHASES}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        try:
            state = self.state
            if state.currency is None:
                state = replace(state, currency=(await self._calls.send(staff.hospital())).currency)
            suppliers = (await self._calls.send(purchases.suppliers(all=True))).items
            stores = (await self._calls.send(stock.stores())).items
            state = replace(state, suppliers=tuple(suppliers), stores=tuple(stores), more=False)
            if state.shown is Shown.RETURNS:
                returns = await self._calls.send(purchases.returns())
                state = replace(state, returns=tuple(returns.items), more=returns.more)
            elif state.of_orders:
                orders = await self._calls.send(purchases.orders(view=OrderView(state.shown.value)))
                state = replace(state, orders=tuple(orders.items), more=orders.more)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        known = [order.id for order in state.orders]
        chosen = self.state.chosen if self.state.chosen in known else next(iter(known), None)
        self._show(
            replace(state, chosen=chosen, order=self.state.order, busy=self.state.busy, known=True, problem=None)
        )
        self.look()

    def show_list(self, shown: Shown) -> None:
        if shown is not self.state.shown:
            self._show(replace(self.state, shown=shown, orders=(), chosen=None, order=None))
            self.refresh()

    def choose(self, order: PurchaseOrderSummary) -> None:
        if order.id != self.state.chosen:
            self._show(replace(self.state, chosen=order.id, order=None))
            self.look()

    @latest
    async def look(self) -> None:
        """At the lines of the chosen order."""
        if self.state.chosen is None:
            self._show(replace(self.state, order=None))
            return
        try:
            order = await self._calls.send(purchases.get_order(order_id=self.state.chosen))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, order=order))

    def may(self, act: Act) -> bool:
        """Whether the person holds the right, and this order is one for it."""
        order = self.state.order
        if order is None:
            return False
        is_draft, is_open = order.status is OrderStatus.DRAFT, order.status in OPEN_ORDERS
        return {
            Act.CHANGE: is_draft and self.may_order,
            Act.PLACE: is_draft and self.may_order,
            Act.PRINT: bool(order.order_no),
            Act.RECEIVE: is_open and self._session.can(purchases.receive),
            Act.CLOSE: (is_draft or is_open) and self.may_order,
        }[act]

    @property
    def may_order(self) -> bool:
        return self._session.can(purchases.save_order)

    @property
    def may_return(self) -> bool:
        return self._session.can(purchases.return_goods)

    def print_order(self) -> None:
        order = self.state.order
        if order is not None:
            self._printing.purchase_order(order, self._supplier(order.supplier_id))

    def print_return(self, returned: SupplierReturn) -> None:
        self._printing.debit_note(returned, self._supplier(returned.supplier_id))

    def _supplier(self, supplier_id: SupplierId) -> Supplier:
        """The retired are known too: whoever is on a list is among them."""
        return next(supplier for supplier in self.state.suppliers if supplier.id == supplier_id)

    def _with(self, answer: object, state: DeskState) -> DeskState:
        return replace(state, chosen=answer.id) if isinstance(answer, PurchaseOrder) else state

    # What the sheets work with

    def draft(self, order: PurchaseOrder | None) -> OrderDraft:
        may_keep = self._session.can(stock.save_packs)
        return OrderDraft(self._calls, order, self.state.currency, may_keep_packs=may_keep)

    def unpacking(self, order: PurchaseOrder) -> Unpacking:
        return Unpacking(order)

    def returning(self) -> Returning:
        return Returning(self._calls)

    def price_history(self, medicine_id: MedicineId) -> PriceHistory:
        return PriceHistory(self._calls, medicine_id)

    def medicines(self) -> Finder:
        return Finder(self._calls, medicines)

    def second_person(self, supplier_id: SupplierId) -> SecondPerson:
        return SecondPerson(self._calls, Permission.STOCK_ADJUST, supplier_id)
