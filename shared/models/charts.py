"""What travels of a patient's chart: everything the hospital has about one person, part by part."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from pydantic import Field

from shared.events import EventType
from shared.ids import AppointmentId, BillId, EventId, PatientId, PrescriptionId, TestOrderId
from shared.models.appointments import AppointmentStatus, AppointmentType, TimelineEntry
from shared.models.billing import BillStatus
from shared.models.common import Model, Page
from shared.models.consultations import Icd10
from shared.models.lab import TestOrder
from shared.models.patients import PatientDetails
from shared.models.prescriptions import Prescription
from shared.money import Currency
from shared.rules.work import Work


class ChartPart(StrEnum):
    TIMELINE = "timeline"
    VISITS = "visits"
    TESTS = "tests"
    PRESCRIPTIONS = "prescriptions"
    BILLS = "bills"
    DOCUMENTS = "documents"
    CARD = "card"
    """Name, address and the rest of the own data: no part of the page, but looked at."""


CHART_TABS: Final = tuple(part for part in ChartPart if part is not ChartPart.CARD)


class OpenedBy(StrEnum):
    """Why a record was looked at, as far as the computer knows it."""

    CHOICE = "choice"
    """Picked in a search or a list."""
    VISIT = "visit"
    """Came along with an appointment."""
    CARD = "card"
    """The patient's card was scanned."""
    AGAIN = "again"
    """Read from a page that was open: for the first time, or anew."""
    GLASS = "glass"
    """It is confidential and was opened with a reason."""


class Owed(Model):
    """What the patient has not paid yet, over all bills and charges."""

    amount: Decimal
    currency: Currency


class ChartBill(Model):
    """`bill_no` is None while the bill is a draft."""

    id: BillId
    bill_no: str | None
    appointment_id: AppointmentId | None
    doctor: str
    status: BillStatus
    currency: Currency
    total: Decimal
    paid: Decimal
    due: Decimal
    since: datetime


class ChartVisit(Model):
    """An appointment of any day; what the user may not see is None, or empty."""

    appointment_id: AppointmentId
    date: date
    doctor: str
    department: str
    type: AppointmentType
    status: AppointmentStatus
    token: str | None
    booked_at: datetime
    checked_in_at: datetime | None
    entered_at: datetime | None
    completed_at: datetime | None
    diagnoses: list[Icd10]
    medicines: int | None
    tests: int | None
    bill: ChartBill | None


class ChartEvent(TimelineEntry):
    """With the visit it belongs to."""

    appointment_id: AppointmentId
    visit_date: date
    doctor: str
    department: str


class ChartPrescription(Prescription):
    appointment_id: AppointmentId


class ChartTest(TestOrder):
    __test__ = False

    appointment_id: AppointmentId


class Chart(Model):
    """The whole at a glance: a part the user may not see has no count and no rows."""

    patient: PatientDetails
    counts: dict[ChartPart, int]
    events: dict[EventType, int]
    owed: Owed | None
    visits: Page[ChartVisit] | None
    timeline: Page[ChartEvent] | None


class OpenChart(Model):
    patient_id: PatientId
    opened_by: OpenedBy = OpenedBy.CHOICE
    appointment_id: AppointmentId | None = None
    """Only the timeline of this visit."""


class _ListPart(Model):
    """The newest first; `before` is the last one that is known."""

    patient_id: PatientId
    limit: int = Field(default=50, ge=1, le=200)


class ListChartEvents(_ListPart):
    """Of one visit only, or of one kind of work only, where it is named."""

    before: EventId | None = None
    appointment_id: AppointmentId | None = None
    work: Work | None = None


class ListChartVisits(_ListPart):
    before: AppointmentId | None = None


class ListChartPrescriptions(_ListPart):
    before: PrescriptionId | None = None


class ListChartTests(_ListPart):
    before: TestOrderId | None = None


class ListChartBills(_ListPart):
    before: BillId | None = None
