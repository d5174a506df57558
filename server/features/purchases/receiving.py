"""Goods against an order: counted in, booked into the store, and what they cost kept."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from server.core.context import Context
from server.core.counters import next_number
from server.features.purchases.goods_repository import GoodsRepository
from server.features.purchases.repository import LineFound, PurchaseRepository
from server.features.purchases.service import PurchaseService
from server.features.purchases.tables import (
    GoodsReceivedLineRow,
    GoodsReceivedRow,
    PurchaseOrderLineRow,
    PurchaseOrderRow,
    PurchasePriceRow,
    SupplierRow,
)
from server.features.purchases.wire import purchase_price
from server.features.stock.moves import Reference
from server.features.stock.service import StockService
from shared.contracts.purchases import MoreThanOrdered, OrderLineNotFound, OrderStateConflict
from shared.errors import InvalidRequest, StaleVersion
from shared.ids import GoodsReceivedId, MedicineId, PurchasePriceId, StockBatchId, new_id
from shared.models.purchases import OPEN_ORDERS, GoodsBooked, GoodsLine, OrderStatus, ReceiveGoods
from shared.models.stock import LARGEST_QUANTITY, MoveType, ReceivedLine
from shared.permissions import Permission
from shared.rules.purchases import cost_of, unit_price


@dataclass(frozen=True)
class _Delivery:
    order: PurchaseOrderRow
    ordered: dict[int, LineFound]
    """By the number of the line."""
    supplier: SupplierRow
    goods: GoodsReceivedRow


class PurchaseReceiving:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._purchases = PurchaseRepository(ctx.session)
        self._goods = GoodsRepository(ctx.session)
        self._stock = StockService(ctx)

    def receive(self, request: ReceiveGoods) -> GoodsBooked:
        """All of the delivery or nothing of it.

        Raises OrderNotFound, OrderStateConflict, StaleVersion, OrderLineNotFound, MoreThanOrdered, BatchExpired,
        BatchKnownOtherwise.
        """
        order = self._purchases.order_locked(request.order_id)
        self._stock.own_store(order.store_id, Permission.STOCK_RECEIVE)
        if order.status not in OPEN_ORDERS:
            raise OrderStateConflict(order.status)
        if order.version != request.version:
            raise StaleVersion(order.version)
        ordered = {found.line.line: found for found in self._purchases.lines(order.id)}
        more = self._counted(ordered, request)
        self._stock.hold(order.store_id, {found.line.medicine_id for found in ordered.values()})
        supplier = self._purchases.supplier(order.supplier_id)
        series = f"GR-{self._ctx.today.year}"
        goods = GoodsReceivedRow(
            id=GoodsReceivedId(new_id()),
            goods_no=f"{series}-{next_number(self._ctx.session, series):06d}",
            order_id=order.id,
            delivery_note=request.delivery_note,
            more_than_ordered=more,
            received_by=self._ctx.person.employee_id,
            workstation_id=self._ctx.device.id,
            received_at=self._ctx.now,
        )
        delivery = _Delivery(order, ordered, supplier, goods)
        lines = [self._book_in(delivery, place, line) for place, line in enumerate(request.lines, start=1)]
        self._goods.add(goods, [*lines, *self._new_prices(delivery, request.lines)])
        self._move_on(order, ordered)
        booked = self._told(goods, order)
        self._ctx.touched(supplier.id)
        return booked

    def _counted(self, ordered: dict[int, LineFound], request: ReceiveGoods) -> bool:
        """Whether more came than was ordered. Raises OrderLineNotFound, MoreThanOrdered."""
        came: dict[int, int] = defaultdict(int)
        for line in request.lines:
            if line.line not in ordered:
                raise OrderLineNotFound(line.line)
            came[line.line] += line.packs
        # What is free is nobody's mistake: only what is to be paid counts against the order.
        over = [
            found
            for number, found in ordered.items()
            if came[number] and found.received + came[number] > found.line.packs
        ]
        if over and not request.more_than_ordered:
            first = over[0]
            medicine = f"{first.medicine.generic} {first.medicine.strength}"
            raise MoreThanOrdered(medicine, max(first.line.packs - first.received, 0))
        return bool(over)

    def _book_in(self, delivery: _Delivery, place: int, line: GoodsLine) -> GoodsReceivedLineRow:
        ordered = delivery.ordered[line.line].line
        cost = cost_of(line.packs, line.pack_price, ordered.tax_rate, self._ctx.house.currency)
        return GoodsReceivedLineRow(
            goods_id=delivery.goods.id,
            line=place,
            order_id=ordered.order_id,
            order_line=line.line,
            batch_id=self._into_stock(delivery, line, ordered),
            packs=line.packs,
            free_packs=line.free_packs,
            pack_price=line.pack_price,
            net=cost.net,
            tax=cost.tax,
            price=line.price,
        )

    def _into_stock(self, delivery: _Delivery, line: GoodsLine, ordered: PurchaseOrderLineRow) -> StockBatchId:
        units = (line.packs + line.free_packs) * ordered.pack_size
        if units > LARGEST_QUANTITY:
            raise InvalidRequest({"lines": "so many never come at once"})
        received = ReceivedLine(
            medicine_id=ordered.medicine_id,
            batch_no=line.batch_no,
            expires_on=line.expires_on,
            quantity=units,
            cost=unit_price(line.pack_price, ordered.pack_size),
            price=line.price,
        )
        reference = Reference("goods_received", delivery.goods.id, delivery.goods.goods_no)
        return self._stock.book_in(
            delivery.order.store_id, received, delivery.supplier.name, MoveType.RECEIVE, reference
        ).id

    def _new_prices(self, delivery: _Delivery, lines: Sequence[GoodsLine]) -> list[PurchasePriceRow]:
        """One for each price that was paid of a medicine, with what the supplier took before."""
        supplier_id = delivery.supplier.id
        medicines = {found.line.medicine_id for found in delivery.ordered.values()}
        last = {each.price.medicine_id: each.price.unit_price for each in self._goods.last(medicines, supplier_id)}
        paid: dict[tuple[MedicineId, Decimal], PurchasePriceRow] = {}
        for line in lines:
            what = delivery.ordered[line.line].line
            price = unit_price(line.pack_price, what.pack_size)
            if line.packs and (what.medicine_id, price) not in paid:
                paid[what.medicine_id, price] = PurchasePriceRow(
                    id=PurchasePriceId(new_id()),
                    medicine_id=what.medicine_id,
                    supplier_id=supplier_id,
                    goods_id=delivery.goods.id,
                    pack=what.pack,
                    pack_size=what.pack_size,
                    pack_price=line.pack_price,
                    unit_price=price,
                    before=last.get(what.medicine_id),
                    tax_rate=what.tax_rate,
                )
        return list(paid.values())

    def _move_on(self, order: PurchaseOrderRow, ordered: dict[int, LineFound]) -> None:
        lines = self._purchases.lines(order.id)
        complete = all(found.received >= ordered[found.line.line].line.packs for found in lines)
        order.status = OrderStatus.RECEIVED if complete else OrderStatus.PARTLY_RECEIVED
        if complete:
            order.closed_by = self._ctx.person.employee_id
            order.closed_at = self._ctx.now
        else:
            # A second delivery in part leaves the status as it is, and makes another version all the same.
            order.version += 1
        self._purchases.flush()

    def _told(self, goods: GoodsReceivedRow, order: PurchaseOrderRow) -> GoodsBooked:
        told = PurchaseService(self._ctx).told(order.id)
        received = next(each for each in told.receipts if each.id == goods.id)
        prices = [purchase_price(found) for found in self._goods.made_known(goods.id)]
        return GoodsBooked(order=told, goods=received, prices=prices)
