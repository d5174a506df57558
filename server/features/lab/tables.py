"""The laboratory's catalogue with its ranges, the orders for it, their tubes and results."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base, Encrypted
from server.features.patients.tables import Patient
from server.features.staff.tables import Employee
from shared.ids import (
    AnalyteId,
    AppointmentId,
    CriticalCallId,
    DeliveryId,
    EmployeeId,
    LabId,
    PatientId,
    ResultId,
    ResultVersionId,
    SampleId,
    TestOrderId,
    TestTypeId,
)
from shared.models.lab import RejectCause, SampleStage, TestOrderStatus, Urgency
from shared.models.lab_results import Taker, VersionCause
from shared.models.patients import Sex
from shared.rules.lab_delta import Change, DeltaLimit
from shared.rules.lab_formulas import NotCalculated
from shared.rules.lab_panel import Last, Measurand
from shared.rules.lab_ranges import Band, Condition, Flag
from shared.rules.lab_values import Operator, ResultKind, Scale

_LIMIT = Numeric(14, 4)
_OPEN = "'ordered','in_progress','completed','reviewed'"
TO_DELIVER = "released IS NOT NULL AND status NOT IN ('delivered','cancelled')"
"""Released and in nobody's hands, or being corrected since."""


class Lab(Base):
    __tablename__ = "labs"

    id: Mapped[LabId] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    is_active: Mapped[bool] = mapped_column(default=True, server_default="true")
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class TestTypeRow(Base):
    """What can be ordered: a panel or a single analyte, with its tube."""

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
    # Other words that find it.
    also: Mapped[str] = mapped_column(default="", server_default="")
    lab_id: Mapped[LabId] = mapped_column(ForeignKey("labs.id"), index=True)
    specimen: Mapped[str]
    tube: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    # Whoever enters its results may verify them too: a pregnancy test at night.
    one_person: Mapped[bool] = mapped_column(default=False, server_default="false")
    # From the order to the release, where it is not urgent.
    target_minutes: Mapped[int] = mapped_column(default=240, server_default="240")
    search: Mapped[str]
    # Above 1 the laboratory has changed it: the product's own catalogue does not any more.
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    lab: Mapped[Lab] = relationship(lazy="raise")


class Analyte(Base):
    """One measured, calculated or chosen value of a test; shares add up to 100 within it.

    A test is done with the lines it had when it was ordered.
    """

    __tablename__ = "analytes"
    __table_args__ = (
        Index("uq_analytes_code", "test_type_id", "code", unique=True, postgresql_where=text("retired_at IS NULL")),
    )

    id: Mapped[AnalyteId] = mapped_column(primary_key=True)
    test_type_id: Mapped[TestTypeId] = mapped_column(ForeignKey("test_types.id"), index=True)
    code: Mapped[str]
    name: Mapped[str]
    loinc: Mapped[str | None] = mapped_column(index=True)
    unit: Mapped[str] = mapped_column(default="")
    decimals: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(default=ResultKind.NUMBER)
    choices: Mapped[str] = mapped_column(default="")
    valid_low: Mapped[Decimal | None] = mapped_column(_LIMIT)
    valid_high: Mapped[Decimal | None] = mapped_column(_LIMIT)
    formula: Mapped[str] = mapped_column(default="")
    is_share: Mapped[bool] = mapped_column(default=False)
    is_lifelong: Mapped[bool] = mapped_column(default=False)
    delta_absolute: Mapped[Decimal | None] = mapped_column(_LIMIT)
    delta_percent: Mapped[Decimal | None] = mapped_column(_LIMIT)
    delta_days: Mapped[int | None]
    line: Mapped[int]
    # None: as long as the test itself.
    added_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @property
    def scale(self) -> Scale:
        return Scale(
            ResultKind(self.kind),
            self.decimals,
            self.unit,
            tuple(self.choices.split("|")) if self.choices else (),
            self.valid_low,
            self.valid_high,
        )

    @property
    def delta_limit(self) -> DeltaLimit:
        return DeltaLimit(self.delta_absolute, self.delta_percent, self.delta_days, self.is_lifelong)

    def measurand(self, band: Band | None, last: Last | None) -> Measurand:
        return Measurand(self.code, self.scale, band, self.formula, self.delta_limit, last)


class ReferenceRange(Base):
    """Bands are [age_min, age_max) in days, of newborns in hours; those of one day count until the next ones."""

    __tablename__ = "reference_ranges"
    __table_args__ = (
        CheckConstraint("age_min < age_max", name="band"),
        Index(
            "uq_reference_ranges_band",
            "analyte_id",
            "sex",
            "by_hours",
            "age_min",
            "valid_from",
            "condition",
            unique=True,
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    analyte_id: Mapped[AnalyteId] = mapped_column(ForeignKey("analytes.id"), index=True)
    sex: Mapped[str] = mapped_column(default="any")
    age_min: Mapped[int] = mapped_column(default=0)
    age_max: Mapped[int] = mapped_column(default=60_000)
    by_hours: Mapped[bool] = mapped_column(default=False, server_default="false")
    condition: Mapped[str] = mapped_column(default="")
    low: Mapped[Decimal | None] = mapped_column(_LIMIT)
    high: Mapped[Decimal | None] = mapped_column(_LIMIT)
    critical_low: Mapped[Decimal | None] = mapped_column(_LIMIT)
    critical_high: Mapped[Decimal | None] = mapped_column(_LIMIT)
    text_range: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    valid_from: Mapped[date]
    # A set was changed on the day it began, or before: what it said first stays written.
    replaced_at: Mapped[datetime | None]

    @property
    def band(self) -> Band:
        return Band(
            age_min=self.age_min,
            age_max=self.age_max,
            by_hours=self.by_hours,
            sex=None if self.sex == "any" else Sex(self.sex),
            condition=Condition(self.condition) if self.condition else None,
            low=self.low,
            high=self.high,
            critical_low=self.critical_low,
            critical_high=self.critical_high,
            text=self.text_range,
        )


class TestOrderRow(Base):
    """One test to be done. Of its results the newest version is `results`, the newest one to be read `released`."""

    __test__ = False
    __tablename__ = "test_orders"
    __table_args__ = (
        # What is open is little beside the years of what is done.
        Index("ix_test_orders_worklist", "status", "due_at", postgresql_where=text(f"status IN ({_OPEN})")),
        Index("ix_test_orders_ordered_at", "ordered_at"),
        # What waits to be handed over is little beside what was.
        Index("ix_test_orders_to_deliver", "ordered_at", postgresql_where=text(TO_DELIVER)),
    )

    id: Mapped[TestOrderId] = mapped_column(primary_key=True)
    appointment_id: Mapped[AppointmentId] = mapped_column(ForeignKey("appointments.id"), index=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    test_type_id: Mapped[TestTypeId] = mapped_column(ForeignKey("test_types.id"), index=True)
    urgency: Mapped[Urgency]
    status: Mapped[TestOrderStatus]
    ordered_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    # Outside the house: "Dr Rahman, Green Road Clinic".
    requester: Mapped[str] = mapped_column(default="", server_default="")
    ordered_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sample_id: Mapped[SampleId | None] = mapped_column(ForeignKey("samples.id"), index=True)
    results: Mapped[int] = mapped_column(default=0, server_default="0")
    # Every line of the newest version has its value, and of a repeat one that is new: it waits to be verified.
    entered: Mapped[bool] = mapped_column(default=False, server_default="false")
    released: Mapped[int | None]
    # A critical value of the newest version waits to be told.
    untold: Mapped[bool] = mapped_column(default=False, server_default="false")
    # What was released is not what counts any more: the patient's age or sex was corrected.
    reissue: Mapped[bool] = mapped_column(default=False, server_default="false")
    # The analyser that entered something of the newest results; empty where people did it all.
    analyser: Mapped[str] = mapped_column(default="", server_default="")
    cancelled_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)

    test_type: Mapped[TestTypeRow] = relationship(lazy="raise")
    patient: Mapped[Patient] = relationship(lazy="raise")
    orderer: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[ordered_by])
    sample: Mapped["SampleRow | None"] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class SampleRow(Base):
    """A tube. Its label's printing, its filling, its coming to the laboratory: three facts, each with who and when."""

    __tablename__ = "samples"
    __table_args__ = (UniqueConstraint("set_number", "tube_sign"),)

    id: Mapped[SampleId] = mapped_column(primary_key=True)
    appointment_id: Mapped[AppointmentId] = mapped_column(ForeignKey("appointments.id"), index=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    set_number: Mapped[str]
    tube_sign: Mapped[str]
    specimen: Mapped[str]
    tube: Mapped[str]
    conditions: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    prepared_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    prepared_at: Mapped[datetime]
    label_prints: Mapped[int] = mapped_column(default=0)
    label_printed_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    label_printed_at: Mapped[datetime | None]
    collected_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    collected_at: Mapped[datetime | None]
    received_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    received_at: Mapped[datetime | None]
    rejected_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    rejected_at: Mapped[datetime | None]
    reject_cause: Mapped[RejectCause | None]
    reject_note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    patient: Mapped[Patient] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute

    @property
    def accession(self) -> str:
        return self.set_number + self.tube_sign

    @property
    def stage(self) -> SampleStage:
        if self.rejected_at is not None:
            return SampleStage.REJECTED
        if self.received_at is not None:
            return SampleStage.RECEIVED
        return SampleStage.PREPARED if self.collected_at is None else SampleStage.COLLECTED


class SampleTestRow(Base):
    """Which tests were to be made of a tube: it stays written when the tube is rejected. Append-only."""

    __tablename__ = "sample_tests"

    sample_id: Mapped[SampleId] = mapped_column(ForeignKey("samples.id"), primary_key=True)
    test_order_id: Mapped[TestOrderId] = mapped_column(ForeignKey("test_orders.id"), primary_key=True, index=True)


class ResultVersionRow(Base):
    """One version of a test's results, of one tube, judged by the age and sex that were known then.

    Each fact of it is said once; what was released never changes (guards/lab.sql).
    """

    __tablename__ = "result_versions"
    __table_args__ = (UniqueConstraint("test_order_id", "number"),)

    id: Mapped[ResultVersionId] = mapped_column(primary_key=True)
    test_order_id: Mapped[TestOrderId] = mapped_column(ForeignKey("test_orders.id"))
    sample_id: Mapped[SampleId] = mapped_column(ForeignKey("samples.id"), index=True)
    number: Mapped[int]
    cause: Mapped[VersionCause]
    reason: Mapped[str] = mapped_column(default="")
    collected_at: Mapped[datetime]
    sex: Mapped[Sex]
    birth_date: Mapped[date | None]
    age_days: Mapped[int | None]
    conditions: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    opened_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    opened_at: Mapped[datetime]
    verified_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    verified_at: Mapped[datetime | None]
    reviewed_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    reviewed_at: Mapped[datetime | None]
    released_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    released_at: Mapped[datetime | None]
    # Nothing of it is anybody's result: its tube was rejected, or, with a person and a reason, a correction abandoned.
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    withdrawn_reason: Mapped[str | None]


class ResultRow(Base):
    """A value as it was entered, with what it was judged by. Append-only: the newest of an analyte counts."""

    __tablename__ = "test_results"
    # With the flag: how many of a year's tests were abnormal is read without the rows.
    __table_args__ = (
        Index(
            "ix_test_results_result_version_id", "result_version_id", "analyte_id", "id", postgresql_include=["flag"]
        ),
    )

    id: Mapped[ResultId] = mapped_column(primary_key=True)
    result_version_id: Mapped[ResultVersionId] = mapped_column(ForeignKey("result_versions.id"))
    analyte_id: Mapped[AnalyteId] = mapped_column(ForeignKey("analytes.id"))
    line: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    unit: Mapped[str]
    decimals: Mapped[int]
    kind: Mapped[ResultKind]
    # As it is shown, and for a number what it is worth: `<5` is 5 with its operator. Empty text: it could not be done.
    text: Mapped[str]
    number: Mapped[Decimal | None] = mapped_column(Numeric(20, 6))
    operator: Mapped[Operator]
    calculated: Mapped[bool]
    not_calculated: Mapped[NotCalculated | None]
    flag: Mapped[Flag]
    range_text: Mapped[str]
    low: Mapped[Decimal | None] = mapped_column(_LIMIT)
    high: Mapped[Decimal | None] = mapped_column(_LIMIT)
    critical_low: Mapped[Decimal | None] = mapped_column(_LIMIT)
    critical_high: Mapped[Decimal | None] = mapped_column(_LIMIT)
    change: Mapped[Change]
    previous_text: Mapped[str | None]
    previous_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(Encrypted("test_results.comment"))
    # Taken over from a version that was verified: whoever entered it there entered nothing here.
    carried: Mapped[bool]
    entered_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    entered_at: Mapped[datetime]


class CriticalCallRow(Base):
    """That a critical value was told and read back. Append-only."""

    __tablename__ = "critical_calls"

    id: Mapped[CriticalCallId] = mapped_column(primary_key=True)
    test_order_id: Mapped[TestOrderId] = mapped_column(ForeignKey("test_orders.id"), index=True)
    code: Mapped[str]
    name: Mapped[str]
    text: Mapped[str]
    flag: Mapped[Flag]
    told_to: Mapped[str]
    note: Mapped[str]
    told_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    told_at: Mapped[datetime]


class DeliveryRow(Base):
    """A report given into somebody's hands, any number of times. Append-only."""

    __tablename__ = "report_deliveries"

    id: Mapped[DeliveryId] = mapped_column(primary_key=True)
    test_order_id: Mapped[TestOrderId] = mapped_column(ForeignKey("test_orders.id"), index=True)
    number: Mapped[int]
    taker: Mapped[Taker] = mapped_column(server_default="other")
    taken_by: Mapped[str]
    relation: Mapped[str]
    given_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    given_at: Mapped[datetime]
