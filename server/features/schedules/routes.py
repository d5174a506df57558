"""The handlers of the calls about doctors' hours."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.schedules.service import ScheduleService
from shared.contracts import schedules
from shared.models.common import Nothing
from shared.models.schedules import (
    AddDatedSession,
    AddWeeklySession,
    ChangeWeeklySession,
    DatedSession,
    DoctorSchedule,
    EndWeeklySession,
    GetSchedule,
    WeeklySession,
    WithdrawDatedSession,
    WithdrawLeave,
)

routes = Routes()


@routes.handles(schedules.of_doctor)
def of_doctor(request: GetSchedule, ctx: Context) -> DoctorSchedule:
    return ScheduleService(ctx).of_doctor(request.doctor_id)


@routes.handles(schedules.add_weekly)
def add_weekly(request: AddWeeklySession, ctx: Context) -> WeeklySession:
    return ScheduleService(ctx).add_weekly(request)


@routes.handles(schedules.change_weekly)
def change_weekly(request: ChangeWeeklySession, ctx: Context) -> WeeklySession:
    return ScheduleService(ctx).change_weekly(request)


@routes.handles(schedules.end_weekly)
def end_weekly(request: EndWeeklySession, ctx: Context) -> Nothing:
    ScheduleService(ctx).end_weekly(request)
    return Nothing()


@routes.handles(schedules.add_dated)
def add_dated(request: AddDatedSession, ctx: Context) -> DatedSession:
    return ScheduleService(ctx).add_dated(request)


@routes.handles(schedules.withdraw_dated)
def withdraw_dated(request: WithdrawDatedSession, ctx: Context) -> Nothing:
    ScheduleService(ctx).withdraw_dated(request.session_id)
    return Nothing()


@routes.handles(schedules.withdraw_leave)
def withdraw_leave(request: WithdrawLeave, ctx: Context) -> Nothing:
    ScheduleService(ctx).withdraw_leave(request.leave_id)
    return Nothing()
