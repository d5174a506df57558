"""Rows as they travel."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from server.features.purchases.goods_repository import (
    GoodsFound,
    GoodsLineFound,
    PriceFound,
    ReturnFound,
    ReturnLineFound,
)
from server.features.purchases.repository import LineFound, OrderFound
from shared.models.prescriptions import Medicine
from shared.models.purchases import (
    OPEN_ORDERS,
    GoodsReceived,
    GoodsReceivedLine,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderSummary,
    PurchasePrice,
    SupplierReturn,
    SupplierReturnLine,
)


def order_summary(found: OrderFound, today: date) -> PurchaseOrderSummary:
    order = found.order
    return PurchaseOrderSummary(
        id=order.id,
        order_no=order.order_no or "",
        status=order.status,
        supplier_id=order.supplier_id,
        supplier=found.supplier,
        store_id=order.store_id,
        store=found.store,
        expected_on=order.expected_on,
        is_late=order.status in OPEN_ORDERS and order.expected_on is not None and order.expected_on < today,
        items=found.items,
        total=found.total,
        drafted_by=found.drafted_by,
        drafted_at=order.drafted_at,
        ordered_by=found.ordered_by or "",
        ordered_at=order.ordered_at,
        version=order.version,
    )


def whole_order(
    found: OrderFound, lines: Sequence[LineFound], receipts: list[GoodsReceived], today: date
) -> PurchaseOrder:
    return PurchaseOrder(
        **order_summary(found, today).model_dump(),
        note=found.order.note,
        lines=[_order_line(line) for line in lines],
        receipts=receipts,
        closed_by=found.closed_by or "",
        closed_at=found.order.closed_at,
        closed_because=found.order.closed_because,
    )


def goods_received(found: GoodsFound, lines: Sequence[GoodsLineFound]) -> GoodsReceived:
    return GoodsReceived(
        id=found.goods.id,
        goods_no=found.goods.goods_no,
        delivery_note=found.goods.delivery_note,
        lines=[_goods_line(line) for line in lines],
        total=sum((each.line.net + each.line.tax for each in lines), Decimal(0)),
        received_by=found.received_by,
        received_at=found.goods.received_at,
    )


def purchase_price(found: PriceFound) -> PurchasePrice:
    price = found.price
    return PurchasePrice(
        id=price.id,
        medicine=Medicine.model_validate(found.medicine),
        supplier_id=price.supplier_id,
        supplier=found.supplier,
        pack=price.pack,
        pack_size=price.pack_size,
        pack_price=price.pack_price,
        unit_price=price.unit_price,
        before=price.before,
        tax_rate=price.tax_rate,
        goods_no=found.goods_no,
        received_at=found.received_at,
    )


def supplier_return(found: ReturnFound, lines: Sequence[ReturnLineFound]) -> SupplierReturn:
    returned = found.returned
    return SupplierReturn(
        id=returned.id,
        return_no=returned.return_no,
        supplier_id=returned.supplier_id,
        supplier=found.supplier,
        store_id=returned.store_id,
        store=found.store,
        lines=[_return_line(line) for line in lines],
        total=sum((each.line.amount for each in lines), Decimal(0)),
        reason=returned.reason,
        returned_by=found.returned_by,
        second_person=found.second_person,
        returned_at=returned.returned_at,
    )


def _order_line(found: LineFound) -> PurchaseOrderLine:
    line = found.line
    return PurchaseOrderLine(
        line=line.line,
        medicine=Medicine.model_validate(found.medicine),
        pack=line.pack,
        pack_size=line.pack_size,
        packs=line.packs,
        pack_price=line.pack_price,
        tax_rate=line.tax_rate,
        net=line.net,
        tax=line.tax,
        received=found.received,
        free=found.free,
        price=found.price,
    )


def _goods_line(found: GoodsLineFound) -> GoodsReceivedLine:
    line = found.line
    return GoodsReceivedLine(
        medicine=Medicine.model_validate(found.medicine),
        batch_no=found.batch.batch_no,
        expires_on=found.batch.expires_on,
        pack=found.ordered.pack,
        pack_size=found.ordered.pack_size,
        packs=line.packs,
        free_packs=line.free_packs,
        pack_price=line.pack_price,
        net=line.net,
        tax=line.tax,
        price=line.price,
    )


def _return_line(found: ReturnLineFound) -> SupplierReturnLine:
    line = found.line
    return SupplierReturnLine(
        batch_id=found.batch.id,
        medicine=found.medicine.generic,
        strength=found.medicine.strength,
        form=found.medicine.form,
        batch_no=found.batch.batch_no,
        expires_on=found.batch.expires_on,
        quarantined=line.quarantined,
        quantity=line.quantity,
        cost=line.cost,
        amount=line.amount,
    )
