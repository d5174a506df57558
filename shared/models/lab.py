"""What travels about laboratory tests until they are resulted: the catalogue, orders, tubes and the bench's list."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from shared.ids import AppointmentId, ApprovalId, LabId, PatientId, SampleId, TestOrderId, TestTypeId
from shared.models.common import Line, Model, Reason, Version
from shared.models.patients import PatientSummary
from shared.money import Money
from shared.rules.lab_ranges import Condition


class TestOrderStatus(StrEnum):
    __test__ = False  # a test of the laboratory, not of pytest

    ORDERED = "ordered"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    REVIEWED = "reviewed"
    RELEASED = "released"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Urgency(StrEnum):
    ROUTINE = "routine"
    URGENT = "urgent"
    STAT = "stat"


class WorkStage(StrEnum):
    """What is to be done next for a test, in the order of the work."""

    COLLECT = "collect"
    RECEIVE = "receive"
    ENTER = "enter"
    VERIFY = "verify"
    REVIEW = "review"
    RELEASE = "release"
    DELIVER = "deliver"


class SampleStage(StrEnum):
    PREPARED = "prepared"
    """It has its number; the tube is empty yet."""
    COLLECTED = "collected"
    RECEIVED = "received"
    REJECTED = "rejected"


class RejectCause(StrEnum):
    HAEMOLYSED = "haemolysed"
    CLOTTED = "clotted"
    TOO_LITTLE = "too_little"
    WRONG_TUBE = "wrong_tube"
    NOT_LABELLED = "not_labelled"
    MISLABELLED = "mislabelled"
    LEAKED = "leaked"
    TOO_OLD = "too_old"
    LOST = "lost"
    OTHER = "other"


class Stamp(Model):
    """Who did it, and when."""

    who: str
    at: datetime


class TestType(Model):
    """A test one can order: a panel such as a full blood count, or a single analyte."""

    __test__ = False

    id: TestTypeId
    code: str
    name: str
    lab: str
    specimen: str
    price: Money


class TestOrder(Model):
    """`released` is the newest version one may read; while it is being corrected the status goes back."""

    __test__ = False

    id: TestOrderId
    test_type_id: TestTypeId
    name: str
    specimen: str
    urgency: Urgency
    status: TestOrderStatus
    ordered_by: str
    requester: str
    """Who asked for it from outside the house; empty where nobody did."""
    ordered_at: datetime
    due_at: datetime
    released: int | None
    cancel_reason: str
    """Why it was cancelled; empty for all others."""
    version: int


class Laboratory(Model):
    id: LabId
    name: str


class Sample(Model):
    """A tube with its number, and the tests that are made of it. Printed, collected and received are three facts."""

    id: SampleId
    appointment_id: AppointmentId
    patient: PatientSummary
    accession: str
    specimen: str
    tube: str
    stage: SampleStage
    urgency: Urgency
    conditions: list[Condition]
    tests: list[str]
    label_prints: int
    label_printed: Stamp | None
    collected: Stamp | None
    received: Stamp | None
    rejected: Stamp | None
    reject_cause: RejectCause | None
    reject_note: str
    version: int


class WorkItem(Model):
    """A test on a bench's list, without its values."""

    id: TestOrderId
    appointment_id: AppointmentId
    patient: PatientSummary
    code: str
    test: str
    lab: str
    specimen: str
    tube: str
    urgency: Urgency
    status: TestOrderStatus
    stage: WorkStage | None
    """None for what is cancelled."""
    ordered_by: str
    requester: str
    """Who asked for it from outside the house; empty where nobody did."""
    ordered_at: datetime
    due_at: datetime
    sample_id: SampleId | None
    accession: str | None
    collected_at: datetime | None
    received_at: datetime | None
    results: int
    """The version of the results that is worked on; 0 before anything was entered."""
    untold: bool
    """A critical value waits to be told."""
    reissue: bool
    """It was released, and must be again."""
    analyser: str
    """Which one some of the results came from; empty where people entered them all."""
    version: int


# Requests

Accession = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[0-9A-Za-z]{11,12}$")]
"""As scanned: a tube's number, or that of the set without the tube's sign."""

Orders = Annotated[list[TestOrderId], Field(min_length=1, max_length=50)]


def _each_once(ids: list[TestTypeId]) -> list[TestTypeId]:
    if len(set(ids)) != len(ids):
        raise ValueError("each test may be ordered once")
    return ids


TestTypes = Annotated[list[TestTypeId], Field(min_length=1, max_length=30), AfterValidator(_each_once)]


class SearchTestTypes(Model):
    term: Line = ""
    limit: int = Field(default=20, ge=1, le=100)


class OrderTests(Model):
    """Tests to be done for this visit; each joins the bill by itself."""

    appointment_id: AppointmentId
    test_type_ids: TestTypes
    urgency: Urgency = Urgency.ROUTINE


class OrderDirect(Model):
    """Tests for somebody who sees no doctor of the house: sent from outside, or come for a check-up."""

    patient_id: PatientId
    test_type_ids: TestTypes
    urgency: Urgency = Urgency.ROUTINE
    requester: Line = ""
    """Who sent the patient, as it is printed on the report: "Dr Rahman, Green Road Clinic"."""
    approval_id: ApprovalId | None = None
    """The second person's word about this patient, where the caller needs one."""


class ListTestOrders(Model):
    appointment_id: AppointmentId


class CancelTest(Model):
    test_order_id: TestOrderId
    version: Version
    reason: Reason


class ListWorklist(Model):
    """Of one laboratory or of all; `term` is part of a name, a hospital number or an accession."""

    lab_id: LabId | None = None
    stage: WorkStage | None = None
    term: Line = ""
    limit: int = Field(default=100, ge=1, le=300)


class FindAccession(Model):
    accession: Accession


class PrepareSamples(Model):
    """Tubes and numbers for tests of one visit, so that labels can be printed; nothing is collected by it."""

    appointment_id: AppointmentId
    test_order_ids: Orders


class CollectSamples(Model):
    """The tubes of these tests were filled; what has no number yet gets it now."""

    appointment_id: AppointmentId
    test_order_ids: Orders
    conditions: list[Condition] = Field(default_factory=list, max_length=5)


class Collection(Model):
    """What to ask while the tubes are filled: what makes a range of its own for the tests that wait for one."""

    asked: list[Condition]


class SampleMove(Model):
    sample_id: SampleId
    version: Version


class RejectSample(Model):
    sample_id: SampleId
    version: Version
    cause: RejectCause
    note: Line = ""
