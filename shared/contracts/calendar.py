"""The remote calls about the days ahead."""

from shared.contract import command, query
from shared.contracts.appointments import (
    AlreadyBooked,
    AppointmentStateConflict,
    DoctorNotFound,
    NothingFree,
    WrongDay,
)
from shared.contracts.schedules import HoursImpossible, HoursNotFound
from shared.errors import StaleVersion
from shared.models.appointments import AppointmentSummary
from shared.models.calendar import (
    Calendar,
    FindLeaveTarget,
    FindOpenings,
    GetCalendar,
    LeaveTaken,
    LeaveTarget,
    ListHits,
    ListOutside,
    Openings,
    TakeLeave,
)
from shared.models.common import Page
from shared.permissions import Permission
from shared.topics import Topic

of_doctor = query(
    "/calendars/{doctor_id}", GetCalendar, Calendar, allow=Permission.APPOINTMENTS_VIEW, raises=(DoctorNotFound,)
)

openings = query(
    "/openings", FindOpenings, Openings, allow=Permission.APPOINTMENTS_VIEW, raises=(DoctorNotFound, WrongDay)
)

hit_by_leave = query(
    "/leave-hits",
    ListHits,
    Page[AppointmentSummary],
    allow=Permission.APPOINTMENTS_VIEW,
    raises=(DoctorNotFound, HoursImpossible),
)

outside_hours = query(
    "/outside-hours",
    ListOutside,
    Page[AppointmentSummary],
    allow=Permission.APPOINTMENTS_VIEW,
    raises=(DoctorNotFound, HoursNotFound, HoursImpossible),
)

leave_target = query(
    "/leave-targets",
    FindLeaveTarget,
    LeaveTarget,
    allow=Permission.APPOINTMENTS_VIEW,
    raises=(DoctorNotFound, HoursImpossible),
)

take_leave = command(
    "/leaves",
    TakeLeave,
    LeaveTaken,
    allow=Permission.SCHEDULES_MANAGE,
    changes={Topic.SCHEDULES, Topic.APPOINTMENTS},
    raises=(
        DoctorNotFound,
        HoursImpossible,
        WrongDay,
        NothingFree,
        AlreadyBooked,
        AppointmentStateConflict,
        StaleVersion,
    ),
)
