"""What travels about consultations."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from shared.ids import AmendmentId, AppointmentId, ConsultationId, EmployeeId, PatientId, ProblemId
from shared.models.appointments import AppointmentStatus
from shared.models.common import Day, Line, Model, Page, Prose, Reason
from shared.models.lab import TestOrder
from shared.models.lab_results import LatestResult
from shared.models.patients import PatientDetails
from shared.models.prescriptions import DoseForm, Prescription
from shared.models.vitals import Vitals
from shared.rules.dosing import Frequency

Icd10Code = Annotated[str, Field(min_length=3, max_length=8, pattern=r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$")]


class DiagnosisKind(StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"


class Icd10(Model):
    """A class of the WHO's ICD-10: the code has its dot, and stays text."""

    code: str
    title: str


class Diagnosis(Icd10):
    kind: DiagnosisKind


class NewDiagnosis(Model):
    code: Icd10Code
    kind: DiagnosisKind = DiagnosisKind.PRIMARY


class Note(Model):
    """What the doctor writes; every part may be empty."""

    complaint: Prose = ""
    history: Prose = ""
    examination: Prose = ""
    plan: Prose = ""
    advice: Prose = ""


class Amendment(Model):
    """What was added to a signed note: marked, with who, when and why."""

    id: AmendmentId
    text: str
    reason: str
    by: str
    at: datetime


class ConsultationDetails(Model):
    """All of one consultation, and the patient it is about; signed once it is completed."""

    id: ConsultationId
    appointment_id: AppointmentId
    status: AppointmentStatus
    token: str
    doctor_id: EmployeeId
    doctor: str
    degrees: str
    patient: PatientDetails
    note: Note
    diagnoses: list[Diagnosis]
    prescription: Prescription | None
    tests: list[TestOrder]
    amendments: list[Amendment]
    started_at: datetime
    saved_at: datetime
    completed_at: datetime | None
    version: int


class PastVisit(Model):
    appointment_id: AppointmentId
    at: datetime
    doctor: str
    department: str
    diagnoses: list[Icd10]


class Problem(Icd10):
    """What the patient goes on having, on the card until it is resolved."""

    id: ProblemId
    since: datetime
    recorded_by: str


class ActiveMedicine(Model):
    """What the patient should be taking today, by what was prescribed here; `until` is None without a stated end."""

    medicine: str
    strength: str
    form: DoseForm
    dose: Decimal
    frequency: Frequency
    since: datetime
    until: date | None


class Background(Model):
    """The patient's past beside today's note; None is what the reader may not see."""

    visits: Page[PastVisit]
    vitals: list[Vitals]
    medicines: list[ActiveMedicine] | None
    problems: list[Problem]
    results: list[LatestResult] | None


class GetConsultation(Model):
    appointment_id: AppointmentId


class SearchIcd10(Model):
    """By code, or by words in any order."""

    term: Line = ""
    limit: int = Field(default=20, ge=1, le=100)


class SaveNote(Note):
    """A draft: kept every few seconds. The version is of the consultation."""

    appointment_id: AppointmentId
    version: int = Field(ge=1, le=2**31 - 1)


class RecordDiagnoses(Model):
    """The whole list as it shall stand; the first is primary unless said otherwise."""

    appointment_id: AppointmentId
    diagnoses: list[NewDiagnosis] = Field(max_length=20)

    @field_validator("diagnoses")
    @classmethod
    def _each_once(cls, diagnoses: list[NewDiagnosis]) -> list[NewDiagnosis]:
        if len({d.code for d in diagnoses}) != len(diagnoses):
            raise ValueError("each diagnosis may be given once")
        return diagnoses


class CompleteConsultation(Model):
    appointment_id: AppointmentId
    version: int = Field(ge=1, le=2**31 - 1)


class AmendConsultation(Model):
    """Of a signed note nothing is changed: this is added."""

    appointment_id: AppointmentId
    text: Annotated[Prose, Field(min_length=1)]
    reason: Reason


class GetBackground(Model):
    """`again`: it is on the screen already, and is read anew because something changed."""

    patient_id: PatientId
    again: bool = False


class AddProblem(Model):
    patient_id: PatientId
    code: Icd10Code


class ResolveProblem(Model):
    problem_id: ProblemId


class Phrase(Note):
    """A doctor's own words under a short code: `text` goes where the cursor is, each other part to its own place."""

    code: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[a-z0-9]+$")]
    text: Prose = ""


class SavePhrase(Phrase):
    """Takes the place of an own one with this code."""

    @model_validator(mode="after")
    def _says_something(self) -> "SavePhrase":
        if not any((self.text, *(getattr(self, part) for part in Note.model_fields))):
            raise ValueError("must not be empty")
        return self


class DropPhrase(Model):
    code: Annotated[str, Field(min_length=1, max_length=20)]


class ListFavourites(Model):
    limit: int = Field(default=8, ge=1, le=50)


class ScheduleFollowUp(Model):
    """With the same doctor, on that day's first free slot."""

    appointment_id: AppointmentId
    date: Day
