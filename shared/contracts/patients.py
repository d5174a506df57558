"""The remote calls about patients."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.errors import ApiError, Conflict, NotFound, StaleVersion
from shared.ids import AllergyId, PatientId
from shared.models.common import Page
from shared.models.patients import (
    GetPatient,
    PatientDetails,
    PatientSummary,
    RecordAllergy,
    RegisterPatient,
    SearchPatients,
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


class BirthImpossible(ApiError):
    """Born in the future, or more than 120 years ago."""

    status = 422


search = query("/patients", SearchPatients, Page[PatientSummary], allow=Permission.PATIENTS_VIEW)

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
    raises=(PossibleDuplicate, BirthImpossible),
)

update = command(
    "/patients/{patient_id}",
    UpdatePatient,
    PatientDetails,
    allow=Permission.PATIENTS_EDIT,
    changes={Topic.PATIENTS, Topic.QUEUE},
    raises=(PatientNotFound, BirthImpossible, StaleVersion),
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
