"""What travels about prescriptions, medicines and instructions."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.ids import AppointmentId, InstructionId, MedicineId, PrescriptionId
from shared.models.common import Line, Model
from shared.rules.dosing import Frequency


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


class Medicine(Model):
    """A product one can prescribe: strength belongs to it, the dose does not."""

    id: MedicineId
    generic: str
    form: DoseForm
    strength: str
    controlled: bool


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


class Prescription(Model):
    """A signed list of medicines; an amended one is a new version of the same number."""

    id: PrescriptionId
    prescription_no: str
    version: int
    status: PrescriptionStatus
    items: list[PrescriptionItem]
    advice: str
    prescribed_by: str
    prescribed_at: datetime


class Prescribe(Model):
    appointment_id: AppointmentId
    items: list[NewPrescriptionItem] = Field(min_length=1, max_length=30)


class SearchMedicines(Model):
    """By generic name or brand and strength: `amox 500`."""

    term: Line = ""
    limit: int = Field(default=20, ge=1, le=100)


class SearchInstructions(Model):
    term: Line = ""
    limit: int = Field(default=30, ge=1, le=100)


class GetPrescription(Model):
    prescription_id: PrescriptionId
