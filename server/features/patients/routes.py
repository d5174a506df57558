"""The calls about patients. What a queue shows of a patient is changed through queue.routes, the outer feature."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.patients.archiving import Archiving
from server.features.patients.finding import PatientFinder
from server.features.patients.photos import Photos
from server.features.patients.service import PatientService
from shared.contracts import patients
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
    RegisterPatient,
    RegisterUnknown,
    RemovePhoto,
    SearchPatients,
    SetPhoto,
)

routes = Routes()


@routes.handles(patients.search)
def search(request: SearchPatients, ctx: Context) -> Page[PatientSummary]:
    return PatientFinder(ctx).search(request.term, request.limit)


@routes.handles(patients.look_alikes)
def look_alikes(request: FindLookAlikes, ctx: Context) -> Page[LookAlike]:
    return Page(items=PatientFinder(ctx).look_alikes(request))


@routes.handles(patients.by_number)
def by_number(request: FindByNumber, ctx: Context) -> PatientSummary:
    return PatientService(ctx).by_number(request.number)


@routes.handles(patients.get)
def get(request: GetPatient, ctx: Context) -> PatientDetails:
    return PatientService(ctx).open(request.patient_id)


@routes.handles(patients.register)
def register(request: RegisterPatient, ctx: Context) -> PatientDetails:
    return PatientService(ctx).register(request)


@routes.handles(patients.photo)
def photo(request: GetPatient, ctx: Context) -> Photo:
    return Photos(ctx).get(request.patient_id)


@routes.handles(patients.set_photo)
def set_photo(request: SetPhoto, ctx: Context) -> PatientDetails:
    return Photos(ctx).keep(request)


@routes.handles(patients.remove_photo)
def remove_photo(request: RemovePhoto, ctx: Context) -> PatientDetails:
    return Photos(ctx).remove(request.patient_id)


@routes.handles(patients.bring_back)
def bring_back(request: BringPatientBack, ctx: Context) -> PatientDetails:
    return Archiving(ctx).bring_back(request)


@routes.handles(patients.archived)
def archived(request: ListArchived, ctx: Context) -> Page[ArchivedPatient]:
    return Archiving(ctx).archived(request)


@routes.handles(patients.register_unknown)
def register_unknown(request: RegisterUnknown, ctx: Context) -> PatientDetails:
    return PatientService(ctx).register_unknown(request)
