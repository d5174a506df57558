"""What travels about stores, batches and what lies on the shelves."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from shared.ids import ApprovalId, DepartmentId, MedicineId, StockBatchId, StockMoveId, StockTransferId, StoreId
from shared.models.common import Day, Line, Model, Name, Reason, Version
from shared.models.prescriptions import DoseForm, Medicine
from shared.money import Price, Quantity

MOST_LINES: Final = 200
LARGEST_QUANTITY: Final = Decimal(999_999)
"""Of one line: a quantity that was scanned from a barcode by mistake is far above it."""


def _not_zero(change: Decimal) -> Decimal:
    if change == 0:
        raise ValueError("must not be zero")
    return change


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


Change = Annotated[
    Decimal,
    Field(max_digits=12, decimal_places=3, ge=-LARGEST_QUANTITY, le=LARGEST_QUANTITY),
    AfterValidator(_not_zero),
]


class DepartmentName(Model):
    """A department whose own a store can be."""

    id: DepartmentId
    name: str


class KeptStores(Model):
    """All stores, those given up too, with the departments in use and those that have one."""

    stores: list[Store]
    departments: list[DepartmentName]


class SaveStore(Model):
    """A new one without an id; a change names the version it was based on."""

    store_id: StoreId | None = None
    version: Version | None = None
    name: Name
    kind: StoreKind
    department_id: DepartmentId | None = None
    soon_days: SoonDays = 90
    is_active: bool = True


class StockView(StrEnum):
    ALL = "all"
    SOON = "soon"
    """Expires within the store's days, or has expired."""
    ASIDE = "aside"
    """In quarantine or recalled."""
    CONTROLLED = "controlled"


class ListOnHand(Model):
    """Batch by batch, first the ones that expire first; `term`: words of the medicine, or a batch number."""

    term: Line = ""
    view: StockView = StockView.ALL
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
    """What was booked in, as it lies there now."""

    batches: list[StoredBatch]


class StockMoved(Model):
    """A batch in one store after a move, on the shelf and in quarantine."""

    batches: list[StoredBatch]


class SetAside(Model):
    """Off the shelf into quarantine, until somebody has looked at it."""

    store_id: StoreId
    batch_id: StockBatchId
    quantity: Count
    reason: Reason


class ReleaseStock(SetAside):
    """Looked at and fit: out of quarantine back onto the shelf."""


class DestroyStock(Model):
    """What is broken, expired or unfit leaves for good, before the eyes of a second person."""

    store_id: StoreId
    batch_id: StockBatchId
    quarantined: bool = False
    quantity: Count
    reason: Reason
    approval_id: ApprovalId | None = None


class AdjustStock(Model):
    """The shelf holds more or less than the card says: by how much, and why."""

    store_id: StoreId
    batch_id: StockBatchId
    quarantined: bool = False
    change: Change
    reason: Reason
    approval_id: ApprovalId | None = None


class RecallBatch(Model):
    """Called back in every store at once; taken back (`recalled` false) with a second person."""

    batch_id: StockBatchId
    recalled: bool = True
    reason: Reason
    approval_id: ApprovalId | None = None


class GetStockCard(Model):
    """Newest first; of one store, or of all."""

    medicine_id: MedicineId
    store_id: StoreId | None = None
    limit: int = Field(default=200, ge=1, le=1000)


class CardLine(Model):
    """One move and what was there after it, on the shelf and in quarantine together."""

    id: StockMoveId
    at: datetime
    business_date: date
    type: MoveType
    quantity: Decimal
    balance: Decimal
    batch_no: str
    store: str
    quarantined: bool
    reason: str
    reference: str
    """The number of a prescription, a bill, a transfer; empty where the move belongs to none."""
    moved_by: str
    second_person: str
    workstation: str


class StockCard(Model):
    """For a controlled medicine it is its register."""

    medicine: Medicine
    lines: list[CardLine]
    more: bool


class ListReorder(Model):
    """What is low, or will be before the next delivery, from what went to patients in the last `days`.

    With `all` every medicine that the store keeps, by name.
    """

    store_id: StoreId
    days: int = Field(default=30, ge=7, le=365)
    all: bool = False


class ReorderLine(Model):
    medicine: Medicine
    on_hand: Decimal
    level: Decimal | None
    used: Decimal
    """Handed out in these days."""
    lasts_days: int | None
    """At that pace; None where nothing was handed out."""
    suggested: Decimal
    suggested_level: Decimal
    """At which it would be ordered in time; 0 where nothing was handed out."""


class TransferStatus(StrEnum):
    SENT = "sent"
    """On the way: it lies in neither store."""
    RECEIVED = "received"


class SentLine(Model):
    """So much of a medicine; of one batch, or of those that expire first."""

    medicine_id: MedicineId
    quantity: Count
    batch_id: StockBatchId | None = None


class SendStock(Model):
    """Out of one store, on the way to another."""

    store_id: StoreId
    to_store_id: StoreId
    lines: Annotated[list[SentLine], Field(min_length=1, max_length=MOST_LINES)]
    note: Line = ""


class ArrivedLine(Model):
    """How much of a batch came."""

    batch_id: StockBatchId
    received: Annotated[Decimal, Field(max_digits=12, decimal_places=3, ge=0, le=LARGEST_QUANTITY)]


class AcceptTransfer(Model):
    """Counted at the other side; a line that is not named came as it was sent."""

    transfer_id: StockTransferId
    version: Version
    lines: list[ArrivedLine] = Field(default_factory=list, max_length=MOST_LINES)
    back_to_sender: bool = False
    """What is not accepted goes back into the sender's store; else it is missing."""
    explanation: Line = ""
    """Needed where something is missing or was not accepted."""


class ListTransfers(Model):
    """Those on the way first, then the newest; from or to a store, or all."""

    store_id: StoreId | None = None
    limit: int = Field(default=50, ge=1, le=200)


class TransferLine(Model):
    batch_id: StockBatchId
    medicine: str
    strength: str
    form: DoseForm
    batch_no: str
    expires_on: date
    sent: Decimal
    received: Decimal | None
    """None while it is on the way."""


class Transfer(Model):
    id: StockTransferId
    transfer_no: str
    status: TransferStatus
    store_id: StoreId
    store: str
    to_store_id: StoreId
    to_store: str
    lines: list[TransferLine]
    note: str
    sent_by: str
    sent_at: datetime
    received_by: str
    received_at: datetime | None
    explanation: str
    version: int
