"""What travels about sick-leave certificates."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.ids import AppointmentId, CertificateId, EmployeeId
from shared.models.common import Day, Line, Model, Prose, Reason


class Fitness(StrEnum):
    """What the patient is not fit for; printed in the patient's language too."""

    NO_WORK = "no_work"
    NO_SCHOOL = "no_school"
    LIGHT_WORK = "light_work"


class Cancelled(Model):
    by: str
    at: datetime
    reason: str


class Certificate(Model):
    """As it was issued; a cancelled one stays, with when, by whom and why."""

    id: CertificateId
    certificate_no: str
    appointment_id: AppointmentId
    doctor_id: EmployeeId
    doctor: str
    degrees: str
    department: str
    issued_at: datetime
    examined_on: date
    """The day of the visit."""
    from_day: date
    to_day: date
    days: int
    fitness: Fitness
    remark: str
    diagnosis: str
    """Empty where the patient did not agree to its being printed."""
    backdated_because: str
    cancelled: Cancelled | None


Remark = Annotated[Prose, Field(max_length=600)]


class IssueCertificate(Model):
    """First and last day count. A diagnosis is sent only if the patient agrees."""

    appointment_id: AppointmentId
    from_day: Day
    to_day: Day
    fitness: Fitness = Fitness.NO_WORK
    remark: Remark = ""
    diagnosis: Line = ""
    backdated_because: Reason | None = None


class CancelCertificate(Model):
    certificate_id: CertificateId
    reason: Reason


class ListCertificates(Model):
    appointment_id: AppointmentId
