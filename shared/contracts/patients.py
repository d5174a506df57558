"""The remote calls about patients."""

from dataclasses import dataclass
from datetime import date

from shared.contract import command, query
from shared.contracts.payers import CategoryNotFound, PayerNotFound
from shared.errors import ApiError, Conflict, NotFound, StaleVersion
from shared.ids import AllergyId, AppointmentId, PatientId
from shared.models.common import Page
from shared.models.patients import (
    ArchivedPatient,
    BringPatientBack,
    FindByNumber,
    FindLookAlikes,
    GetPatient,
    ListArchived,
    LookAlike,
    PatientDetails,
    PatientSummary,
    Photo,
    PutPatientAway,
    RecordAllergy,
    RegisterPatient,
    RegisterUnknown,
    RemovePhoto,
    SearchPatients,
    SetPhoto,
    UpdatePatient,
    WithdrawAllergy,
)
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class PatientNotFound(NotFound):
    patient_id: PatientId


@dataclass(eq=False)
class AllergyNotFound(NotFound):
    allergy_id: AllergyId


@dataclass(eq=False)
class PossibleDuplicate(Conflict):
    """People in the register who look like the one being registered."""

    existing: tuple[PatientId, ...]


class NoSuchNumber(NotFound):
    """No patient has this number, or the record was put away."""


class BirthImpossible(ApiError):
    """Born in the future, or more than 120 years ago."""

    status = 422


class DeathImpossible(ApiError):
    """Died before the birth, or in the future."""

    status = 422


class NotAPhoto(ApiError):
    """No JPEG that can be read, or one of more than 640 points a side."""

    status = 422


class PhotoNotFound(NotFound):
    """There is no photo of this patient."""


@dataclass(eq=False)
class VisitOpen(Conflict):
    """The patient has an appointment that is not over: a record in use is not put away."""

    appointment_id: AppointmentId
    doctor: str
    date: date


@dataclass(eq=False)
class PatientDied(Conflict):
    """A day of death is recorded: nobody is booked or checked in after it."""

    died_on: date


search = query("/patients", SearchPatients, Page[PatientSummary], allow=Permission.PATIENTS_VIEW)

by_number = query(
    "/patient-numbers/{number}",
    FindByNumber,
    PatientSummary,
    allow=Permission.PATIENTS_VIEW,
    raises=(NoSuchNumber,),
)

look_alikes = query("/patients/look-alikes", FindLookAlikes, Page[LookAlike], allow=Permission.PATIENTS_VIEW)

get = query(
    "/patients/{patient_id}",
    GetPatient,
    PatientDetails,
    allow=Permission.PATIENTS_VIEW,
    raises=(PatientNotFound,),
)

register = command(
    "/patients",
    RegisterPatient,
    PatientDetails,
    allow=Permission.PATIENTS_CREATE,
    changes={Topic.PATIENTS},
    raises=(PossibleDuplicate, BirthImpossible, DeathImpossible, CategoryNotFound, PayerNotFound),
)

register_unknown = command(
    "/patients/unknown",
    RegisterUnknown,
    PatientDetails,
    allow=Permission.PATIENTS_CREATE,
    changes={Topic.PATIENTS},
    raises=(BirthImpossible,),
)

update = command(
    "/patients/{patient_id}",
    UpdatePatient,
    PatientDetails,
    allow=Permission.PATIENTS_EDIT,
    changes={Topic.PATIENTS, Topic.QUEUE, Topic.LAB},
    raises=(PatientNotFound, BirthImpossible, DeathImpossible, CategoryNotFound, PayerNotFound, StaleVersion),
)

record_allergy = command(
    "/patients/{patient_id}/allergies",
    RecordAllergy,
    PatientDetails,
    allow=Permission.ALLERGIES_RECORD,
    changes={Topic.PATIENTS, Topic.QUEUE},
    raises=(PatientNotFound,),
)

withdraw_allergy = command(
    "/patients/{patient_id}/allergies/{allergy_id}/withdraw",
    WithdrawAllergy,
    PatientDetails,
    allow=Permission.ALLERGIES_RECORD,
    changes={Topic.PATIENTS, Topic.QUEUE},
    raises=(PatientNotFound, AllergyNotFound),
)

photo = query(
    "/patients/{patient_id}/photo",
    GetPatient,
    Photo,
    allow=Permission.PATIENTS_VIEW,
    raises=(PhotoNotFound,),
)

set_photo = command(
    "/patients/{patient_id}/photo",
    SetPhoto,
    PatientDetails,
    allow=Permission.PATIENTS_EDIT,
    changes={Topic.PATIENTS},
    raises=(PatientNotFound, NotAPhoto),
)

remove_photo = command(
    "/patients/{patient_id}/photo/remove",
    RemovePhoto,
    PatientDetails,
    allow=Permission.PATIENTS_EDIT,
    changes={Topic.PATIENTS},
    raises=(PatientNotFound,),
)

put_away = command(
    "/patients/{patient_id}/put-away",
    PutPatientAway,
    PatientDetails,
    allow=Permission.PATIENTS_ARCHIVE,
    changes={Topic.PATIENTS},
    raises=(PatientNotFound, VisitOpen, StaleVersion),
)

bring_back = command(
    "/patients/{patient_id}/bring-back",
    BringPatientBack,
    PatientDetails,
    allow=Permission.PATIENTS_ARCHIVE,
    changes={Topic.PATIENTS},
    raises=(PatientNotFound, StaleVersion),
)

archived = query("/archived-patients", ListArchived, Page[ArchivedPatient], allow=Permission.PATIENTS_ARCHIVE)
