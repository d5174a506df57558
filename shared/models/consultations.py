"""What travels about consultations."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from shared.ids import AppointmentId, ConsultationId, EmployeeId, PatientId
from shared.models.appointments import AppointmentStatus
from shared.models.common import Line, Model, Prose
from shared.models.lab import TestOrder
from shared.models.patients import PatientDetails
from shared.models.prescriptions import Prescription

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


class ConsultationDetails(Model):
    """All of one consultation, and the patient it is about."""

    id: ConsultationId
    appointment_id: AppointmentId
    status: AppointmentStatus
    token: str
    doctor_id: EmployeeId
    doctor: str
    patient: PatientDetails
    note: Note
    diagnoses: list[Diagnosis]
    prescription: Prescription | None
    tests: list[TestOrder]
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


class ListVisits(Model):
    patient_id: PatientId
    limit: int = Field(default=10, ge=1, le=100)
