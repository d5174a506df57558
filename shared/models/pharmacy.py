"""What travels between the pharmacy's counter and the server."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from shared.ids import (
    AppointmentId,
    ApprovalId,
    DispenseId,
    DispenseLineId,
    MedicineId,
    PrescriptionId,
    StockBatchId,
    StoreId,
)
from shared.models.common import Line, Model, Reason
from shared.models.patients import Allergy, PatientSummary
from shared.models.prescriptions import (
    MOST_ITEMS,
    MOST_OVERRIDES,
    DoseForm,
    Override,
    Prescription,
    PrescriptionItem,
    PrescriptionStatus,
    SafetyWarning,
)
from shared.models.stock import Count
from shared.money import Currency

MOST_BATCHES: Final = 20
"""Of one line: more are not opened for one patient."""


class Outcome(StrEnum):
    """What the counter did about a line."""

    GIVEN = "given"
    HELD = "held"
    """Not now: the prescription goes on waiting for it."""
    REFUSED = "refused"
    """Not at all: nobody waits for it any more."""


class WaitingPrescription(Model):
    """A row of who waits for medicines."""

    prescription_id: PrescriptionId
    prescription_no: str
    status: PrescriptionStatus
    appointment_id: AppointmentId
    token: str | None
    patient: PatientSummary
    allergies: list[str]
    doctor: str
    since: datetime
    lines: int


class BatchToGive(Model):
    """A batch that may go to a patient, and how much of it is proposed."""

    batch_id: StockBatchId
    batch_no: str
    expires_on: date
    on_hand: Decimal
    price: Decimal
    proposed: Decimal


class LineToGive(Model):
    """A prescribed line: what was given of it, what is left, and out of which batches that can come."""

    line: int
    item: PrescriptionItem
    controlled: bool
    """Handed out in the presence of a second person."""
    given: Decimal
    left: Decimal | None
    """None where the doctor named no quantity and nothing was given yet."""
    outcome: Outcome | None
    """What was done about it last."""
    reason: str
    missing: Decimal
    """Of what is left: not on the shelves."""
    batches: list[BatchToGive]


class OpenedPrescription(Model):
    """A prescription at the counter, with what speaks against it: the rules of prescribing, and what was had lately."""

    prescription: Prescription
    appointment_id: AppointmentId
    token: str | None
    patient: PatientSummary
    allergies: list[Allergy]
    valid_until: date
    turn: int
    """How often it was at the counter before: what is done next says on which state it is based."""
    lines: list[LineToGive]
    warnings: list[SafetyWarning]


class Substitute(Model):
    """Another product of the same ingredient, with the dose of it that comes to what was prescribed."""

    medicine_id: MedicineId
    medicine: str
    strength: str
    form: DoseForm
    controlled: bool
    dose: Decimal
    quantity: int | None
    """In the place of all that is left."""
    batches: list[BatchToGive]


class GivenBatch(Model):
    batch_id: StockBatchId
    quantity: Count


class LineDone(Model):
    """What is done about one line: given, held or refused."""

    line: Annotated[int, Field(ge=1, le=MOST_ITEMS)]
    outcome: Outcome
    quantity: Count | None = None
    """So many of the batches that expire first, or else exactly the `batches`."""
    batches: list[GivenBatch] = Field(default_factory=list, max_length=MOST_BATCHES)
    substitute_id: MedicineId | None = None
    reason: Line = ""

    @model_validator(mode="after")
    def _says_how_much_or_why(self) -> Self:
        if (self.outcome is Outcome.GIVEN) != ((self.quantity is not None) != bool(self.batches)):
            raise ValueError("what is given, and nothing else, says how much or of which batches")
        if self.outcome is not Outcome.GIVEN and (self.quantity is not None or self.batches or self.substitute_id):
            raise ValueError("what is not given has no quantity")
        if (self.outcome is not Outcome.GIVEN or self.substitute_id) and len(self.reason) < 3:
            raise ValueError("what is held, refused or substituted says why")
        return self


class Dispense(Model):
    """All or nothing. `turn` is that of the prescription as it was opened."""

    prescription_id: PrescriptionId
    turn: Annotated[int, Field(ge=0)]
    store_id: StoreId
    lines: Annotated[list[LineDone], Field(min_length=1, max_length=MOST_ITEMS)]
    overrides: list[Override] = Field(default_factory=list, max_length=MOST_OVERRIDES)
    approval_id: ApprovalId | None = None
    """Of the second person, where something controlled is given."""

    @model_validator(mode="after")
    def _each_line_once(self) -> Self:
        if len({done.line for done in self.lines}) != len(self.lines):
            raise ValueError("each line is named once")
        return self


class DispensedPart(Model):
    """So much of one batch, as it is printed on the label."""

    id: DispenseLineId
    line: int
    medicine_id: MedicineId
    medicine: str
    strength: str
    form: DoseForm
    dose: Decimal
    quantity: Decimal
    batch_no: str
    expires_on: date
    price: Decimal
    substituted_for: str = ""


class Dispensed(Model):
    """What went over the counter, and the prescription as it stands now."""

    id: DispenseId
    parts: list[DispensedPart]
    opened: OpenedPrescription


class ListWaiting(Model):
    """Today's; with a term, whoever has that token, name or number, of any day that still counts."""

    term: Line = ""
    limit: int = Field(default=100, ge=1, le=200)


class OpenPrescription(Model):
    prescription_id: PrescriptionId
    store_id: StoreId


class CallToCounter(Model):
    """Whoever waits with this prescription, by today's token, on the walls of the house."""

    prescription_id: PrescriptionId


class FindSubstitutes(Model):
    prescription_id: PrescriptionId
    line: Annotated[int, Field(ge=1, le=MOST_ITEMS)]
    store_id: StoreId


class TakeBack(Model):
    """From a patient into quarantine, at most what was given; the money goes back by a credit note."""

    dispense_line_id: DispenseLineId
    quantity: Count
    reason: Reason
    approval_id: ApprovalId | None = None
    """Of the second person, where the bill was issued: the money was somebody's income already."""


class TakenBack(Model):
    dispense_line_id: DispenseLineId
    returned: Decimal
    """In all."""
    given: Decimal
    currency: Currency
    amount: Decimal
    """What need not be paid for it; nothing where it was in a package."""
    credit_note_no: str
    """Empty where the bill was a draft: it only became shorter."""
    to_refund: Decimal
    """What of it was paid already: the refund waits for another person's word."""
    refund_no: str
