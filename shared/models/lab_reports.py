"""What travels of reports on paper: what is to be handed over, what is printed, and into whose hands it went."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from shared.ids import AppointmentId, PatientId, TestOrderId
from shared.models.common import Line, Model, Name
from shared.models.lab_results import Delivery, Taker, TestReport
from shared.models.patients import PatientSummary


class ReportState(StrEnum):
    """Whether a report may go into somebody's hands."""

    READY = "ready"
    DELIVERED = "delivered"
    """This version was given out; it may be again."""
    CORRECTING = "correcting"
    """A value was wrong: another version is being made, and this one is not given out any more."""
    REJUDGING = "rejudging"
    """The patient's age or sex was corrected: the same, judged anew."""


class ReportToGive(Model):
    """A released test, without its values."""

    test_order_id: TestOrderId
    appointment_id: AppointmentId
    patient: PatientSummary
    test: str
    lab: str
    accession: str
    ordered_by: str
    requester: str
    """Who asked for it from outside the house; empty where nobody did."""
    ordered_at: datetime
    state: ReportState
    number: int
    """The newest released version: what would be printed."""
    released_at: datetime
    replaces: int | None
    """The version that was released before it, and may be in somebody's hands."""
    value_corrected: bool
    """Of what replaces it, or is being made to: False where nothing but the patient's age or sex was wrong."""
    reasons: list[str]
    deliveries: list[Delivery]
    """Of every version, the first one first."""
    still_open: int
    """Tests of the same visit that are not released yet."""
    unpaid: bool | None
    """A hint, no hindrance; None for whoever may not see bills."""


class ReportVersion(Model):
    test_order_id: TestOrderId
    number: int = Field(ge=1, le=10_000)


def _each_once(reports: list[ReportVersion]) -> list[ReportVersion]:
    if len({one.test_order_id for one in reports}) != len(reports):
        raise ValueError("each test may be named once")
    return reports


class ReportPaper(Model):
    """What one paper says."""

    reports: list[TestReport]
    check_link: str
    """Where anybody in the house's network sees whether it still counts; empty where no such page is served."""


class ListToDeliver(Model):
    """What waits to be handed over; of a patient, or for a term, also what was handed over before.

    `term` is part of a name, a hospital number or an accession.
    """

    term: Line = ""
    patient_id: PatientId | None = None
    limit: int = Field(default=100, ge=1, le=300)


class PrintReports(Model):
    """One paper of one patient's tests as they count now; an older version is printed alone."""

    reports: Annotated[list[ReportVersion], Field(min_length=1, max_length=50)]

    _check = field_validator("reports")(_each_once)


class DeliverReports(Model):
    """Into whose hands the reports were given, as printed; as often as somebody asks for them."""

    reports: Annotated[list[ReportVersion], Field(min_length=1, max_length=50)]
    taker: Taker
    taken_by: Name
    relation: Line = ""

    _check = field_validator("reports")(_each_once)

    @model_validator(mode="after")
    def _of_whom(self) -> "DeliverReports":
        if self.taker is Taker.RELATIVE and not self.relation:
            raise ValueError("a relative is related in some way")
        return self
