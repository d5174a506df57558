"""The remote calls about consultations, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.consultations.service import ConsultationService
from shared.contracts import consultations, prescriptions
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
from shared.models.prescriptions import Prescribe, Prescription

routes = Routes()


@routes.handles(consultations.get)
def get(request: GetConsultation, ctx: Context) -> ConsultationDetails:
    return ConsultationService(ctx).get(request.appointment_id)


@routes.handles(consultations.search_icd10)
def search_icd10(request: SearchIcd10, ctx: Context) -> Page[Icd10]:
    return ConsultationService(ctx).search_icd10(request)


@routes.handles(consultations.visits)
def visits(request: ListVisits, ctx: Context) -> Page[PastVisit]:
    return ConsultationService(ctx).visits(request)


@routes.handles(consultations.save_note)
def save_note(request: SaveNote, ctx: Context) -> ConsultationDetails:
    return ConsultationService(ctx).save_note(request)


@routes.handles(consultations.record_diagnoses)
def record_diagnoses(request: RecordDiagnoses, ctx: Context) -> ConsultationDetails:
    return ConsultationService(ctx).record_diagnoses(request)


@routes.handles(prescriptions.prescribe)
def prescribe(request: Prescribe, ctx: Context) -> Prescription:
    """Here, not among the prescriptions: it takes the note's advice, and they know no consultation."""
    return ConsultationService(ctx).prescribe(request)


@routes.handles(consultations.complete)
def complete(request: CompleteConsultation, ctx: Context) -> ConsultationDetails:
    return ConsultationService(ctx).complete(request)
