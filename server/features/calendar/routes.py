"""The handlers of the calls about the days ahead."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.calendar.service import CalendarService
from shared.contracts import calendar
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

routes = Routes()


@routes.handles(calendar.of_doctor)
def of_doctor(request: GetCalendar, ctx: Context) -> Calendar:
    return CalendarService(ctx).of_doctor(request)


@routes.handles(calendar.openings)
def openings(request: FindOpenings, ctx: Context) -> Openings:
    return CalendarService(ctx).openings(request)


@routes.handles(calendar.hit_by_leave)
def hit_by_leave(request: ListHits, ctx: Context) -> Page[AppointmentSummary]:
    return CalendarService(ctx).hit_by_leave(request)


@routes.handles(calendar.outside_hours)
def outside_hours(request: ListOutside, ctx: Context) -> Page[AppointmentSummary]:
    return CalendarService(ctx).outside_hours(request)


@routes.handles(calendar.leave_target)
def leave_target(request: FindLeaveTarget, ctx: Context) -> LeaveTarget:
    return CalendarService(ctx).leave_target(request)


@routes.handles(calendar.take_leave)
def take_leave(request: TakeLeave, ctx: Context) -> LeaveTaken:
    return CalendarService(ctx).take_leave(request)
