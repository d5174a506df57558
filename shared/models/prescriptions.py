"""What travels about prescriptions, medicines and instructions."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from shared.ids import AppointmentId, EmployeeId, InstructionId, MedicineId, OrderSetId, PrescriptionId
from shared.models.common import Line, Model, Name, Reason
from shared.rules.dosing import Frequency, Need

MOST_ITEMS: Final = 30
MOST_OVERRIDES: Final = 100
LONGEST_KEY: Final = 500


class DoseForm(StrEnum):
    """Where the unit of a dose comes from: a tablet is counted, a syrup measured."""

    TABLET = "tablet"
    CAPSULE = "capsule"
    SYRUP = "syrup"
    SUSPENSION = "suspension"
    DROPS = "drops"
    INHALER = "inhaler"
    NEBULISER = "nebuliser"
    CREAM = "cream"
    GEL = "gel"
    INJECTION = "injection"
    INFUSION = "infusion"
    SACHET = "sachet"
    INSULIN = "insulin"


class Route(StrEnum):
    ORAL = "oral"
    SUBLINGUAL = "sublingual"
    INHALED = "inhaled"
    NEBULISED = "nebulised"
    NASAL = "nasal"
    RIGHT_EYE = "right_eye"
    LEFT_EYE = "left_eye"
    BOTH_EYES = "both_eyes"
    EAR = "ear"
    TOPICAL = "topical"
    RECTAL = "rectal"
    VAGINAL = "vaginal"
    IM = "im"
    IV = "iv"
    SC = "sc"
    INTRADERMAL = "intradermal"


class PrescriptionStatus(StrEnum):
    ISSUED = "issued"
    PARTLY_DISPENSED = "partly_dispensed"
    DISPENSED = "dispensed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class WarningLevel(StrEnum):
    """What a warning asks for: a reason, a look, or a check by hand where none was possible."""

    STOP = "stop"
    CAUTION = "caution"
    UNCHECKED = "unchecked"


class WarningKind(StrEnum):
    ALLERGY = "allergy"
    INTERACTION = "interaction"
    DUPLICATE = "duplicate"
    AGE = "age"
    PREGNANCY = "pregnancy"
    DOSE = "dose"
    FREQUENCY = "frequency"
    UNKNOWN_INGREDIENT = "unknown_ingredient"
    UNKNOWN_ALLERGY = "unknown_allergy"
    UNKNOWN_AGE = "unknown_age"
    UNKNOWN_WEIGHT = "unknown_weight"
    UNKNOWN_PREGNANCY = "unknown_pregnancy"
    UNKNOWN_LIMIT = "unknown_limit"


class SafetyWarning(Model):
    """What speaks against a prescription, by which rule, and who says so."""

    rule: str
    kind: WarningKind
    level: WarningLevel
    medicine_ids: list[MedicineId]
    """The lines it is about; none where it is about the patient alone."""
    medicine: str
    """Their names."""
    found: str = ""
    """What it was found against: the allergy, the other medicine, the dose given."""
    reason: str
    source: str

    @property
    def key(self) -> str:
        """Overriding holds for exactly this: another dose or another medicine is another warning."""
        return "|".join((self.rule, *sorted(map(str, self.medicine_ids)), self.found))[:LONGEST_KEY]

    @property
    def needs_reason(self) -> bool:
        return self.level is WarningLevel.STOP


class Override(Model):
    """Prescribed in spite of a warning, and why."""

    key: Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)]
    reason: Reason


class RecordedWarning(SafetyWarning):
    """As it stood when the prescription was issued."""

    override: str = ""
    """The reason it was overridden for."""


class Medicine(Model):
    """A product one can prescribe: strength belongs to it, the dose does not."""

    id: MedicineId
    generic: str
    form: DoseForm
    strength: str
    controlled: bool
    pack: Decimal | None = None
    """What one bottle, ampoule or vial holds, in mL; of insulin, in units."""


class Instruction(Model):
    """A sentence for the patient, by its number in the hospital's list."""

    id: InstructionId
    code: str
    text: str


Dose = Annotated[Decimal, Field(gt=0, le=1000, max_digits=7, decimal_places=3)]


class NewPrescriptionItem(Model):
    """One medicine as prescribed: dose units an intake, how often, how many days."""

    medicine_id: MedicineId
    dose: Dose
    route: Route = Route.ORAL
    frequency: Frequency
    days: int | None = Field(default=None, ge=1, le=365)
    quantity: int | None = Field(default=None, ge=1, le=9999)
    """Packs or pieces; computed by shared.rules.dosing when left out and computable."""
    instruction: Line = ""
    most_a_day: int | None = Field(default=None, ge=1, le=24)
    """How many times in 24 hours at most, of what is taken when needed."""
    needed_for: Need | None = None


class PrescriptionItem(Model):
    medicine_id: MedicineId
    medicine: str
    strength: str
    form: DoseForm
    dose: Decimal
    route: Route
    frequency: Frequency
    days: int | None
    quantity: int | None
    instruction: str
    pack: Decimal | None = None
    most_a_day: int | None = None
    needed_for: Need | None = None


class Prescription(Model):
    """A signed list of medicines; an amended one is a new version of the same number."""

    id: PrescriptionId
    prescription_no: str
    version: int
    status: PrescriptionStatus
    items: list[PrescriptionItem]
    advice: str
    prescriber_id: EmployeeId
    prescribed_by: str
    prescribed_at: datetime
    warnings: list[RecordedWarning] = Field(default_factory=list)
    amended_because: str = ""
    cancelled_because: str = ""


def _needs_are_said(items: list[NewPrescriptionItem]) -> list[NewPrescriptionItem]:
    """Of a draft that is only checked they may still be open."""
    for item in items:
        told = {item.most_a_day is not None, item.needed_for is not None}
        if told != {item.frequency is Frequency.PRN}:
            raise ValueError("what is taken when needed, and nothing else, says how often at most and for what")
    return items


Items = Annotated[
    list[NewPrescriptionItem], Field(min_length=1, max_length=MOST_ITEMS), AfterValidator(_needs_are_said)
]
Weight = Annotated[Decimal, Field(gt=0, le=500, max_digits=6, decimal_places=3)]


class PatientFacts(Model):
    """What only the doctor in the room can say, and the checks need; None is "not said"."""

    pregnant: bool | None = None
    weight_kg: Weight | None = None


class CheckPrescription(Model):
    """The lines so far, to hear what speaks against them."""

    appointment_id: AppointmentId
    items: list[NewPrescriptionItem] = Field(max_length=MOST_ITEMS)
    facts: PatientFacts = PatientFacts()


class Prescribe(Model):
    appointment_id: AppointmentId
    items: Items
    facts: PatientFacts = PatientFacts()
    overrides: list[Override] = Field(default_factory=list, max_length=MOST_OVERRIDES)


class AmendPrescription(Model):
    """A new version under the same number, also after the visit; the old one stays readable."""

    prescription_id: PrescriptionId
    items: Items
    reason: Reason
    facts: PatientFacts = PatientFacts()
    overrides: list[Override] = Field(default_factory=list, max_length=MOST_OVERRIDES)


class CancelPrescription(Model):
    prescription_id: PrescriptionId
    reason: Reason


class GetLastPrescription(Model):
    """The newest that stands of an earlier visit: what is repeated."""

    appointment_id: AppointmentId


class LastPrescription(Model):
    """None where the patient never had one here."""

    prescription: Prescription | None


class SetLine(NewPrescriptionItem):
    """A line of an order set with the medicine it names."""

    medicine: Medicine


class OrderSet(Model):
    """Lines a doctor gives often, under a name; a favourite is a set of one line."""

    id: OrderSetId
    name: str
    lines: list[SetLine]


class SaveOrderSet(Model):
    """In the place of the doctor's own set of that name, if there is one."""

    name: Name
    items: Items


class RemoveOrderSet(Model):
    order_set_id: OrderSetId


class SearchMedicines(Model):
    """By generic name or brand and strength: `amox 500`."""

    term: Line = ""
    limit: int = Field(default=20, ge=1, le=100)


class SearchInstructions(Model):
    term: Line = ""
    limit: int = Field(default=30, ge=1, le=100)


class GetPrescription(Model):
    prescription_id: PrescriptionId
