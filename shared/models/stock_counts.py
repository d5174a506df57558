"""What travels about counting a store: drafted, counted, checked and posted."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.ids import ApprovalId, MedicineId, StockBatchId, StockCountId, StoreId
from shared.models.common import Line, Model, Reason, Version
from shared.models.prescriptions import DoseForm
from shared.models.stock import LARGEST_QUANTITY, MOST_LINES

Letter = Annotated[str, Field(pattern="^[A-Z]$")]
Counted = Annotated[Decimal, Field(max_digits=12, decimal_places=3, ge=0, le=LARGEST_QUANTITY)]


class CountPart(StrEnum):
    """What of a store is counted at once."""

    ALL = "all"
    LETTERS = "letters"
    """The medicines from one letter to another."""
    SOON = "soon"
    """What has expired, or will within the store's days."""
    CONTROLLED = "controlled"


class CountStatus(StrEnum):
    OPEN = "open"
    POSTED = "posted"
    DROPPED = "dropped"


class OpenCount(Model):
    """Draws up the list of what lies there now; the letters matter where a part goes by them."""

    store_id: StoreId
    part: CountPart = CountPart.ALL
    first_letter: Letter = "A"
    last_letter: Letter = "Z"
    note: Line = ""


class ListCounts(Model):
    """The open ones first, then the newest; of one store, or all."""

    store_id: StoreId | None = None
    limit: int = Field(default=50, ge=1, le=200)


class GetCount(Model):
    count_id: StockCountId


class Tally(Model):
    """So many are there; a batch that is not on the list is put on it."""

    batch_id: StockBatchId
    quarantined: bool = False
    counted: Counted


class TallyStock(Model):
    """Counted for the first time or again: the newest counts."""

    count_id: StockCountId
    lines: Annotated[list[Tally], Field(min_length=1, max_length=MOST_LINES)]


class PostCount(Model):
    """The differences become moves; a second person who has not counted agrees."""

    count_id: StockCountId
    version: Version
    reason: Reason
    leave_rest: bool = False
    """Lines that nobody counted stay as the card says."""
    approval_id: ApprovalId | None = None


class DropCount(Model):
    """Nothing moves."""

    count_id: StockCountId
    version: Version
    reason: Reason


class CountLine(Model):
    """One batch on the list; what the card said is told once it is counted, so that nobody copies it."""

    batch_id: StockBatchId
    quarantined: bool
    medicine_id: MedicineId
    medicine: str
    strength: str
    form: DoseForm
    batch_no: str
    expires_on: date
    cost: Decimal
    expected: Decimal | None
    """By the card at the moment of counting."""
    counted: Decimal | None
    times: int
    counted_by: str
    counted_at: datetime | None

    @property
    def difference(self) -> Decimal | None:
        if self.counted is None or self.expected is None:
            return None
        return self.counted - self.expected

    @property
    def worth(self) -> Decimal | None:
        """Of the difference, at cost."""
        return None if self.difference is None else self.difference * self.cost


class TalliedLines(Model):
    lines: list[CountLine]


class StockCount(Model):
    id: StockCountId
    count_no: str
    store_id: StoreId
    store: str
    part: CountPart
    first_letter: str
    last_letter: str
    note: str
    status: CountStatus
    listed: int
    counted: int
    opened_by: str
    opened_at: datetime
    closed_by: str
    closed_at: datetime | None
    second_person: str
    reason: str
    version: int


class StockCountDetails(StockCount):
    lines: list[CountLine]
