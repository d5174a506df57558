"""The remote calls about consultations, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.consultations.background import BackgroundService
from server.features.consultations.follow_ups import FollowUps
from server.features.consultations.own_words import OwnWords
from server.features.consultations.problems import ProblemService
from server.features.consultations.service import ConsultationService
from shared.contracts import consultations, prescriptions
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
from shared.models.prescriptions import Prescribe, Prescription

routes = Routes()


@routes.handles(consultations.get)
def get(request: GetConsultation, ctx: Context) -> ConsultationDetails:
    return ConsultationService(ctx).get(request.appointment_id)


@routes.handles(consultations.search_icd10)
def search_icd10(request: SearchIcd10, ctx: Context) -> Page[Icd10]:
    return ConsultationService(ctx).search_icd10(request)


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


@routes.handles(consultations.amend)
def amend(request: AmendConsultation, ctx: Context) -> ConsultationDetails:
    return ConsultationService(ctx).amend(request)


@routes.handles(consultations.background)
def background(request: GetBackground, ctx: Context) -> Background:
    return BackgroundService(ctx).get(request)


@routes.handles(consultations.add_problem)
def add_problem(request: AddProblem, ctx: Context) -> Problem:
    return ProblemService(ctx).add(request)


@routes.handles(consultations.resolve_problem)
def resolve_problem(request: ResolveProblem, ctx: Context) -> Nothing:
    return ProblemService(ctx).resolve(request)


@routes.handles(consultations.favourites)
def favourites(request: ListFavourites, ctx: Context) -> Page[Icd10]:
    return OwnWords(ctx).favourites(request)


@routes.handles(consultations.phrases)
def phrases(_request: Nothing, ctx: Context) -> Page[Phrase]:
    return OwnWords(ctx).phrases()


@routes.handles(consultations.save_phrase)
def save_phrase(request: SavePhrase, ctx: Context) -> Nothing:
    return OwnWords(ctx).save(request)


@routes.handles(consultations.drop_phrase)
def drop_phrase(request: DropPhrase, ctx: Context) -> Nothing:
    return OwnWords(ctx).drop(request)


@routes.handles(consultations.schedule_follow_up)
def schedule_follow_up(request: ScheduleFollowUp, ctx: Context) -> AppointmentDetails:
    return FollowUps(ctx).schedule(request)
