"""What travels about patients."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import ConfigDict, Field, model_validator

from shared.ages import OLDEST_YEARS, AgeUnit, Precision
from shared.ids import AllergyId, PatientCategoryId, PatientId, PayerId, PhotoId
from shared.models.common import Day, Line, Model, Name, Prose, Reason, Version
from shared.rules import likeness

UNKNOWN: Final = "unknown"
"""The word that finds people without a name."""

LARGEST_PHOTO: Final = 200_000
"""Bytes of a photo's JPEG."""

PHOTO_SIDE: Final = 640
"""Points of a photo's longer side, at most."""


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


class NextOfKin(Model):
    """Who is called when something happens, and who speaks for a child."""

    name: Annotated[Line, Field(min_length=1)]
    relation: Line = ""
    phone: Phone | None = None


class Allergy(Model):
    id: AllergyId
    substance: str
    reaction: str
    severity: Severity
    recorded_at: datetime


class PatientSummary(Model):
    """A row of the search; who came without a name is called by the number until somebody knows it."""

    id: PatientId
    patient_no: str
    name: str
    name_local: str
    sex: Sex
    birth: Birth | None
    phone: str
    last_visit: date | None = None
    died_on: date | None = None
    former_numbers: list[str] = Field(default_factory=list)
    """Of the records that were merged into this one: each still finds it."""
    confidential: bool = False
    """It opens to those who treat the patient."""

    @property
    def is_unnamed(self) -> bool:
        return self.name == self.patient_no


class PutAway(Model):
    """Why a record is out of the search, since when, and by whom."""

    reason: str
    at: datetime
    by: str


class PatientDetails(PatientSummary):
    """The whole card; of a record that is closed to the reader, as much as reception needs."""

    is_closed: bool = False
    """Notes and policy number are not shown: that they are empty says nothing."""
    hides_allergies: bool = False
    """Allergies neither: that there is none here does not say that none is known."""
    email: str
    address: str
    next_of_kin: NextOfKin | None = None
    blood_group: BloodGroup | None
    notes: str = ""
    category_id: PatientCategoryId | None = None
    payer_id: PayerId | None = None
    policy_no: str = ""
    allergies: list[Allergy]
    photo: PhotoId | None = None
    is_active: bool
    put_away: PutAway | None = None
    merged_into: PatientId | None = None
    """The record that took this one's place."""
    version: int
    registered_at: datetime


class ArchivedPatient(PatientSummary):
    """A row of those put away."""

    version: int
    put_away: PutAway


class Photo(Model):
    """A JPEG of the patient's face."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    id: PhotoId
    image: bytes


class SearchPatients(Model):
    """Part of a name in any order, of a phone, or a patient number."""

    term: Line = ""
    limit: int = Field(default=20, ge=1, le=100)


class FindByNumber(Model):
    """As it stands on a card: P-2026-0001, or P20260001 as a scanner types it."""

    number: str = Field(pattern=r"^[Pp]-?[0-9]{4}-?[0-9]{4,9}$")


class FindLookAlikes(Model):
    """What is typed of a new person so far."""

    name: Line = ""
    sex: Sex | None = None
    born: Day | None = None
    phone: Line = ""


class LookAlike(Model):
    """Somebody in the register who may be the same, how much (0 to 100), and why."""

    patient: PatientSummary
    score: int
    reasons: list[likeness.Reason]


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
    next_of_kin: NextOfKin | None = None
    address: Line = ""
    blood_group: BloodGroup | None = None
    notes: Prose = ""
    died_on: Day | None = None
    category_id: PatientCategoryId | None = None
    """None pays the general prices."""
    payer_id: PayerId | None = None
    policy_no: Line = ""
    """By which the payer knows the patient."""


class RegisterPatient(PatientForm):
    """A new person; `confirmed` says that the offered look-alikes are somebody else."""

    confirmed: bool = False

    @model_validator(mode="after")
    def _age_or_birth(self) -> "RegisterPatient":
        if self.birth is None and self.age is None:
            raise ValueError("give a birth date or an age")
        return self


class RegisterUnknown(Model):
    """Nobody can say who it is: the number is the name until then, and sex and age are a guess."""

    sex: Sex = Sex.UNKNOWN
    age: TypedAge | None = None


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


class SetPhoto(Model):
    """Takes the place of the photo there is."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    patient_id: PatientId
    image: Annotated[bytes, Field(max_length=LARGEST_PHOTO)]


class RemovePhoto(Model):
    patient_id: PatientId


class PutPatientAway(Model):
    """Out of the search; number and history stay."""

    patient_id: PatientId
    version: Version
    reason: Reason


class BringPatientBack(Model):
    patient_id: PatientId
    version: Version
    reason: Reason


class ListArchived(Model):
    """Those put away, the latest first; `term` is part of a name, a phone or a number."""

    term: Line = ""
    limit: int = Field(default=20, ge=1, le=100)
