"""What travels about medicines sold without a prescription, and about what was handed out before."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from shared.ids import BillId, DispenseId, MedicineId, PatientId, PrescriptionId, StoreId
from shared.models.common import Line, Model
from shared.models.patients import PatientSummary
from shared.models.pharmacy import MOST_BATCHES, BatchToGive, DispensedPart, GivenBatch
from shared.models.prescriptions import MOST_OVERRIDES, DoseForm, Override
from shared.models.stock import Count
from shared.money import Currency

MOST_SOLD: Final = 30


class FindForSale(Model):
    """By words of the medicine; `patient_id`: at whose prices."""

    store_id: StoreId
    term: Line
    patient_id: PatientId | None = None
    limit: int = Field(default=12, ge=1, le=50)


class ForSale(Model):
    """A medicine with what lies there of it, and what one costs: of each batch its own price where no list knows it."""

    medicine_id: MedicineId
    medicine: str
    strength: str
    form: DoseForm
    controlled: bool
    over_the_counter: bool
    price: Decimal | None
    batches: list[BatchToGive]


class SoldLine(Model):
    """So many of the batches that expire first, or else exactly the `batches`."""

    medicine_id: MedicineId
    quantity: Count | None = None
    batches: list[GivenBatch] = Field(default_factory=list, max_length=MOST_BATCHES)

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        if (self.quantity is not None) == bool(self.batches):
            raise ValueError("what is sold says how much or of which batches")
        return self


class SellMedicines(Model):
    """To a patient, or to somebody without a card: all or nothing, on a bill of its own."""

    store_id: StoreId
    patient_id: PatientId | None = None
    buyer: Line = ""
    buyer_phone: Annotated[Line, Field(max_length=40)] = ""
    lines: Annotated[list[SoldLine], Field(min_length=1, max_length=MOST_SOLD)]
    reason: Line = ""
    """Why something that needs a prescription is sold: whose paper was shown."""
    overrides: list[Override] = Field(default_factory=list, max_length=MOST_OVERRIDES)

    @model_validator(mode="after")
    def _each_once_and_to_one(self) -> Self:
        if len({line.medicine_id for line in self.lines}) != len(self.lines):
            raise ValueError("each medicine is named once")
        if self.patient_id is not None and (self.buyer or self.buyer_phone):
            raise ValueError("a patient has a name already")
        return self


class Sold(Model):
    """What went over the counter, and the bill that it waits to be paid by."""

    id: DispenseId
    sale_no: str
    bill_id: BillId
    currency: Currency
    total: Decimal
    parts: list[DispensedPart]


class FindHandedOut(Model):
    """By the number of the prescription, the sale, the bill or the receipt, or by whose it was; the newest first."""

    term: Annotated[Line, Field(min_length=1)]
    limit: int = Field(default=20, ge=1, le=100)


class HandedOutPart(DispensedPart):
    returned: Decimal


class HandedOut(Model):
    """What went over the counter at once, of which something may come back."""

    id: DispenseId
    number: str
    """Of the prescription, or of the sale."""
    prescription_id: PrescriptionId | None
    patient: PatientSummary
    """Of a sale to somebody without a card, under the name that was told."""
    at: datetime
    by: str
    parts: list[HandedOutPart]
