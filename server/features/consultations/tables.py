"""Consultations, diagnoses, and the ICD-10."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base, Encrypted
from shared.ids import AmendmentId, AppointmentId, ConsultationId, DiagnosisId, EmployeeId, PatientId, ProblemId
from shared.models.consultations import DiagnosisKind


class Consultation(Base):
    """One encounter in the doctor's room; its text rests encrypted."""

    __tablename__ = "consultations"

    id: Mapped[ConsultationId] = mapped_column(primary_key=True)
    appointment_id: Mapped[AppointmentId] = mapped_column(ForeignKey("appointments.id"), unique=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    doctor_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"), index=True)
    complaint: Mapped[str] = mapped_column(Encrypted("consultations.complaint"), default="")
    history: Mapped[str] = mapped_column(Encrypted("consultations.history"), default="")
    examination: Mapped[str] = mapped_column(Encrypted("consultations.examination"), default="")
    plan: Mapped[str] = mapped_column(Encrypted("consultations.plan"), default="")
    advice: Mapped[str] = mapped_column(Encrypted("consultations.advice"), default="")
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class Diagnosis(Base):
    """One that was taken back stays, with when and by whom."""

    __tablename__ = "diagnoses"
    __table_args__ = (
        Index(
            "uq_diagnoses_standing",
            "consultation_id",
            "code",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_diagnoses_recorded_at", "recorded_at"),
        # What a doctor diagnoses most: read without the rows.
        Index("ix_diagnoses_usual", "recorded_by", "recorded_at", "code"),
    )

    id: Mapped[DiagnosisId] = mapped_column(primary_key=True)
    consultation_id: Mapped[ConsultationId] = mapped_column(ForeignKey("consultations.id"), index=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    code: Mapped[str] = mapped_column(ForeignKey("icd10.code"), index=True)
    kind: Mapped[DiagnosisKind]
    recorded_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    recorded_at: Mapped[datetime]
    withdrawn_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    withdrawn_at: Mapped[datetime | None]


class ConsultationAmendment(Base):
    """What was added to a signed note; only grows."""

    __tablename__ = "consultation_amendments"

    id: Mapped[AmendmentId] = mapped_column(primary_key=True)
    consultation_id: Mapped[ConsultationId] = mapped_column(ForeignKey("consultations.id"), index=True)
    text: Mapped[str] = mapped_column(Encrypted("consultation_amendments.text"))
    reason: Mapped[str] = mapped_column(Encrypted("consultation_amendments.reason"))
    amended_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    amended_at: Mapped[datetime]


class PatientProblem(Base):
    """A chronic diagnosis on the patient's card; a resolved one stays, with when and by whom."""

    __tablename__ = "patient_problems"
    # Not unique: when two records of one person are merged, both may have it.
    __table_args__ = (Index("ix_patient_problems_patient", "patient_id", "id"),)

    id: Mapped[ProblemId] = mapped_column(primary_key=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"))
    code: Mapped[str] = mapped_column(ForeignKey("icd10.code"))
    recorded_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    recorded_at: Mapped[datetime]
    resolved_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    resolved_at: Mapped[datetime | None]


class DoctorPhrase(Base):
    """Words a doctor writes often, under a code of the doctor's own; nothing of a patient."""

    __tablename__ = "doctor_phrases"

    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    parts: Mapped[dict[str, Any]]


class Icd10Class(Base):
    """The WHO's classification; only leaves can be diagnosed."""

    __tablename__ = "icd10"
    __table_args__ = (
        UniqueConstraint("code", "title"),
        Index(
            "ix_icd10_search",
            text("search gin_trgm_ops"),
            postgresql_using="gin",  # fastupdate stays on: it is loaded once, in bulk
        ),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    chapter: Mapped[str]
    is_leaf: Mapped[bool]
    search: Mapped[str]
