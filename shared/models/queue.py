"""What travels about queues and boards."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from shared.ids import AppointmentId, ApprovalId, EmployeeId, PatientId, WorkstationId
from shared.languages import Language
from shared.models.appointments import AppointmentStatus, AppointmentType, HoldReason, Priority
from shared.models.boards import BoardNotice
from shared.models.common import Model, Reason, Version
from shared.models.patients import Birth, Sex

TokenText: TypeAlias = Annotated[str, StringConstraints(pattern=r"^([^\s-]{1,8}-)?[0-9]{3,9}$")]
"""A number to be called: on a wall nothing else is taken for one, least of all a name."""


class SessionNotice(StrEnum):
    """Why a doctor calls nobody. Chosen and never typed: a wall shows it, and a typed line could hold a name."""

    BREAK = "break"
    EMERGENCY = "emergency"
    LATE = "late"
    PRAYER = "prayer"
    PROCEDURE = "procedure"
    ROUND = "round"
    ENDED = "ended"
    """The day is over; only `end_day` says so."""


def _not_the_end(notice: SessionNotice) -> SessionNotice:
    if notice is SessionNotice.ENDED:
        raise ValueError("a day is ended by its own call")
    return notice


class SessionPause(Model):
    """What a doctor's door, screen and wall say while nobody is called."""

    notice: SessionNotice
    since: datetime
    back_at: datetime | None


class PaceSource(StrEnum):
    """Where the time that one patient takes is known from."""

    TODAY = "today"
    LAST_30_DAYS = "last_30_days"
    HOUSE = "house"
    """Nothing is known of this doctor yet: what the hospital assumes."""


class Pace(Model):
    """How many minutes a patient takes with this doctor: a median, so that one long visit does not count for all."""

    minutes: float
    source: PaceSource


class QueueEntry(Model):
    """A row of a doctor's live queue."""

    appointment_id: AppointmentId
    patient_id: PatientId
    patient_no: str
    name: str
    name_local: str
    sex: Sex
    birth: Birth | None
    token: str
    status: AppointmentStatus
    hold_reason: HoldReason | None
    type: AppointmentType
    priority: Priority
    position: int
    waiting_since: datetime
    expected_minutes: int | None
    """Until the call, as things stand; None for who does not wait, and while nobody knows when the doctor is back."""
    expected_at: datetime | None
    called_at: datetime | None
    calls: int
    allergies: int
    version: int


class QueueSnapshot(Model):
    """A doctor's whole queue of a business day, in calling order; a higher `version` is newer."""

    doctor_id: EmployeeId
    doctor: str
    room: str
    date: date
    version: int
    pause: SessionPause | None
    pace: Pace
    entries: list[QueueEntry]
    completed: int

    @property
    def current(self) -> QueueEntry | None:
        """Who is called or in the room: one at most."""
        busy = (AppointmentStatus.CALLED, AppointmentStatus.IN_CONSULTATION)
        return next((e for e in self.entries if e.status in busy), None)

    @property
    def waiting(self) -> list[QueueEntry]:
        return [e for e in self.entries if e.status is AppointmentStatus.WAITING]


class BoardRoom(Model):
    """One doctor's tile on a wall display. By its type no name of a patient can be in it."""

    doctor: str
    department: str
    room: str
    pause: SessionPause | None
    now_serving: TokenText | None
    calling: bool
    called_at: datetime | None
    calls: int
    next: list[TokenText]
    waiting: int


class BoardCall(Model):
    """A number that was called."""

    token: TokenText
    room: str
    doctor: str
    department: str
    called_at: datetime
    calls: int
    counter: str = ""
    """Where to go instead of to a doctor: the pharmacy's counter, by the name it has in the house."""


class BoardSnapshot(Model):
    """All a wall display shows: numbers and rooms only; `last_calls` has the newest first."""

    hospital: str
    hospital_local: str
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    """In which the wall is written and heard, the first one first."""
    version: int
    rooms: list[BoardRoom]
    last_calls: list[BoardCall]
    notices: list[BoardNotice]
    """General ones, which take turns."""


class GetQueue(Model):
    doctor_id: EmployeeId


class GetBoard(Model):
    workstation_id: WorkstationId


class CallNext(Model):
    doctor_id: EmployeeId


class PauseSession(Model):
    doctor_id: EmployeeId
    notice: Annotated[SessionNotice, AfterValidator(_not_the_end)]
    back_at: AwareDatetime | None = None
    """When the doctor is expected back, if that is known."""


class ResumeSession(Model):
    doctor_id: EmployeeId


class EndDay(Model):
    doctor_id: EmployeeId


class QueueMove(Model):
    """One step of one patient's way through the queue, based on the version that was on the screen."""

    appointment_id: AppointmentId
    version: Version


class Skip(QueueMove):
    """Called and absent: on hold, comes back."""

    reason: Reason | None = None


class ReturnToQueue(QueueMove):
    """Back from hold or no-show."""

    reason: Reason | None = None


class TransferAppointment(QueueMove):
    """To the end of another doctor's queue, in the same class."""

    doctor_id: EmployeeId
    reason: Reason | None = None


class SetPriority(QueueMove):
    priority: Priority
    reason: Reason
    approval_id: ApprovalId | None = None
    """A second person's word on this appointment, from who may not give a class alone."""


class Reorder(QueueMove):
    """To another place within the class: right before somebody who waits in it, or behind all of them."""

    before: AppointmentId | None = None
