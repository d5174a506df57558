"""The remote calls about appointments."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.patients import PatientDied, PatientNotFound
from shared.errors import ApiError, Conflict, NotFound, StaleVersion
from shared.ids import AppointmentId, EmployeeId
from shared.models.appointments import (
    AppointmentDetails,
    AppointmentStatus,
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
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class AppointmentNotFound(NotFound):
    appointment_id: AppointmentId


@dataclass(eq=False)
class DoctorNotFound(NotFound):
    doctor_id: EmployeeId


@dataclass(eq=False)
class AppointmentStateConflict(Conflict):
    """The move is not allowed from the state that was found."""

    status_found: AppointmentStatus


@dataclass(eq=False)
class AlreadyBooked(Conflict):
    """This patient has an open appointment with this doctor on this day."""

    appointment_id: AppointmentId


@dataclass(eq=False)
class WrongDay(Conflict):
    """The appointment is of another business day."""

    date: date


class SessionEnded(Conflict):
    """The doctor's day is over: nobody can begin to wait unless the doctor resumes."""


@dataclass(eq=False)
class SlotFull(Conflict):
    """Nobody more is booked on it, unless knowingly."""

    slot_at: datetime


@dataclass(eq=False)
class DayFull(Conflict):
    """No slot of the doctor's is free on that day."""

    date: date


@dataclass(eq=False)
class DoctorAway(Conflict):
    """On leave, or not sitting then."""

    date: date
    closed: str = ""
    """What the house is closed for on that day, if it is."""


@dataclass(eq=False)
class PatientElsewhere(Conflict):
    """The patient is booked with another doctor at that time: possible, if wanted."""

    appointment_id: AppointmentId
    doctor: str
    slot_at: datetime


class NothingFree(Conflict):
    """No slot of those who were asked for is free in the next weeks."""


class PriorityNeedsReason(ApiError):
    """A place before others is given with a reason only."""

    status = 422


book = command(
    "/appointments",
    Book,
    AppointmentDetails,
    allow=Permission.APPOINTMENTS_BOOK,
    changes={Topic.APPOINTMENTS, Topic.QUEUE},
    raises=(
        PatientNotFound,
        PatientDied,
        DoctorNotFound,
        AlreadyBooked,
        WrongDay,
        PriorityNeedsReason,
        ApprovalNeeded,
        ApprovalNotValid,
        SessionEnded,
        SlotFull,
        DayFull,
        DoctorAway,
        PatientElsewhere,
    ),
)

reschedule = command(
    "/appointments/{appointment_id}/reschedule",
    Reschedule,
    AppointmentDetails,
    allow=Permission.APPOINTMENTS_BOOK,
    changes={Topic.APPOINTMENTS},
    raises=(
        AppointmentNotFound,
        PatientDied,
        DoctorNotFound,
        AppointmentStateConflict,
        AlreadyBooked,
        WrongDay,
        StaleVersion,
        SlotFull,
        DayFull,
        DoctorAway,
        PatientElsewhere,
    ),
)

check_in = command(
    "/appointments/{appointment_id}/check-in",
    CheckIn,
    AppointmentDetails,
    allow=Permission.APPOINTMENTS_CHECK_IN,
    changes={Topic.APPOINTMENTS, Topic.QUEUE},
    raises=(AppointmentNotFound, PatientDied, AppointmentStateConflict, WrongDay, StaleVersion, SessionEnded),
)

cancel = command(
    "/appointments/{appointment_id}/cancel",
    CancelAppointment,
    AppointmentDetails,
    allow=Permission.APPOINTMENTS_BOOK,
    changes={Topic.APPOINTMENTS, Topic.QUEUE},
    raises=(AppointmentNotFound, AppointmentStateConflict, StaleVersion),
)

get = query(
    "/appointments/{appointment_id}",
    GetAppointment,
    AppointmentDetails,
    allow=Permission.APPOINTMENTS_VIEW,
    raises=(AppointmentNotFound,),
)

of_day = query("/appointments", ListAppointments, Page[AppointmentSummary], allow=Permission.APPOINTMENTS_VIEW)

suggest = query(
    "/visit-suggestions",
    SuggestVisit,
    VisitSuggestion,
    allow=Permission.APPOINTMENTS_VIEW,
    raises=(DoctorNotFound,),
)

figures = query("/appointment-figures", Nothing, DayFigures, allow=Permission.APPOINTMENTS_VIEW)

timeline = query(
    "/appointments/{appointment_id}/timeline",
    GetAppointment,
    Page[TimelineEntry],
    allow=Permission.TIMELINE_VIEW,
    raises=(AppointmentNotFound,),
)
