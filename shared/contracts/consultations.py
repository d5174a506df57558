"""The remote calls about consultations."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.appointments import (
    AlreadyBooked,
    AppointmentNotFound,
    AppointmentStateConflict,
    DayFull,
    DoctorAway,
    DoctorNotFound,
    PatientElsewhere,
    SlotFull,
    WrongDay,
)
from shared.contracts.patients import PatientDied, PatientNotFound
from shared.errors import ApiError, Conflict, NotFound, StaleVersion
from shared.ids import AppointmentId, ProblemId
from shared.models.appointments import AppointmentDetails
from shared.models.common import Nothing, Page
from shared.models.consultations import (
    AddProblem,
    AmendConsultation,
    Background,
    CompleteConsultation,
    ConsultationDetails,
    DropPhrase,
    GetBackground,
    GetConsultation,
    Icd10,
    ListFavourites,
    Phrase,
    Problem,
    RecordDiagnoses,
    ResolveProblem,
    SaveNote,
    SavePhrase,
    ScheduleFollowUp,
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


class NotSigned(Conflict):
    """The consultation goes on: its note is written, not added to."""


@dataclass(eq=False)
class ProblemListed(Conflict):
    """It is on the patient's problem list already."""

    diagnosis: str


@dataclass(eq=False)
class ProblemNotFound(NotFound):
    """Unknown, or resolved."""

    problem_id: ProblemId


get = query(
    "/appointments/{appointment_id}/consultation",
    GetConsultation,
    ConsultationDetails,
    allow=Permission.CONSULTATIONS_VIEW,
    raises=(ConsultationNotFound,),
)

search_icd10 = query("/icd10", SearchIcd10, Page[Icd10], allow=Permission.CONSULTATIONS_VIEW)

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

amend = command(
    "/appointments/{appointment_id}/consultation/amendments",
    AmendConsultation,
    ConsultationDetails,
    allow=Permission.CONSULTATIONS_WRITE,
    changes={Topic.CONSULTATIONS},
    raises=(ConsultationNotFound, NotSigned),
)

background = query(
    "/patients/{patient_id}/background",
    GetBackground,
    Background,
    allow=Permission.CONSULTATIONS_VIEW,
    raises=(PatientNotFound,),
)

add_problem = command(
    "/patients/{patient_id}/problems",
    AddProblem,
    Problem,
    allow=Permission.PROBLEMS_RECORD,
    changes={Topic.PROBLEMS},
    raises=(PatientNotFound, UnknownDiagnosis, ProblemListed),
)

resolve_problem = command(
    "/problems/{problem_id}/resolve",
    ResolveProblem,
    Nothing,
    allow=Permission.PROBLEMS_RECORD,
    changes={Topic.PROBLEMS},
    raises=(ProblemNotFound,),
)

favourites = query("/icd10-favourites", ListFavourites, Page[Icd10], allow=Permission.CONSULTATIONS_WRITE)

phrases = query("/phrases", Nothing, Page[Phrase], allow=Permission.CONSULTATIONS_WRITE)

save_phrase = command("/phrases", SavePhrase, Nothing, allow=Permission.CONSULTATIONS_WRITE, changes={Topic.PHRASES})

drop_phrase = command(
    "/phrases/{code}/drop", DropPhrase, Nothing, allow=Permission.CONSULTATIONS_WRITE, changes={Topic.PHRASES}
)

schedule_follow_up = command(
    "/appointments/{appointment_id}/follow-up",
    ScheduleFollowUp,
    AppointmentDetails,
    allow=Permission.CONSULTATIONS_WRITE,
    changes={Topic.APPOINTMENTS},
    raises=(
        ConsultationNotFound,
        AppointmentStateConflict,
        PatientNotFound,
        PatientDied,
        DoctorNotFound,
        AlreadyBooked,
        WrongDay,
        SlotFull,
        DayFull,
        DoctorAway,
        PatientElsewhere,
    ),
)
