"""What travels about referrals: to a colleague's queue, or with a letter to somewhere else."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from shared.ids import AppointmentId, EmployeeId, ReferralId
from shared.models.appointments import Priority
from shared.models.common import Day, Line, Model, Name, Prose

Words = Annotated[Prose, Field(min_length=3, max_length=4_000)]


class BookedPlace(Model):
    """The patient's place with the colleague."""

    appointment_id: AppointmentId
    doctor: str
    department: str
    date: date
    slot_at: datetime | None
    token: str | None


class Letter(Model):
    """For whom it is, and what it tells: frozen as it was issued."""

    addressee: str
    department: str
    summary: str


class Referral(Model):
    """Given in a visit; it has either a place that was booked or a letter."""

    id: ReferralId
    referral_no: str
    appointment_id: AppointmentId
    doctor_id: EmployeeId
    doctor: str
    degrees: str
    department: str
    given_at: datetime
    urgency: Priority
    reason: str
    question: str
    place: BookedPlace | None
    letter: Letter | None


class VisitReferrals(Model):
    """What was given in a visit, and what the patient came with."""

    given: list[Referral]
    received: Referral | None


class ReferInside(Model):
    """Today into the colleague's queue; on another day on the first free slot."""

    appointment_id: AppointmentId
    doctor_id: EmployeeId
    date: Day | None = None
    """The business day; today when left out."""
    urgency: Priority = Priority.NORMAL
    reason: Words
    question: Words


class WriteLetter(Model):
    appointment_id: AppointmentId
    addressee: Name
    department: Line = ""
    urgency: Priority = Priority.NORMAL
    reason: Words
    summary: Prose = ""


class ListReferrals(Model):
    appointment_id: AppointmentId
