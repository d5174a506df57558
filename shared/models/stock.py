"""What travels about stores, batches and what lies on the shelves."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from shared.ids import DepartmentId, MedicineId, StockBatchId, StoreId
from shared.models.common import Day, Line, Model, Name, Version
from shared.models.prescriptions import DoseForm, Medicine
from shared.money import Price, Quantity

MOST_LINES: Final = 200
LARGEST_QUANTITY: Final = Decimal(999_999)
"""Of one line: a quantity that was scanned from a barcode by mistake is far above it."""


class StoreKind(StrEnum):
    PHARMACY = "pharmacy"
    """What lies there can be handed to patients, and shows while a doctor prescribes."""
    MAIN = "main"
    WARD = "ward"
    LAB = "lab"


class MoveType(StrEnum):
    """Why stock moved; a wrong move is answered by an opposite one."""

    OPENING = "opening"
    RECEIVE = "receive"
    DISPENSE = "dispense"
    SALE = "sale"
    PATIENT_RETURN = "patient_return"
    SUPPLIER_RETURN = "supplier_return"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    ADJUST = "adjust"
    EXPIRE = "expire"
    DESTROY = "destroy"
    QUARANTINE = "quarantine"
    """Off the shelf into quarantine: out of the one, into the other."""
    RELEASE = "release"
    """Out of quarantine back onto the shelf."""


class FoundMedicine(Medicine):
    """A medicine as it is looked for, with what the hospital's pharmacies can hand out of it."""

    on_hand: Decimal | None = None
    """None where no pharmacy here has ever kept it."""
    is_low: bool = False
    """At or below what the pharmacy reorders at."""

    @property
    def product(self) -> Medicine:
        """Without the stock, which is of the moment."""
        return Medicine(**self.model_dump(include=set(Medicine.model_fields)))


class Store(Model):
    id: StoreId
    name: str
    kind: StoreKind
    department_id: DepartmentId | None
    """Whose own it is."""
    soon_days: int
    """What expires within so many days is said to expire soon."""
    is_active: bool
    version: int


class StoredBatch(Model):
    """So much of one batch in one store."""

    batch_id: StockBatchId
    store_id: StoreId
    store: str
    medicine_id: MedicineId
    medicine: str
    strength: str
    form: DoseForm
    controlled: bool
    batch_no: str
    expires_on: date
    is_expired: bool
    expires_soon: bool
    quarantined: bool
    recalled: bool
    recalled_because: str
    on_hand: Decimal
    cost: Decimal
    price: Decimal
    supplier: str


SoonDays = Annotated[int, Field(ge=0, le=730)]
Count = Annotated[Quantity, Field(le=LARGEST_QUANTITY)]


class ListStores(Model):
    """Those in use; with `all`, those given up too."""

    all: bool = False


class SaveStore(Model):
    """A new one without an id; a change names the version it was based on."""

    store_id: StoreId | None = None
    version: Version | None = None
    name: Name
    kind: StoreKind
    department_id: DepartmentId | None = None
    soon_days: SoonDays = 90
    is_active: bool = True


class ListOnHand(Model):
    """Batch by batch, first the ones that expire first; `term`: words of the medicine, or a batch number."""

    term: Line = ""
    store_id: StoreId | None = None
    medicine_id: MedicineId | None = None
    limit: int = Field(default=200, ge=1, le=500)


class ReceivedLine(Model):
    """Goods of one batch, counted in what is handed out: tablets, bottles."""

    medicine_id: MedicineId
    batch_no: Annotated[Name, Field(max_length=40)]
    expires_on: Day
    quantity: Count
    cost: Price
    """Of one, as bought."""
    price: Price
    """Of one, as sold: never above what is printed on the pack."""


class ReceiveStock(Model):
    """Goods without an order, or with `opening` what lay there when the counting began."""

    store_id: StoreId
    lines: Annotated[list[ReceivedLine], Field(min_length=1, max_length=MOST_LINES)]
    supplier: Line = ""
    note: Line = ""
    """Of the delivery note: its number."""
    opening: bool = False


class SetReorderLevel(Model):
    """At or below it the medicine is low in that store; None for one that is not reordered."""

    store_id: StoreId
    medicine_id: MedicineId
    level: Annotated[Decimal, Field(max_digits=12, decimal_places=3, ge=0, le=LARGEST_QUANTITY)] | None


class StockReceipt(Model):
    """What was booked in, under a number of its own."""

    id: UUID
    batches: list[StoredBatch]
