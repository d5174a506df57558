"""The remote calls about suppliers, orders, goods received and goods sent back."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.prescriptions import MedicineNotFound
from shared.contracts.stock import BatchExpired, BatchKnownOtherwise, BatchNotFound, NotEnoughStock, StoreNotFound
from shared.errors import Conflict, NotFound, StaleVersion
from shared.ids import PurchaseOrderId, SupplierId
from shared.models.common import Page
from shared.models.purchases import (
    CloseOrder,
    GetOffer,
    GetOrder,
    GetPriceHistory,
    GoodsBooked,
    ListOrders,
    ListReturns,
    ListSuppliers,
    Offer,
    OrderStatus,
    PlaceOrder,
    Propose,
    ProposedLine,
    PurchaseOrder,
    PurchaseOrderSummary,
    PurchasePrice,
    ReceiveGoods,
    ReturnGoods,
    SaveOrder,
    SaveSupplier,
    Supplier,
    SupplierReturn,
)
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class SupplierNotFound(NotFound):
    supplier_id: SupplierId


class SupplierNameTaken(Conflict):
    """Another supplier has this name."""


class SupplierRetired(Conflict):
    """Nothing is ordered from it any more."""


@dataclass(eq=False)
class OrderNotFound(NotFound):
    order_id: PurchaseOrderId


@dataclass(eq=False)
class OrderStateConflict(Conflict):
    """Not possible as the order stands."""

    status_found: OrderStatus


@dataclass(eq=False)
class OrderLineNotFound(NotFound):
    """The order has no such line."""

    line: int


@dataclass(eq=False)
class MoreThanOrdered(Conflict):
    """More came than was ordered and has not come yet, and nobody said that it is meant."""

    medicine: str
    left: int


suppliers = query("/suppliers", ListSuppliers, Page[Supplier], allow=Permission.PURCHASES_VIEW)

save_supplier = command(
    "/suppliers",
    SaveSupplier,
    Supplier,
    allow=Permission.PURCHASES_ORDER,
    changes={Topic.PURCHASES},
    raises=(SupplierNotFound, SupplierNameTaken, StaleVersion),
)

orders = query("/purchase-orders", ListOrders, Page[PurchaseOrderSummary], allow=Permission.PURCHASES_VIEW)

get_order = query(
    "/purchase-orders/{order_id}", GetOrder, PurchaseOrder, allow=Permission.PURCHASES_VIEW, raises=(OrderNotFound,)
)

save_order = command(
    "/purchase-orders",
    SaveOrder,
    PurchaseOrder,
    allow=Permission.PURCHASES_ORDER,
    changes={Topic.PURCHASES},
    raises=(
        OrderNotFound,
        OrderStateConflict,
        StaleVersion,
        SupplierNotFound,
        SupplierRetired,
        StoreNotFound,
        MedicineNotFound,
    ),
)

place = command(
    "/purchase-orders/{order_id}/placement",
    PlaceOrder,
    PurchaseOrder,
    allow=Permission.PURCHASES_ORDER,
    changes={Topic.PURCHASES},
    raises=(OrderNotFound, OrderStateConflict, StaleVersion, SupplierRetired),
)

close = command(
    "/purchase-orders/{order_id}/closing",
    CloseOrder,
    PurchaseOrder,
    allow=Permission.PURCHASES_ORDER,
    changes={Topic.PURCHASES},
    raises=(OrderNotFound, OrderStateConflict, StaleVersion),
)

receive = command(
    "/purchase-orders/{order_id}/receipts",
    ReceiveGoods,
    GoodsBooked,
    allow=Permission.STOCK_RECEIVE,
    changes={Topic.PURCHASES, Topic.STOCK},
    raises=(
        OrderNotFound,
        OrderStateConflict,
        StaleVersion,
        OrderLineNotFound,
        MoreThanOrdered,
        BatchExpired,
        BatchKnownOtherwise,
    ),
)

price_history = query(
    "/medicines/{medicine_id}/purchase-prices",
    GetPriceHistory,
    Page[PurchasePrice],
    allow=Permission.PURCHASES_VIEW,
    raises=(MedicineNotFound,),
)

offer = query(
    "/suppliers/{supplier_id}/offers/{medicine_id}",
    GetOffer,
    Offer,
    allow=Permission.PURCHASES_VIEW,
    raises=(SupplierNotFound, MedicineNotFound),
)

propose = query(
    "/suppliers/{supplier_id}/proposals",
    Propose,
    Page[ProposedLine],
    allow=Permission.PURCHASES_VIEW,
    raises=(SupplierNotFound, StoreNotFound),
)

returns = query("/supplier-returns", ListReturns, Page[SupplierReturn], allow=Permission.PURCHASES_VIEW)

return_goods = command(
    "/supplier-returns",
    ReturnGoods,
    SupplierReturn,
    allow=Permission.STOCK_ADJUST,
    changes={Topic.PURCHASES, Topic.STOCK},
    raises=(SupplierNotFound, StoreNotFound, BatchNotFound, NotEnoughStock, ApprovalNeeded, ApprovalNotValid),
)
