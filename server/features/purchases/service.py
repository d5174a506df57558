"""Suppliers, and what is ordered from them."""

from server.core.context import Context
from server.core.counters import next_number
from server.features.purchases.goods_repository import GoodsRepository
from server.features.purchases.repository import PurchaseRepository
from server.features.purchases.tables import PurchaseOrderLineRow, PurchaseOrderRow, SupplierRow
from server.features.purchases.wire import goods_received, order_summary, whole_order
from server.features.stock.repository import StockRepository
from shared.contracts.purchases import OrderStateConflict, SupplierNameTaken, SupplierRetired
from shared.errors import StaleVersion
from shared.ids import PurchaseOrderId, SupplierId, new_id
from shared.models.common import Page
from shared.models.purchases import (
    CloseOrder,
    GetOrder,
    ListOrders,
    ListSuppliers,
    OrderedLine,
    OrderStatus,
    PlaceOrder,
    PurchaseOrder,
    PurchaseOrderSummary,
    SaveOrder,
    SaveSupplier,
    Supplier,
)
from shared.rules.purchases import cost_of


class PurchaseService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._purchases = PurchaseRepository(ctx.session)
        self._goods = GoodsRepository(ctx.session)
        self._stock = StockRepository(ctx.session)

    # Suppliers

    def suppliers(self, request: ListSuppliers) -> Page[Supplier]:
        return Page(items=[Supplier.model_validate(row) for row in self._purchases.suppliers(retired=request.all)])

    def save_supplier(self, request: SaveSupplier) -> Supplier:
        """Raises SupplierNotFound, StaleVersion, SupplierNameTaken."""
        supplier = SupplierRow(id=SupplierId(new_id()))
        if request.supplier_id is not None:
            supplier = self._purchases.supplier_locked(request.supplier_id)
            if supplier.version != request.version:
                raise StaleVersion(supplier.version)
        namesake = self._purchases.supplier_named(request.name)
        if namesake is not None and namesake.id != supplier.id:
            raise SupplierNameTaken
        for name, value in request.model_dump(exclude={"supplier_id", "version"}).items():
            setattr(supplier, name, value)
        self._purchases.add(supplier)
        self._purchases.flush()
        return Supplier.model_validate(supplier)

    # Orders

    def orders(self, request: ListOrders) -> Page[PurchaseOrderSummary]:
        found = self._purchases.orders(request, request.limit + 1)
        items = [order_summary(row, self._ctx.today) for row in found[: request.limit]]
        return Page(items=items, more=len(found) > request.limit)

    def order(self, request: GetOrder) -> PurchaseOrder:
        """Raises OrderNotFound."""
        return self.told(request.order_id)

    def save(self, request: SaveOrder) -> PurchaseOrder:
        """A draft, with all its lines anew.

        Raises OrderNotFound, OrderStateConflict, StaleVersion, SupplierNotFound, SupplierRetired, StoreNotFound,
        MedicineNotFound.
        """
        self._refuse_retired(request.supplier_id)
        self._stock.store(request.store_id)
        for line in request.lines:
            self._stock.medicine(line.medicine_id)
        if request.order_id is None:
            order = PurchaseOrderRow(
                id=PurchaseOrderId(new_id()),
                status=OrderStatus.DRAFT,
                drafted_by=self._ctx.person.employee_id,
                drafted_at=self._ctx.now,
            )
        else:
            order = self._standing(request.order_id, request.version, OrderStatus.DRAFT)
            order.drafted_at = self._ctx.now  # another version, though only its lines may be others
            order.drafted_by = self._ctx.person.employee_id
        order.supplier_id = request.supplier_id
        order.store_id = request.store_id
        order.expected_on = request.expected_on
        order.note = request.note
        self._purchases.add(order)
        self._purchases.flush()
        self._purchases.replace_lines(
            order.id, [self._line(order.id, place, line) for place, line in enumerate(request.lines, start=1)]
        )
        return self.told(order.id)

    def place(self, request: PlaceOrder) -> PurchaseOrder:
        """Raises OrderNotFound, OrderStateConflict, StaleVersion, SupplierRetired."""
        order = self._standing(request.order_id, request.version, OrderStatus.DRAFT)
        self._refuse_retired(order.supplier_id)
        series = f"PO-{self._ctx.today.year}"
        order.order_no = f"{series}-{next_number(self._ctx.session, series):06d}"
        order.status = OrderStatus.ORDERED
        order.ordered_by = self._ctx.person.employee_id
        order.ordered_at = self._ctx.now
        self._purchases.flush()
        return self.told(order.id)

    def close(self, request: CloseOrder) -> PurchaseOrder:
        """Raises OrderNotFound, OrderStateConflict, StaleVersion."""
        order = self._standing(
            request.order_id, request.version, OrderStatus.DRAFT, OrderStatus.ORDERED, OrderStatus.PARTLY_RECEIVED
        )
        came = order.status is OrderStatus.PARTLY_RECEIVED
        order.status = OrderStatus.RECEIVED if came else OrderStatus.CANCELLED
        order.closed_by = self._ctx.person.employee_id
        order.closed_at = self._ctx.now
        order.closed_because = request.reason
        self._purchases.flush()
        return self.told(order.id)

    def told(self, order_id: PurchaseOrderId) -> PurchaseOrder:
        """Raises OrderNotFound."""
        found = self._purchases.whole(order_id)
        lines = self._goods.receipt_lines(order_id)
        receipts = [goods_received(row, lines[row.goods.id]) for row in self._goods.receipts(order_id)]
        self._ctx.touched(order_id)
        return whole_order(found, self._purchases.lines(order_id), receipts, self._ctx.today)

    def _standing(self, order_id: PurchaseOrderId, version: int | None, *statuses: OrderStatus) -> PurchaseOrderRow:
        order = self._purchases.order_locked(order_id)
        if order.status not in statuses:
            raise OrderStateConflict(order.status)
        if order.version != version:
            raise StaleVersion(order.version)
        return order

    def _refuse_retired(self, supplier_id: SupplierId) -> None:
        if not self._purchases.supplier(supplier_id).is_active:
            raise SupplierRetired

    def _line(self, order_id: PurchaseOrderId, place: int, line: OrderedLine) -> PurchaseOrderLineRow:
        cost = cost_of(line.packs, line.pack_price, line.tax_rate, self._ctx.house.currency)
        return PurchaseOrderLineRow(order_id=order_id, line=place, net=cost.net, tax=cost.tax, **line.model_dump())
