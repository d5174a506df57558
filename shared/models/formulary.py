"""What travels about the hospital's list of medicines while it is kept up."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from shared.ids import MedicineChangeId, MedicineId
from shared.models.common import Explained, Line, Model, Name
from shared.models.prescriptions import DoseForm
from shared.models.spreadsheets import SpreadsheetBytes, SpreadsheetForm, Verdict

Strength = Annotated[Line, Field(max_length=60)]
Pack = Annotated[Decimal, Field(gt=0, le=100_000, max_digits=9, decimal_places=3)]


class MedicineFacts(Model):
    """What may change of a medicine: what it is called never does, since prescriptions say it."""

    controlled: bool = False
    over_the_counter: bool = False
    pack: Pack | None = None
    """What one bottle, ampoule or vial holds, in mL; of insulin, in units."""
    is_active: bool = True


class MedicineEntry(Model):
    id: MedicineId
    generic: str
    form: DoseForm
    strength: str
    facts: MedicineFacts


class ListFormulary(Model):
    """Part of the name in any order; retired ones too, those in use first."""

    term: Line = ""
    limit: int = Field(default=200, ge=1, le=500)


class AddMedicine(Explained):
    generic: Name
    form: DoseForm
    strength: Strength
    facts: MedicineFacts


class ChangeMedicine(Explained):
    """`before` is what was seen: what somebody else changed meanwhile is not undone."""

    medicine_id: MedicineId
    before: MedicineFacts
    after: MedicineFacts


class MedicineChange(Model):
    """One entry of the history; a medicine's first has nothing before it."""

    id: MedicineChangeId
    medicine: str
    before: MedicineFacts | None
    after: MedicineFacts
    who: str
    at: datetime


class ListMedicineChanges(Model):
    """Of one medicine, or of all; the newest first, `before` leads on to older ones."""

    medicine_id: MedicineId | None = None
    before: MedicineChangeId | None = None
    limit: int = Field(default=100, ge=1, le=500)


class RowProblem(StrEnum):
    """Why a row of a file is refused."""

    NO_NAME = "no_name"
    NO_FORM = "no_form"
    NO_YES = "no_yes"
    NO_PACK = "no_pack"
    TWICE = "twice"


class ImportedMedicine(Model):
    row: int
    subject: str
    verdict: Verdict
    problem: RowProblem | None = None
    before: MedicineFacts | None = None
    after: MedicineFacts | None = None


class MedicineImport(Model):
    """Nothing is imported while one row is refused."""

    rows: list[ImportedMedicine]


class ExportMedicines(Model):
    form: SpreadsheetForm


class ImportMedicines(Model):
    """XLSX or CSV, as it is exported; what is not in the file stays as it is."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    data: SpreadsheetBytes
