"""The remote calls about vital signs."""

from dataclasses import dataclass
from decimal import Decimal

from shared.contract import command, query
from shared.contracts.appointments import AppointmentNotFound, AppointmentStateConflict
from shared.contracts.patients import PatientNotFound
from shared.errors import ApiError, Conflict, NotFound
from shared.ids import VitalsId
from shared.models.common import Nothing, Page
from shared.models.vitals import ListVitals, MeasuredVisit, RecordVitals, Vitals, WithdrawVitals
from shared.permissions import Permission
from shared.rules.vitals import Sign
from shared.topics import Topic


@dataclass(eq=False)
class VitalsNotFound(NotFound):
    vitals_id: VitalsId


@dataclass(eq=False)
class TooMuchForAge(ApiError):
    """Nobody of this age weighs or measures that: a decimal point was forgotten, or it is another patient."""

    status = 422
    sign: Sign
    most: Decimal


class VitalsWithdrawn(Conflict):
    """They were marked as entered in error before."""


record = command(
    "/appointments/{appointment_id}/vitals",
    RecordVitals,
    Vitals,
    allow=Permission.VITALS_RECORD,
    changes={Topic.VITALS},
    raises=(AppointmentNotFound, AppointmentStateConflict, TooMuchForAge),
)

withdraw = command(
    "/vitals/{vitals_id}/entered-in-error",
    WithdrawVitals,
    Vitals,
    allow=Permission.VITALS_RECORD,
    changes={Topic.VITALS},
    raises=(VitalsNotFound, VitalsWithdrawn),
)

of_patient = query(
    "/patients/{patient_id}/vitals",
    ListVitals,
    Page[Vitals],
    allow=Permission.CONSULTATIONS_VIEW,
    raises=(PatientNotFound,),
)

measured_today = query("/vitals-today", Nothing, Page[MeasuredVisit], allow=Permission.VITALS_RECORD)
