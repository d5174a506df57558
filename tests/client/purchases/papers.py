"""A pharmacy's orders, kept in memory."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.ids import (
    GoodsReceivedId,
    MedicineId,
    PurchaseOrderId,
    PurchasePriceId,
    SupplierId,
    SupplierReturnId,
)
from shared.models.prescriptions import DoseForm, Medicine
from shared.models.purchases import (
    GoodsBooked,
    GoodsReceived,
    GoodsReceivedLine,
    Offer,
    OrderStatus,
    ProposedLine,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderSummary,
    PurchasePrice,
    Supplier,
    SupplierReturn,
    SupplierReturnLine,
)
from shared.models.stock_packs import Pack
from tests.client.stock import goods

NOON = datetime(2026, 11, 22, 6, tzinfo=UTC)
PARACETAMOL = goods.PARACETAMOL.product
AMOXICILLIN = Medicine(
    id=MedicineId(UUID(int=102)), generic="Amoxicillin", form=DoseForm.CAPSULE, strength="500 mg", controlled=False
)
BOX = Pack(name="Box", units=Decimal(100))
STRIP = Pack(name="Strip", units=Decimal(10))
PADMA = Supplier(
    id=SupplierId(UUID(int=5001)),
    name="Padma Medical Stores",
    contact="Rafiq Ahmed",
    phone="01711-402318",
    email="",
    address="12 Station Road, Dhaka",
    tax_no="",
    lead_days=3,
    is_active=True,
    version=1,
)
MEGHNA = PADMA.model_copy(update={"id": SupplierId(UUID(int=5002)), "name": "Meghna Pharma", "contact": ""})
OLD = PADMA.model_copy(update={"id": SupplierId(UUID(int=5003)), "name": "Jamuna Traders", "is_active": False})


def order_line(line: int, medicine: Medicine, packs: int, price: str, **changes: Any) -> PurchaseOrderLine:
    net = packs * Decimal(price)
    facts: dict[str, Any] = {
        "line": line,
        "medicine": medicine,
        "pack": "Box",
        "pack_size": Decimal(100),
        "packs": packs,
        "pack_price": Decimal(price),
        "tax_rate": Decimal("0.15"),
        "net": net,
        "tax": net * Decimal("0.15"),
        "received": 0,
        "free": 0,
        "price": Decimal("1.2"),
    }
    return PurchaseOrderLine(**{**facts, **changes})


def order(number: int, status: OrderStatus, **changes: Any) -> PurchaseOrder:
    lines = [order_line(1, PARACETAMOL, 2, "85.50"), order_line(2, AMOXICILLIN, 1, "520")]
    placed = status is not OrderStatus.DRAFT
    facts: dict[str, Any] = {
        "id": PurchaseOrderId(UUID(int=6000 + number)),
        "order_no": f"PO-2026-{number:06d}" if placed else "",
        "status": status,
        "supplier_id": PADMA.id,
        "supplier": PADMA.name,
        "store_id": goods.PHARMACY.id,
        "store": goods.PHARMACY.name,
        "expected_on": date(2026, 11, 25),
        "is_late": False,
        "items": 2,
        "total": Decimal("794.65"),
        "drafted_by": "Nasima Parvin",
        "drafted_at": NOON,
        "ordered_by": "Nasima Parvin" if placed else "",
        "ordered_at": NOON if placed else None,
        "version": 1,
        "note": "",
        "lines": lines,
        "receipts": [],
        "closed_by": "",
        "closed_at": None,
        "closed_because": "",
    }
    return PurchaseOrder(**{**facts, **changes})


DRAFT = order(1, OrderStatus.DRAFT)
ORDERED = order(2, OrderStatus.ORDERED, is_late=True)
PART = order(
    3,
    OrderStatus.PARTLY_RECEIVED,
    lines=[order_line(1, PARACETAMOL, 2, "85.50", received=1), order_line(2, AMOXICILLIN, 1, "520")],
)
CANCELLED = order(4, OrderStatus.CANCELLED, closed_by="Nasima Parvin", closed_because="out of stock")
ALL = (DRAFT, ORDERED, PART, CANCELLED)


def summary(whole: PurchaseOrder) -> PurchaseOrderSummary:
    return PurchaseOrderSummary(**whole.model_dump(include=set(PurchaseOrderSummary.model_fields)))


def paid(number: int, supplier: Supplier, price: str, before: str | None = None) -> PurchasePrice:
    return PurchasePrice(
        id=PurchasePriceId(UUID(int=7000 + number)),
        medicine=PARACETAMOL,
        supplier_id=supplier.id,
        supplier=supplier.name,
        pack="Box",
        pack_size=Decimal(100),
        pack_price=Decimal(price) * 100,
        unit_price=Decimal(price),
        before=None if before is None else Decimal(before),
        tax_rate=Decimal("0.15"),
        goods_no=f"GR-2026-{number:06d}",
        received_at=NOON,
    )


LAST = paid(2, PADMA, "0.855")
CHEAPER = paid(1, MEGHNA, "0.80")
RISEN = paid(3, PADMA, "1.1", "0.855")
OFFER = Offer(medicine=PARACETAMOL, packs=[BOX, STRIP], last=LAST, cheapest=CHEAPER)
PROPOSED = ProposedLine(
    medicine=AMOXICILLIN,
    on_hand=Decimal(76),
    level=Decimal(300),
    used=Decimal(420),
    on_order=Decimal(0),
    suggested=Decimal(524),
    pack=BOX,
    packs=6,
    last=None,
)
GOODS = GoodsReceived(
    id=GoodsReceivedId(UUID(int=8001)),
    goods_no="GR-2026-000003",
    delivery_note="DN 17",
    lines=[
        GoodsReceivedLine(
            medicine=PARACETAMOL,
            batch_no="PCM2501",
            expires_on=date(2028, 3, 31),
            pack="Box",
            pack_size=Decimal(100),
            packs=2,
            free_packs=1,
            pack_price=Decimal(110),
            net=Decimal(220),
            tax=Decimal(33),
            price=Decimal("1.2"),
        )
    ],
    total=Decimal(253),
    received_by="Nasima Parvin",
    received_at=NOON,
)
BOOKED = GoodsBooked(order=ORDERED, goods=GOODS, prices=[RISEN])
RETURNED = SupplierReturn(
    id=SupplierReturnId(UUID(int=9001)),
    return_no="DN-2026-000001",
    supplier_id=PADMA.id,
    supplier=PADMA.name,
    store_id=goods.PHARMACY.id,
    store=goods.PHARMACY.name,
    lines=[
        SupplierReturnLine(
            batch_id=goods.RECALLED.batch_id,
            medicine="Losartan",
            strength="50 mg",
            form=DoseForm.TABLET,
            batch_no="LOS518",
            expires_on=date(2028, 3, 31),
            quarantined=False,
            quantity=Decimal(1800),
            cost=Decimal("0.8"),
            amount=Decimal(1440),
        )
    ],
    total=Decimal(1440),
    reason="glass found",
    returned_by="Nasima Parvin",
    second_person="Habibur Rahman",
    returned_at=NOON,
)
