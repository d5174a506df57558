"""The calls about patients. What a queue shows of a patient is changed through queue.routes, the outer feature."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.patients.service import PatientService
from shared.contracts import patients
from shared.models.common import Page
from shared.models.patients import GetPatient, PatientDetails, PatientSummary, RegisterPatient, SearchPatients

routes = Routes()


@routes.handles(patients.search)
def search(request: SearchPatients, ctx: Context) -> Page[PatientSummary]:
    return PatientService(ctx).search(request.term, request.limit)


@routes.handles(patients.get)
def get(request: GetPatient, ctx: Context) -> PatientDetails:
    return PatientService(ctx).get(request.patient_id)


@routes.handles(patients.register)
def register(request: RegisterPatient, ctx: Context) -> PatientDetails:
    return PatientService(ctx).register(request)
