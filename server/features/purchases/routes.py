"""The remote calls about suppliers, orders, goods received and goods sent back."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.purchases.offers import PurchaseOffers
from server.features.purchases.receiving import PurchaseReceiving
from server.features.purchases.returning import PurchaseReturns
from server.features.purchases.service import PurchaseService
from shared.contracts import purchases
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

routes = Routes()


@routes.handles(purchases.suppliers)
def suppliers(request: ListSuppliers, ctx: Context) -> Page[Supplier]:
    return PurchaseService(ctx).suppliers(request)


@routes.handles(purchases.save_supplier)
def save_supplier(request: SaveSupplier, ctx: Context) -> Supplier:
    return PurchaseService(ctx).save_supplier(request)


@routes.handles(purchases.orders)
def orders(request: ListOrders, ctx: Context) -> Page[PurchaseOrderSummary]:
    return PurchaseService(ctx).orders(request)


@routes.handles(purchases.get_order)
def get_order(request: GetOrder, ctx: Context) -> PurchaseOrder:
    return PurchaseService(ctx).order(request)


@routes.handles(purchases.save_order)
def save_order(request: SaveOrder, ctx: Context) -> PurchaseOrder:
    return PurchaseService(ctx).save(request)


@routes.handles(purchases.place)
def place(request: PlaceOrder, ctx: Context) -> PurchaseOrder:
    return PurchaseService(ctx).place(request)


@routes.handles(purchases.close)
def close(request: CloseOrder, ctx: Context) -> PurchaseOrder:
    return PurchaseService(ctx).close(request)


@routes.handles(purchases.receive)
def receive(request: ReceiveGoods, ctx: Context) -> GoodsBooked:
    return PurchaseReceiving(ctx).receive(request)


@routes.handles(purchases.price_history)
def price_history(request: GetPriceHistory, ctx: Context) -> Page[PurchasePrice]:
    return PurchaseOffers(ctx).history(request)


@routes.handles(purchases.offer)
def offer(request: GetOffer, ctx: Context) -> Offer:
    return PurchaseOffers(ctx).offer(request)


@routes.handles(purchases.propose)
def propose(request: Propose, ctx: Context) -> Page[ProposedLine]:
    return PurchaseOffers(ctx).propose(request)


@routes.handles(purchases.returns)
def returns(request: ListReturns, ctx: Context) -> Page[SupplierReturn]:
    return PurchaseReturns(ctx).newest(request)


@routes.handles(purchases.return_goods)
def return_goods(request: ReturnGoods, ctx: Context) -> SupplierReturn:
    return PurchaseReturns(ctx).give_back(request)
