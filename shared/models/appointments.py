"""What travels about appointments: one is a patient's place with one doctor on one day."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, Literal, TypeAlias

from pydantic import Field

from shared.events import EventType
from shared.ids import AppointmentId, ApprovalId, EmployeeId, EventId, PatientId
from shared.models.common import Day, Model, Reason, Version
from shared.models.patients import PatientSummary
from shared.money import Money


class AppointmentStatus(StrEnum):
    SCHEDULED = "scheduled"
    WAITING = "waiting"
    CALLED = "called"
    IN_CONSULTATION = "in_consultation"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class AppointmentType(StrEnum):
    NEW = "new"
    FOLLOWUP = "followup"
    LABORATORY = "laboratory"
    """Tests only, ordered directly: never in a queue, and over as it begins."""


ToADoctor: TypeAlias = Literal[AppointmentType.NEW, AppointmentType.FOLLOWUP]
"""What can be booked; tests are ordered."""

TO_A_DOCTOR: Final[tuple[ToADoctor, ...]] = (AppointmentType.NEW, AppointmentType.FOLLOWUP)


class Priority(StrEnum):
    """The class a patient is called in, before the queue position counts."""

    EMERGENCY = "emergency"
    PRIORITY = "priority"
    NORMAL = "normal"


class HoldReason(StrEnum):
    """Why a patient is on hold."""

    SKIPPED = "skipped"
    """Called, and not there."""
    TESTS = "tests"
    """Seen, and sent for tests: comes back without queuing again."""


class AppointmentSummary(Model):
    """A row of the day's list; `token` comes with a booked slot, else with the check-in."""

    id: AppointmentId
    patient: PatientSummary
    doctor_id: EmployeeId
    doctor: str
    department: str
    room: str
    date: date
    slot_at: datetime | None
    type: AppointmentType
    priority: Priority
    status: AppointmentStatus
    token: str | None
    serial_number: int | None
    checked_in_at: datetime | None
    hold_reason: HoldReason | None = None
    """Why, of who is on hold."""
    expected_minutes: int | None
    """Until the call, for who waits today; None while nobody can tell."""
    version: int


class AppointmentDetails(AppointmentSummary):
    """One appointment with what reception prints: the people ahead count those called before this one."""

    people_ahead: int
    expected_at: datetime | None
    fee: str
    booked_by: str
    booked_at: datetime
    phone_link: str
    """Where a phone follows the place: the slip's QR code. Empty for who may not print it, or where there is none."""


class Book(Model):
    patient_id: PatientId
    doctor_id: EmployeeId
    date: Day | None = None
    """The business day; today when left out."""
    slot_at: datetime | None = None
    """One of the doctor's slots of that day; the first free one when left out, if he has hours there."""
    type: ToADoctor = AppointmentType.NEW
    priority: Priority = Priority.NORMAL
    priority_reason: Reason | None = None
    approval_id: ApprovalId | None = None
    """The second person's word for the priority, about this patient, where the caller needs one."""
    check_in: bool = False
    """The patient stands at the counter: give the serial and the queue position in the same act."""
    over_book: bool = False
    """Knowing that the slot is full or the doctor away."""
    despite_clash: bool = False
    """Knowing that the patient is booked elsewhere at that time."""


class Reschedule(Model):
    """Another time, day or doctor; what is left out stays, but for the slot: the first free one then."""

    appointment_id: AppointmentId
    version: Version
    doctor_id: EmployeeId | None = None
    date: Day | None = None
    slot_at: datetime | None = None
    reason: Reason
    over_book: bool = False
    despite_clash: bool = False


class CheckIn(Model):
    appointment_id: AppointmentId
    version: Version


class CancelAppointment(Model):
    appointment_id: AppointmentId
    version: Version
    reason: Reason


class GetAppointment(Model):
    appointment_id: AppointmentId


class ListAppointments(Model):
    """A day's list in the order of check-in, then booking."""

    date: Day | None = None
    doctor_id: EmployeeId | None = None
    patient_id: PatientId | None = None
    limit: int = Field(default=200, ge=1, le=1000)


class SuggestVisit(Model):
    patient_id: PatientId
    doctor_id: EmployeeId
    date: Day | None = None
    """The business day of the visit; today when left out."""


class VisitSuggestion(Model):
    """What the visit most likely is; a follow-up is free up to and with that day."""

    type: ToADoctor
    free_until: date | None
    new_fee: Money | None = None
    """By the price lists that are for this patient."""
    follow_up_fee: Money | None = None


class TimelineEntry(Model):
    """One thing that happened: what, who, when, where."""

    id: EventId
    type: EventType
    description: str
    metadata: dict[str, Any]
    performed_by: str
    workstation: str
    performed_at: datetime


class DayFigures(Model):
    """The four figures over reception's list."""

    waiting: int
    in_consultation: int
    completed: int
    average_wait_minutes: int | None
