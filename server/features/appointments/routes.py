"""The calls about appointments, and those about patients that depend on them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.appointments.rescheduling import Rescheduling
from server.features.appointments.service import AppointmentService
from shared.contracts import appointments, patients
from shared.models.appointments import (
    AppointmentDetails,
    AppointmentSummary,
    Book,
    CancelAppointment,
    CheckIn,
    DayFigures,
    GetAppointment,
    ListAppointments,
    Reschedule,
    SuggestVisit,
    TimelineEntry,
    VisitSuggestion,
)
from shared.models.common import Nothing, Page
from shared.models.patients import PatientDetails, PutPatientAway

routes = Routes()


@routes.handles(appointments.book)
def book(request: Book, ctx: Context) -> AppointmentDetails:
    return AppointmentService(ctx).book(request)


@routes.handles(appointments.reschedule)
def reschedule(request: Reschedule, ctx: Context) -> AppointmentDetails:
    return Rescheduling(ctx).reschedule(request)


@routes.handles(appointments.check_in)
def check_in(request: CheckIn, ctx: Context) -> AppointmentDetails:
    return AppointmentService(ctx).check_in(request.appointment_id, request.version)


@routes.handles(appointments.cancel)
def cancel(request: CancelAppointment, ctx: Context) -> AppointmentDetails:
    return AppointmentService(ctx).cancel(request.appointment_id, request.version, request.reason)


@routes.handles(appointments.get)
def get(request: GetAppointment, ctx: Context) -> AppointmentDetails:
    return AppointmentService(ctx).get(request.appointment_id)


@routes.handles(appointments.of_day)
def of_day(request: ListAppointments, ctx: Context) -> Page[AppointmentSummary]:
    return AppointmentService(ctx).of_day(request)


@routes.handles(appointments.suggest)
def suggest(request: SuggestVisit, ctx: Context) -> VisitSuggestion:
    return AppointmentService(ctx).suggest(request)


@routes.handles(appointments.figures)
def figures(_: Nothing, ctx: Context) -> DayFigures:
    return AppointmentService(ctx).figures()


@routes.handles(appointments.timeline)
def timeline(request: GetAppointment, ctx: Context) -> Page[TimelineEntry]:
    return AppointmentService(ctx).timeline(request.appointment_id)


@routes.handles(patients.put_away)
def put_patient_away(request: PutPatientAway, ctx: Context) -> PatientDetails:
    return AppointmentService(ctx).put_patient_away(request)
