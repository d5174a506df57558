"""What travels about suppliers, orders, goods received and goods sent back."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, model_validator

from shared.ids import (
    ApprovalId,
    GoodsReceivedId,
    MedicineId,
    PurchaseOrderId,
    PurchasePriceId,
    StockBatchId,
    StoreId,
    SupplierId,
    SupplierReturnId,
)
from shared.models.common import Day, Line, Model, Name, Reason, Version
from shared.models.prescriptions import DoseForm, Medicine
from shared.models.stock import LARGEST_QUANTITY, MOST_LINES, Count
from shared.models.stock_packs import Pack, PackName, PackSize
from shared.money import Price
from shared.rules.purchases import LARGEST_AMOUNT, rise

MOST_PACKS_A_LINE: Final = 99_999

TaxRate = Annotated[Decimal, Field(max_digits=7, decimal_places=6, ge=0, le=1)]
"""Of the net, on top of it: 0.15."""


class OrderStatus(StrEnum):
    DRAFT = "draft"
    ORDERED = "ordered"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    """All of it came, or the rest is not waited for."""
    CANCELLED = "cancelled"


OPEN_ORDERS: Final = (OrderStatus.ORDERED, OrderStatus.PARTLY_RECEIVED)
"""Goods are on their way."""


class Supplier(Model):
    id: SupplierId
    name: str
    contact: str
    phone: str
    email: str
    address: str
    tax_no: str
    lead_days: int
    """From the order to the delivery."""
    is_active: bool
    version: int


class ListSuppliers(Model):
    """Those in use; with `all`, the retired too."""

    all: bool = False


class SaveSupplier(Model):
    """A new one without an id; a change names the version it was based on."""

    supplier_id: SupplierId | None = None
    version: Version | None = None
    name: Name
    contact: Line = ""
    phone: Line = ""
    email: Line = ""
    address: Line = ""
    tax_no: Line = ""
    lead_days: Annotated[int, Field(ge=0, le=365)] = 7
    is_active: bool = True


class OrderedLine(Model):
    """2 boxes of 100 at 85.50 a box."""

    medicine_id: MedicineId
    pack: PackName
    pack_size: PackSize
    packs: Annotated[int, Field(ge=1, le=MOST_PACKS_A_LINE)]
    pack_price: Price
    tax_rate: TaxRate = Decimal(0)

    @model_validator(mode="after")
    def _possible(self) -> "OrderedLine":
        """A barcode scanned into a number is far above it."""
        if self.packs * self.pack_size > LARGEST_QUANTITY:
            raise ValueError("so many are never bought")
        if self.packs * self.pack_price > LARGEST_AMOUNT:
            raise ValueError("so much is never paid")
        return self


class SaveOrder(Model):
    """A draft, new without an id; a change names the version it was based on."""

    order_id: PurchaseOrderId | None = None
    version: Version | None = None
    supplier_id: SupplierId
    store_id: StoreId
    expected_on: Day | None = None
    note: Line = ""
    lines: Annotated[list[OrderedLine], Field(min_length=1, max_length=MOST_LINES)]


class PlaceOrder(Model):
    """From now on it has a number, and its lines stay as they are."""

    order_id: PurchaseOrderId
    version: Version


class CloseOrder(Model):
    """A draft or an order of which nothing came is cancelled; of one that came in part the rest is not waited for."""

    order_id: PurchaseOrderId
    version: Version
    reason: Reason


class OrderView(StrEnum):
    OPEN = "open"
    """Drafts, and what is on its way."""
    CLOSED = "closed"


class ListOrders(Model):
    """The newest first."""

    view: OrderView = OrderView.OPEN
    supplier_id: SupplierId | None = None
    store_id: StoreId | None = None
    limit: int = Field(default=100, ge=1, le=500)


class GetOrder(Model):
    order_id: PurchaseOrderId


class PurchaseOrderLine(Model):
    line: int
    medicine: Medicine
    pack: str
    pack_size: Decimal
    packs: int
    pack_price: Decimal
    tax_rate: Decimal
    net: Decimal
    tax: Decimal
    received: int
    """Packs that came and are paid for."""
    free: int
    price: Decimal | None
    """What one was sold at when it came last."""

    @property
    def left(self) -> int:
        return max(self.packs - self.received, 0)


class PurchaseOrderSummary(Model):
    id: PurchaseOrderId
    order_no: str
    """Empty while it is a draft."""
    status: OrderStatus
    supplier_id: SupplierId
    supplier: str
    store_id: StoreId
    store: str
    expected_on: date | None
    is_late: bool
    items: int
    total: Decimal
    """With tax."""
    drafted_by: str
    drafted_at: datetime
    ordered_by: str
    ordered_at: datetime | None
    version: int


class GoodsLine(Model):
    """What came of a line of the order, in one batch; another batch of it is another line."""

    line: Annotated[int, Field(ge=1, le=MOST_LINES)]
    batch_no: PackName
    expires_on: Day
    packs: Annotated[int, Field(ge=0, le=MOST_PACKS_A_LINE)]
    free_packs: Annotated[int, Field(ge=0, le=MOST_PACKS_A_LINE)] = 0
    pack_price: Price
    """As the invoice says."""
    price: Price
    """Of one, as sold: never above what is printed on the pack."""

    @model_validator(mode="after")
    def _possible(self) -> "GoodsLine":
        if not self.packs + self.free_packs:
            raise ValueError("something came")
        if self.packs * self.pack_price > LARGEST_AMOUNT:
            raise ValueError("so much is never paid")
        return self


class ReceiveGoods(Model):
    order_id: PurchaseOrderId
    version: Version
    delivery_note: Line = ""
    lines: Annotated[list[GoodsLine], Field(min_length=1, max_length=MOST_LINES)]
    more_than_ordered: bool = False
    """Whoever counted has seen that more came, and keeps it."""


class GoodsReceivedLine(Model):
    medicine: Medicine
    batch_no: str
    expires_on: date
    pack: str
    pack_size: Decimal
    packs: int
    free_packs: int
    pack_price: Decimal
    net: Decimal
    tax: Decimal
    price: Decimal

    @property
    def units(self) -> Decimal:
        return (self.packs + self.free_packs) * self.pack_size


class PurchasePrice(Model):
    """What a supplier took for a medicine, and what it took before."""

    id: PurchasePriceId
    medicine: Medicine
    supplier_id: SupplierId
    supplier: str
    pack: str
    pack_size: Decimal
    pack_price: Decimal
    unit_price: Decimal
    before: Decimal | None
    """Of one, the last time from the same supplier."""
    tax_rate: Decimal
    goods_no: str
    received_at: datetime

    @property
    def rise(self) -> Decimal | None:
        return rise(self.before, self.unit_price)


class GoodsReceived(Model):
    id: GoodsReceivedId
    goods_no: str
    delivery_note: str
    lines: list[GoodsReceivedLine]
    total: Decimal
    received_by: str
    received_at: datetime


class PurchaseOrder(PurchaseOrderSummary):
    note: str
    lines: list[PurchaseOrderLine]
    receipts: list[GoodsReceived]
    closed_by: str
    closed_at: datetime | None
    closed_because: str


class GoodsBooked(Model):
    """What was received, the order after it, and the prices it made known."""

    order: PurchaseOrder
    goods: GoodsReceived
    prices: list[PurchasePrice]


class GetPriceHistory(Model):
    """The newest first, of all suppliers."""

    medicine_id: MedicineId
    limit: int = Field(default=100, ge=1, le=500)


class GetOffer(Model):
    supplier_id: SupplierId
    medicine_id: MedicineId


class Offer(Model):
    """What is known before a medicine is ordered: its packs, what this supplier took last, and who took least."""

    medicine: Medicine
    packs: list[Pack]
    last: PurchasePrice | None
    cheapest: PurchasePrice | None
    """The lowest of the last prices of all suppliers."""


class Propose(Model):
    """What a store needs, in packs, less what is on its way already."""

    supplier_id: SupplierId
    store_id: StoreId
    days: int = Field(default=30, ge=7, le=365)


class ProposedLine(Model):
    medicine: Medicine
    on_hand: Decimal
    level: Decimal | None
    used: Decimal
    on_order: Decimal
    suggested: Decimal
    pack: Pack
    packs: int
    last: PurchasePrice | None
    """From this supplier."""


class ReturnedLine(Model):
    batch_id: StockBatchId
    quarantined: bool = False
    quantity: Count


class ReturnGoods(Model):
    """Out of the store, back to who delivered it; two persons see it go."""

    supplier_id: SupplierId
    store_id: StoreId
    lines: Annotated[list[ReturnedLine], Field(min_length=1, max_length=MOST_LINES)]
    reason: Reason
    approval_id: ApprovalId | None = None

    @model_validator(mode="after")
    def _each_once(self) -> "ReturnGoods":
        if len({(line.batch_id, line.quarantined) for line in self.lines}) != len(self.lines):
            raise ValueError("a batch goes back in one line")
        return self


class ListReturns(Model):
    """The newest first."""

    supplier_id: SupplierId | None = None
    limit: int = Field(default=100, ge=1, le=500)


class SupplierReturnLine(Model):
    batch_id: StockBatchId
    medicine: str
    strength: str
    form: DoseForm
    batch_no: str
    expires_on: date
    quarantined: bool
    quantity: Decimal
    cost: Decimal
    amount: Decimal


class SupplierReturn(Model):
    id: SupplierReturnId
    return_no: str
    """Of the debit note."""
    supplier_id: SupplierId
    supplier: str
    store_id: StoreId
    store: str
    lines: list[SupplierReturnLine]
    total: Decimal
    reason: str
    returned_by: str
    second_person: str
    returned_at: datetime
