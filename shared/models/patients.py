"""What travels about patients."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from shared.ages import OLDEST_YEARS, AgeUnit, Precision
from shared.ids import AllergyId, PatientId
from shared.models.common import Day, Line, Model, Name, Reason, Version


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class BloodGroup(StrEnum):
    A_POS = "A+"
    A_NEG = "A-"
    B_POS = "B+"
    B_NEG = "B-"
    AB_POS = "AB+"
    AB_NEG = "AB-"
    O_POS = "O+"
    O_NEG = "O-"


class Severity(StrEnum):
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    LIFE_THREATENING = "life_threatening"


Phone = Annotated[str, Field(min_length=5, max_length=20, pattern=r"^\+?[0-9][0-9 ()./-]*$")]
Email = Annotated[str, Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class Birth(Model):
    """A birth date, and how exactly it is known."""

    date: Day
    precision: Precision = Precision.DAY


class TypedAge(Model):
    """An age as it was said at the counter; the server makes the birth date of it."""

    amount: int = Field(ge=0, le=OLDEST_YEARS * 366)
    unit: AgeUnit = AgeUnit.YEARS


class Allergy(Model):
    id: AllergyId
    substance: str
    reaction: str
    severity: Severity
    recorded_at: datetime


class PatientSummary(Model):
    """A row of the search."""

    id: PatientId
    patient_no: str
    name: str
    name_local: str
    sex: Sex
    birth: Birth | None
    phone: str
    last_visit: date | None = None


class PatientDetails(PatientSummary):
    """The whole card."""

    email: str
    address: str
    guardian: str
    blood_group: BloodGroup | None
    allergies: list[Allergy]
    is_active: bool
    version: int
    registered_at: datetime


class SearchPatients(Model):
    """Part of a name in any order, of a phone, or a patient number."""

    term: Line = ""
    limit: int = Field(default=20, ge=1, le=100)


class GetPatient(Model):
    patient_id: PatientId


class PatientForm(Model):
    """What reception types of a person."""

    name: Name
    name_local: Line = ""
    sex: Sex
    birth: Birth | None = None
    age: TypedAge | None = None
    phone: Phone | None = None
    email: Email | None = None
    guardian: Line = ""
    address: Line = ""
    blood_group: BloodGroup | None = None


class RegisterPatient(PatientForm):
    """A new person; `confirmed` says that the offered look-alikes are somebody else."""

    confirmed: bool = False

    @model_validator(mode="after")
    def _age_or_birth(self) -> "RegisterPatient":
        if self.birth is None and self.age is None:
            raise ValueError("give a birth date or an age")
        return self


class UpdatePatient(PatientForm):
    patient_id: PatientId
    version: Version


class RecordAllergy(Model):
    patient_id: PatientId
    substance: Name
    reaction: Line = ""
    severity: Severity


class WithdrawAllergy(Model):
    """Entered in error: stays in the record, leaves the banner."""

    patient_id: PatientId
    allergy_id: AllergyId
    reason: Reason
