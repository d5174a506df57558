"""Patients and their allergies."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base, Encrypted
from shared.ages import Precision
from shared.ids import AllergyId, EmployeeId, PatientId
from shared.models.patients import Birth, BloodGroup, Severity, Sex


class Patient(Base):
    __tablename__ = "patients"
    __table_args__ = (
        # One trigram index over all that a search box may hold; fastupdate off keeps searches quick after inserts.
        Index(
            "ix_patients_search",
            text("search gin_trgm_ops"),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
        # Its first letters, and the whole of a name: in byte order, which LIKE 'ab%' can walk.
        Index("ix_patients_by_name", text('search COLLATE "C"'), postgresql_where=text("is_active")),
        Index("ix_patients_phone_digits", "phone_digits"),
        Index("ix_patients_email_index", "email_index"),
        Index("ix_patients_is_active", "is_active", postgresql_where=text("NOT is_active")),
        Index("ix_patients_registered_at", "registered_at"),
    )

    id: Mapped[PatientId] = mapped_column(primary_key=True)
    patient_no: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_local: Mapped[str] = mapped_column(default="")
    sex: Mapped[Sex]
    birth_date: Mapped[date | None]
    birth_precision: Mapped[Precision | None]
    birth_recorded_on: Mapped[date | None]
    # As typed, and its digits alone: families share a phone, so it is never unique.
    phone: Mapped[str] = mapped_column(default="")
    phone_digits: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(Encrypted("patients.email"), default="")
    email_index: Mapped[bytes | None]
    guardian: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(Encrypted("patients.address"), default="")
    blood_group: Mapped[BloodGroup | None]
    last_visit: Mapped[date | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    registered_at: Mapped[datetime]
    registered_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    # What searching.search_text makes of names, number and phone: kept by the service.
    search: Mapped[str]

    # The ones that stand; withdrawn ones are history.
    allergies: Mapped[list["Allergy"]] = relationship(
        lazy="raise",
        order_by="Allergy.id",
        primaryjoin="and_(Patient.id == Allergy.patient_id, Allergy.withdrawn_at.is_(None))",
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute

    @property
    def birth(self) -> Birth | None:
        """The birth date with its precision."""
        if self.birth_date is None or self.birth_precision is None:
            return None
        return Birth(date=self.birth_date, precision=self.birth_precision)


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
