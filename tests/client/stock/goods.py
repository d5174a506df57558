"""A pharmacy's shelves, kept in memory."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.ids import DepartmentId, MedicineId, StockBatchId, StockCountId, StockMoveId, StockTransferId, StoreId
from shared.models.prescriptions import DoseForm, Medicine
from shared.models.stock import (
    CardLine,
    FoundMedicine,
    MoveType,
    ReorderLine,
    StockCard,
    Store,
    StoredBatch,
    StoreKind,
    Transfer,
    TransferLine,
    TransferStatus,
)
from shared.models.stock_counts import CountLine, CountPart, CountStatus, StockCountDetails, Tally
from shared.models.stock_packs import Pack

LABORATORY, MEDICINE = DepartmentId(UUID(int=21)), DepartmentId(UUID(int=22))
PHARMACY = Store(
    id=StoreId(UUID(int=1)),
    name="Pharmacy",
    kind=StoreKind.PHARMACY,
    department_id=None,
    soon_days=90,
    is_active=True,
    version=1,
)
WARD = PHARMACY.model_copy(update={"id": StoreId(UUID(int=2)), "name": "Ward 3", "kind": StoreKind.WARD})
PARACETAMOL = FoundMedicine(
    id=MedicineId(UUID(int=101)),
    generic="Paracetamol",
    form=DoseForm.TABLET,
    strength="500 mg",
    controlled=False,
    on_hand=Decimal(1940),
)

BOX = Pack(name="Box", units=Decimal(100))


def batch(number: int = 1, **changes: Any) -> StoredBatch:
    facts: dict[str, Any] = {
        "batch_id": StockBatchId(UUID(int=1000 + number)),
        "store_id": PHARMACY.id,
        "store": PHARMACY.name,
        "medicine_id": PARACETAMOL.id,
        "medicine": "Paracetamol",
        "strength": "500 mg",
        "form": DoseForm.TABLET,
        "controlled": False,
        "batch_no": f"PCM24{number:02d}",
        "expires_on": date(2028, 3, 31),
        "is_expired": False,
        "expires_soon": False,
        "quarantined": False,
        "recalled": False,
        "recalled_because": "",
        "on_hand": Decimal(1800),
        "cost": Decimal("0.8"),
        "price": Decimal("1.2"),
        "supplier": "Padma Medical Stores",
    }
    return StoredBatch(**{**facts, **changes})


SOON = batch(1, expires_on=date(2026, 12, 31), expires_soon=True, on_hand=Decimal(140))
GOOD = batch(2)
EXPIRED = batch(
    3,
    medicine="Metronidazole",
    strength="400 mg",
    batch_no="MTZ209",
    expires_on=date(2026, 9, 30),
    is_expired=True,
    on_hand=Decimal(75),
)
ASIDE = batch(4, medicine="Amoxicillin + clavulanate", strength="625 mg", batch_no="CLV083", quarantined=True)
RECALLED = batch(
    5, medicine="Losartan", strength="50 mg", batch_no="LOS518", recalled=True, recalled_because="glass found"
)
CONTROLLED = batch(
    6,
    medicine="Tramadol",
    strength="50 mg",
    form=DoseForm.CAPSULE,
    controlled=True,
    batch_no="TRM901",
    on_hand=Decimal(90),
    price=Decimal(8),
)
ALL = (ASIDE, RECALLED, EXPIRED, SOON, GOOD, CONTROLLED)
TO_ORDER = ReorderLine(
    medicine=Medicine(
        id=MedicineId(UUID(int=102)), generic="Amoxicillin", form=DoseForm.CAPSULE, strength="500 mg", controlled=False
    ),
    on_hand=Decimal(76),
    level=Decimal(300),
    used=Decimal(420),
    lasts_days=5,
    suggested=Decimal(524),
    suggested_level=Decimal(196),
)
ENOUGH = TO_ORDER.model_copy(
    update={
        "medicine": PARACETAMOL.product,
        "on_hand": Decimal(1940),
        "level": None,
        "used": Decimal(300),
        "lasts_days": 194,
        "suggested": Decimal(0),
        "suggested_level": Decimal(140),
    }
)


def line(number: int, move: MoveType, quantity: int, balance: int, **changes: Any) -> CardLine:
    facts: dict[str, Any] = {
        "id": StockMoveId(UUID(int=number)),
        "at": datetime(2026, 11, 20 + number, 9, 30, tzinfo=UTC),
        "business_date": date(2026, 11, 20 + number),
        "type": move,
        "quantity": Decimal(quantity),
        "balance": Decimal(balance),
        "batch_no": "TRM901",
        "store": "Pharmacy",
        "quarantined": False,
        "reason": "",
        "reference": "",
        "moved_by": "Nasima Parvin",
        "second_person": "",
        "workstation": "Pharmacy 1",
    }
    return CardLine(**{**facts, **changes})


CARD = StockCard(
    medicine=PARACETAMOL.product,
    lines=[
        line(3, MoveType.DESTROY, -2, 90, reason="fell on the floor", second_person="Habibur Rahman"),
        line(2, MoveType.DISPENSE, -8, 92, reference="RX-2026-000007"),
        line(1, MoveType.OPENING, 100, 100),
    ],
    more=False,
)
TRANSFER = Transfer(
    id=StockTransferId(UUID(int=3001)),
    transfer_no="ST-2026-000001",
    status=TransferStatus.SENT,
    store_id=PHARMACY.id,
    store="Pharmacy",
    to_store_id=WARD.id,
    to_store="Ward 3",
    lines=[
        TransferLine(
            batch_id=each.batch_id,
            medicine=each.medicine,
            strength=each.strength,
            form=each.form,
            batch_no=each.batch_no,
            expires_on=each.expires_on,
            sent=Decimal(30),
            received=None,
        )
        for each in (SOON, GOOD)
    ],
    note="",
    sent_by="Nasima Parvin",
    sent_at=datetime(2026, 11, 22, 6, tzinfo=UTC),
    received_by="",
    received_at=None,
    explanation="",
    version=1,
)


def count_line(row: StoredBatch) -> CountLine:
    return CountLine(
        batch_id=row.batch_id,
        quarantined=row.quarantined,
        medicine_id=row.medicine_id,
        medicine=row.medicine,
        strength=row.strength,
        form=row.form,
        batch_no=row.batch_no,
        expires_on=row.expires_on,
        cost=row.cost,
        expected=None,
        counted=None,
        times=0,
        counted_by="",
        counted_at=None,
    )


COUNT = StockCountDetails(
    id=StockCountId(UUID(int=4001)),
    count_no="SC-2026-000001",
    store_id=PHARMACY.id,
    store="Pharmacy",
    part=CountPart.ALL,
    first_letter="A",
    last_letter="Z",
    note="yearly",
    status=CountStatus.OPEN,
    listed=4,
    counted=0,
    opened_by="Nasima Parvin",
    opened_at=datetime(2026, 11, 22, 6, tzinfo=UTC),
    closed_by="",
    closed_at=None,
    second_person="",
    reason="",
    version=1,
    lines=[count_line(row) for row in (ASIDE, SOON, GOOD, CONTROLLED)],
)


def tallied(tally: Tally) -> CountLine:
    """As the server answers: by the card there is what lies there."""
    row = next(each for each in ALL if (each.batch_id, each.quarantined) == (tally.batch_id, tally.quarantined))
    told = {"expected": row.on_hand, "counted": tally.counted, "times": 1, "counted_by": "Nasima Parvin"}
    return count_line(row).model_copy(update=told)
