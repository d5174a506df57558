"""The laboratory's catalogue with its ranges, and the orders for it."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base
from shared.ids import AppointmentId, EmployeeId, PatientId, TestOrderId, TestTypeId
from shared.models.lab import TestOrderStatus, Urgency

_LIMIT = Numeric(14, 4)


class Lab(Base):
    __tablename__ = "labs"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class TestTypeRow(Base):
    """What can be ordered: a panel or a single analyte, with its tube and its price."""

    __test__ = False
    __tablename__ = "test_types"
    __table_args__ = (
        Index(
            "ix_test_types_search",
            text("search gin_trgm_ops"),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
    )

    id: Mapped[TestTypeId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    lab_id: Mapped[UUID] = mapped_column(ForeignKey("labs.id"), index=True)
    specimen: Mapped[str]
    tube: Mapped[str]
    price: Mapped[Decimal] = mapped_column(Numeric(14, 4))
    is_active: Mapped[bool] = mapped_column(default=True)
    search: Mapped[str]

    lab: Mapped[Lab] = relationship(lazy="raise")


class Analyte(Base):
    """One measured or chosen value of a test; `kind` is number, choice, titre or text."""

    __tablename__ = "analytes"
    __table_args__ = (UniqueConstraint("test_type_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    test_type_id: Mapped[TestTypeId] = mapped_column(ForeignKey("test_types.id"), index=True)
    code: Mapped[str]
    name: Mapped[str]
    loinc: Mapped[str | None] = mapped_column(index=True)
    unit: Mapped[str] = mapped_column(default="")
    decimals: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(default="number")
    choices: Mapped[str] = mapped_column(default="")
    line: Mapped[int]


class ReferenceRange(Base):
    """Bands are [age_min, age_max) in days; reference, critical and valid limits are three separate pairs."""

    __tablename__ = "reference_ranges"
    __table_args__ = (
        CheckConstraint("age_min_days < age_max_days", name="band"),
        UniqueConstraint("analyte_id", "sex", "age_min_days", "valid_from", "condition"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    analyte_id: Mapped[UUID] = mapped_column(ForeignKey("analytes.id"), index=True)
    sex: Mapped[str] = mapped_column(default="any")
    age_min_days: Mapped[int] = mapped_column(default=0)
    age_max_days: Mapped[int] = mapped_column(default=60_000)
    condition: Mapped[str] = mapped_column(default="")
    low: Mapped[Decimal | None] = mapped_column(_LIMIT)
    high: Mapped[Decimal | None] = mapped_column(_LIMIT)
    critical_low: Mapped[Decimal | None] = mapped_column(_LIMIT)
    critical_high: Mapped[Decimal | None] = mapped_column(_LIMIT)
    valid_low: Mapped[Decimal | None] = mapped_column(_LIMIT)
    valid_high: Mapped[Decimal | None] = mapped_column(_LIMIT)
    text_range: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    valid_from: Mapped[date]


class TestOrderRow(Base):
    __test__ = False
    __tablename__ = "test_orders"
    __table_args__ = (Index("ix_test_orders_worklist", "status", "urgency", "id"),)

    id: Mapped[TestOrderId] = mapped_column(primary_key=True)
    appointment_id: Mapped[AppointmentId] = mapped_column(ForeignKey("appointments.id"), index=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    test_type_id: Mapped[TestTypeId] = mapped_column(ForeignKey("test_types.id"), index=True)
    urgency: Mapped[Urgency]
    status: Mapped[TestOrderStatus]
    ordered_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    ordered_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    test_type: Mapped[TestTypeRow] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute
