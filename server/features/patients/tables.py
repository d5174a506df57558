"""Patients, their allergies and photos, and who put a record away."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from server.core.database import Base, Encrypted, EncryptedBytes
from shared.ages import Precision
from shared.ids import AllergyId, EmployeeId, PatientCategoryId, PatientId, PayerId, PhotoId
from shared.models.patients import Birth, BloodGroup, NextOfKin, Severity, Sex

# In byte order, what begins alike stands together: a beginning is a range that an index walks.
_BYTES: Final = Text(collation="C")


class Patient(Base):
    __tablename__ = "patients"
    __table_args__ = (
        # One index over all that a search box may hold; fastupdate off keeps searches quick after inserts.
        Index("ix_patients_found_by", "found_by", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index("ix_patients_by_name", "name_folded", "id", postgresql_where=text("is_active")),
        # A phone is known by its end, begun as it is dialled, and half remembered.
        Index("ix_patients_phone_digits", "phone_digits"),
        Index("ix_patients_phone_end", text('reverse(phone_digits) COLLATE "C"')),
        Index(
            "ix_patients_phone_part",
            text("phone_digits gin_trgm_ops"),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
        Index("ix_patients_email_index", "email_index"),
        Index("ix_patients_is_active", "is_active", postgresql_where=text("NOT is_active")),
        Index("ix_patients_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
        Index("ix_patients_confidential", "id", postgresql_where=text("confidential")),
        Index("ix_patients_registered_at", "registered_at"),
    )

    id: Mapped[PatientId] = mapped_column(primary_key=True)
    patient_no: Mapped[str] = mapped_column(_BYTES, unique=True)
    name: Mapped[str]
    name_local: Mapped[str] = mapped_column(default="")
    sex: Mapped[Sex]
    birth_date: Mapped[date | None]
    birth_precision: Mapped[Precision | None]
    birth_recorded_on: Mapped[date | None]
    # As typed, and its digits alone: families share a phone, so it is never unique.
    phone: Mapped[str] = mapped_column(default="")
    phone_digits: Mapped[str] = mapped_column(_BYTES, default="")
    email: Mapped[str] = mapped_column(Encrypted("patients.email"), default="")
    email_index: Mapped[bytes | None]
    kin_name: Mapped[str] = mapped_column(default="")
    kin_relation: Mapped[str] = mapped_column(default="", server_default="")
    kin_phone: Mapped[str] = mapped_column(default="", server_default="")
    address: Mapped[str] = mapped_column(Encrypted("patients.address"), default="")
    blood_group: Mapped[BloodGroup | None]
    # None is nothing: a migration, which has no key, could not have filled it.
    sealed_notes: Mapped[str | None] = mapped_column("notes", Encrypted("patients.notes"))
    category_id: Mapped[PatientCategoryId | None] = mapped_column(ForeignKey("patient_categories.id"))
    payer_id: Mapped[PayerId | None] = mapped_column(ForeignKey("payers.id"))
    sealed_policy_no: Mapped[str | None] = mapped_column("policy_no", Encrypted("patients.policy_no"))
    died_on: Mapped[date | None]
    last_visit: Mapped[date | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    # Opens to those who treat the patient; who said so, and why, stands in `confidences`.
    confidential: Mapped[bool] = mapped_column(default=False, server_default="false")
    # The record that took this one's place; whose number is among its former ones.
    merged_into: Mapped[PatientId | None] = mapped_column(ForeignKey("patients.id"))
    former_numbers: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    version: Mapped[int] = mapped_column(default=1)
    registered_at: Mapped[datetime]
    registered_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    # What searching.kept makes of names, number and birth: kept by the service, and needed by searches alone.
    name_folded: Mapped[str] = mapped_column(_BYTES)
    found_by: Mapped[list[str]] = mapped_column(ARRAY(Text), deferred=True, deferred_raiseload=True)

    # The ones that stand; withdrawn ones are history.
    allergies: Mapped[list["Allergy"]] = relationship(
        lazy="raise",
        order_by="Allergy.id",
        primaryjoin="and_(Patient.id == Allergy.patient_id, Allergy.withdrawn_at.is_(None))",
        viewonly=True,
    )

    # The one that counts; the repository says when it comes along.
    photo: Mapped[PhotoId | None] = query_expression()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute

    @property
    def birth(self) -> Birth | None:
        """The birth date with its precision."""
        if self.birth_date is None or self.birth_precision is None:
            return None
        return Birth(date=self.birth_date, precision=self.birth_precision)

    @property
    def next_of_kin(self) -> NextOfKin | None:
        if not self.kin_name:
            return None
        return NextOfKin(name=self.kin_name, relation=self.kin_relation, phone=self.kin_phone or None)

    @property
    def notes(self) -> str:
        return self.sealed_notes or ""

    @property
    def policy_no(self) -> str:
        return self.sealed_policy_no or ""


SEALED: Final[tuple[Any, ...]] = (Patient.email, Patient.address, Patient.sealed_notes, Patient.sealed_policy_no)
"""What rests encrypted: no list shows it, so no list should decrypt it."""


class NameWord(Base):
    """A word that is in somebody's name, or was: what a misspelt one is compared with, instead of every patient."""

    __tablename__ = "name_words"
    __table_args__ = (
        Index(
            "ix_name_words_word",
            text("word gin_trgm_ops"),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
    )

    word: Mapped[str] = mapped_column(primary_key=True)


class Allergy(Base):
    """Never erased: one entered in error is withdrawn with a reason."""

    __tablename__ = "allergies"

    id: Mapped[AllergyId] = mapped_column(primary_key=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    substance: Mapped[str]
    reaction: Mapped[str] = mapped_column(default="")
    severity: Mapped[Severity]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    withdrawn_reason: Mapped[str | None]


class PatientPhoto(Base):
    """The newest that was not replaced counts: after a merge two may stand."""

    __tablename__ = "patient_photos"

    id: Mapped[PhotoId] = mapped_column(primary_key=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    image: Mapped[bytes] = mapped_column(EncryptedBytes("patient_photos.image"), deferred=True)
    taken_at: Mapped[datetime]
    taken_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    replaced_at: Mapped[datetime | None]
    replaced_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))


class PatientArchiving(Base):
    """A record was put away, or brought back; the last word counts. Append-only."""

    __tablename__ = "patient_archivings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    is_away: Mapped[bool]
    reason: Mapped[str]
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    at: Mapped[datetime]
