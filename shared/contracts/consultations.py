"""The remote calls about consultations."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.appointments import AppointmentNotFound, AppointmentStateConflict
from shared.contracts.patients import PatientNotFound
from shared.errors import ApiError, NotFound, StaleVersion
from shared.ids import AppointmentId
from shared.models.common import Page
from shared.models.consultations import (
    CompleteConsultation,
    ConsultationDetails,
    GetConsultation,
    Icd10,
    ListVisits,
    PastVisit,
    RecordDiagnoses,
    SaveNote,
    SearchIcd10,
)
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class ConsultationNotFound(NotFound):
    """No consultation of this appointment has begun."""

    appointment_id: AppointmentId


@dataclass(eq=False)
class UnknownDiagnosis(ApiError):
    """The code is no ICD-10 class that can be diagnosed."""

    status = 422
    diagnosis: str


get = query(
    "/appointments/{appointment_id}/consultation",
    GetConsultation,
    ConsultationDetails,
    allow=Permission.CONSULTATIONS_VIEW,
    raises=(ConsultationNotFound,),
)

search_icd10 = query("/icd10", SearchIcd10, Page[Icd10], allow=Permission.CONSULTATIONS_VIEW)

visits = query(
    "/patients/{patient_id}/visits",
    ListVisits,
    Page[PastVisit],
    allow=Permission.CONSULTATIONS_VIEW,
    raises=(PatientNotFound,),
)

save_note = command(
    "/appointments/{appointment_id}/consultation/note",
    SaveNote,
    ConsultationDetails,
    allow=Permission.CONSULTATIONS_WRITE,
    changes={Topic.CONSULTATIONS},
    raises=(ConsultationNotFound, AppointmentStateConflict, StaleVersion),
)

record_diagnoses = command(
    "/appointments/{appointment_id}/consultation/diagnoses",
    RecordDiagnoses,
    ConsultationDetails,
    allow=Permission.CONSULTATIONS_WRITE,
    changes={Topic.CONSULTATIONS},
    raises=(ConsultationNotFound, AppointmentStateConflict, UnknownDiagnosis),
)

complete = command(
    "/appointments/{appointment_id}/consultation/complete",
    CompleteConsultation,
    ConsultationDetails,
    allow=Permission.CONSULTATIONS_WRITE,
    changes={Topic.CONSULTATIONS, Topic.APPOINTMENTS, Topic.QUEUE, Topic.BILLING},
    raises=(ConsultationNotFound, AppointmentNotFound, AppointmentStateConflict, StaleVersion),
)
