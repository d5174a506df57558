"""What travels of laboratory results: the bench's sheet, released reports, and how long they took."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shared.ids import AnalyteId, AppointmentId, CriticalCallId, DeliveryId, LabId, PatientId, TestOrderId
from shared.models.common import Day, Line, Model, Name, Reason, Version
from shared.models.lab import Stamp, WorkItem, WorkStage
from shared.models.patients import PatientSummary, Sex
from shared.rules.lab_delta import Change, DeltaLimit
from shared.rules.lab_formulas import NotCalculated
from shared.rules.lab_ranges import Condition, Flag
from shared.rules.lab_values import ResultKind


class VersionCause(StrEnum):
    """Why a version of a result came to be."""

    FIRST = "first"
    RECOLLECTED = "recollected"
    REPEATED = "repeated"
    CORRECTED = "corrected"
    RECOMPUTED = "recomputed"
    """The patient's age or sex was corrected: the values stand, their flags were found anew."""


class Previous(Model):
    """The patient's last result of the same analyte."""

    value: str
    at: datetime


class Limits(Model):
    """What a value is judged by while it is typed; `text` is the range of what is chosen or diluted."""

    low: Decimal | None = None
    high: Decimal | None = None
    critical_low: Decimal | None = None
    critical_high: Decimal | None = None
    text: str = ""


class ResultLine(Model):
    """One analyte: its value as it is shown, with the flag and the range it was judged by."""

    analyte_id: AnalyteId
    code: str
    name: str
    unit: str
    decimals: int
    kind: ResultKind
    choices: list[str]
    formula: str
    """Calculated by it from other lines where nothing is typed; what is typed is compared with it."""
    is_share: bool
    """Part of a differential, which adds up to 100."""
    valid_low: Decimal | None
    valid_high: Decimal | None
    limits: Limits
    delta: DeltaLimit
    """How far it may be from the last result before somebody has to look."""
    calculated: bool
    """This value is the formula's."""
    not_calculated: NotCalculated | None
    value: str | None
    """None while nothing was entered; of what could not be done it is empty."""
    not_done: bool
    flag: Flag | None
    """None while there is no value to judge."""
    range_text: str
    change: Change
    """Against the last result: a leap may be a mix-up of tubes."""
    previous: Previous | None
    comment: str
    entered: Stamp | None


class CriticalCall(Model):
    """That a critical value was told, and read back."""

    id: CriticalCallId
    analyte: str
    value: str
    told_to: str
    told: Stamp
    note: str


class Taker(StrEnum):
    """Into whose hands a report went."""

    PATIENT = "patient"
    RELATIVE = "relative"
    DOCTOR = "doctor"
    OTHER = "other"


class Delivery(Model):
    """A report given out; `number` is the version it was."""

    id: DeliveryId
    test_order_id: TestOrderId
    number: int
    taker: Taker
    taken_by: str
    relation: str
    given: Stamp


class VersionInfo(Model):
    """One version of a result, with its four facts."""

    number: int
    cause: VersionCause
    reason: str
    opened: Stamp
    verified: Stamp | None
    reviewed: Stamp | None
    released: Stamp | None
    withdrawn_at: datetime | None
    """From then on nothing of it counts: its tube was rejected, or the correction abandoned."""
    withdrawn_by: str
    withdrawn_reason: str


class ResultSheet(Model):
    """What the bench works on: all lines of a test, entered or not."""

    item: WorkItem
    sex: Sex
    age_days: int | None
    """At collection; None when the birth date is not known."""
    years: int
    """The same in completed years, for formulas; 0 when it is not known."""
    conditions: list[Condition]
    lines: list[ResultLine]
    touched_by: list[str]
    """Who entered any of it: none of them may verify it."""
    may_verify: bool
    """Whether whoever asks is none of them, or the test needs no second person."""
    to_tell: list[str]
    """Names of the analytes whose critical value has not been told yet."""
    calls: list[CriticalCall]
    versions: list[VersionInfo]


class ReplacedLine(Model):
    """What the version before said of an analyte of which this one says something else."""

    analyte_id: AnalyteId
    name: str
    unit: str
    value: str
    """Empty where it could not be had."""
    flag: Flag
    range_text: str


class Replaced(Model):
    """The released version that this one took the place of: what it said otherwise, and why it is not so."""

    number: int
    released: Stamp
    sex: Sex
    age_days: int | None
    lines: list[ReplacedLine]
    value_corrected: bool
    """False where nothing but the patient's age or sex was wrong: the values stand."""
    reasons: list[str]


class TestReport(Model):
    """A released version, as the doctor reads it and the paper shows it."""

    __test__ = False

    test_order_id: TestOrderId
    appointment_id: AppointmentId
    patient: PatientSummary
    test: str
    lab: str
    specimen: str
    accession: str
    number: int
    newest: int
    """The newest released version: another than `number` means that this one was replaced."""
    in_correction: bool
    """A newer version is being made."""
    cause: VersionCause
    reason: str
    replaces: Replaced | None
    sex: Sex
    age_days: int | None
    conditions: list[Condition]
    ordered: Stamp
    requester: str
    """Who asked for it from outside the house; empty where nobody did."""
    collected_at: datetime
    collected_by: str
    received_at: datetime | None
    received_by: str
    """Empty where nobody said so."""
    verified: Stamp
    reviewed: Stamp
    released: Stamp
    lines: list[ResultLine]
    deliveries: list[Delivery]


class EarlierResult(Model):
    """A value of before, in the same unit; `number` is None for a choice or a titre."""

    value: str
    number: Decimal | None
    flag: Flag
    at: datetime


class PastVersion(VersionInfo):
    """With the values as they stood in it."""

    lines: list[ResultLine]


class PastResult(EarlierResult):
    """Verified, in another of the patient's tests."""

    code: str


class TestPast(Model):
    """All versions of a test, the newest first, and the patient's earlier results of its analytes, the oldest first."""

    __test__ = False

    versions: list[PastVersion]
    earlier: list[PastResult]


class LatestResult(Model):
    """What is known of an analyte now: the newest released value, and the line of those before it."""

    test_order_id: TestOrderId
    number: int
    """The version of the test's results."""
    test: str
    code: str
    name: str
    unit: str
    decimals: int
    value: str
    worth: Decimal | None
    flag: Flag
    limits: Limits
    at: datetime
    """Collected, not released: it is the blood of that moment."""
    earlier: list[EarlierResult]
    """The newest first."""


class UnreadResult(Model):
    """A released result whose orderer has not said yet that it was read."""

    test_order_id: TestOrderId
    number: int
    patient: PatientSummary
    test: str
    cause: VersionCause
    released_at: datetime
    flagged: int
    """How many lines are outside of their range."""
    critical: bool


class StageTime(Model):
    """How long a stage took, over the tests that went through it: half took no longer than the median."""

    stage: WorkStage | None
    """None: the whole way from the order to the first release."""
    tests: int
    median_minutes: int
    ninety_percent_minutes: int


class Turnaround(Model):
    """`total` is from the order to the first release, `late` those after their due time."""

    test: str
    lab: str
    tests: int
    late: int
    stages: list[StageTime]
    total: StageTime | None


class GetSheet(Model):
    test_order_id: TestOrderId


class TypedValue(Model):
    """As it was typed; empty takes nothing away and enters nothing."""

    analyte_id: AnalyteId
    value: Line = ""
    not_done: bool = False
    comment: Line = ""


_Values = Annotated[list[TypedValue], Field(min_length=1, max_length=100)]


class EnterResults(Model):
    test_order_id: TestOrderId
    version: Version
    values: _Values


class CorrectResults(Model):
    """Values that were released wrong; all others stand as they are."""

    test_order_id: TestOrderId
    version: Version
    values: _Values
    reason: Reason


class TellCritical(Model):
    """All critical values of the test that were not told yet, told in one call."""

    test_order_id: TestOrderId
    version: Version
    told_to: Name
    read_back: Literal[True]
    """Whoever was told has repeated it: without that it is not told."""
    note: Line = ""


class TestMove(Model):
    __test__ = False

    test_order_id: TestOrderId
    version: Version


class RepeatTest(Model):
    test_order_id: TestOrderId
    version: Version
    reason: Reason


class AbandonCorrection(Model):
    """What was released goes on counting; what was entered for the correction stays readable to the bench."""

    test_order_id: TestOrderId
    version: Version
    reason: Reason


class GetReport(Model):
    """The newest released version, or the one that is asked for."""

    test_order_id: TestOrderId
    number: int | None = Field(default=None, ge=1, le=10_000)


class ListReports(Model):
    """Newest first; of one visit, or of the patient's whole history."""

    patient_id: PatientId
    appointment_id: AppointmentId | None = None
    limit: int = Field(default=50, ge=1, le=200)


class MarkRead(Model):
    """Which version was read: a newer one is unread still."""

    test_order_id: TestOrderId
    number: int = Field(ge=1, le=10_000)


class AskTurnaround(Model):
    """Of tests ordered on these days, first and last included."""

    first_day: Day
    last_day: Day
    lab_id: LabId | None = None


class TurnaroundDays(Model):
    first_day: date
    last_day: date
    tests: list[Turnaround]
