"""The handlers of the calls about doctors' hours."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.schedules.exporting import RosterExport
from server.features.schedules.importing import RosterFiles
from server.features.schedules.rosters import Rosters
from server.features.schedules.service import ScheduleService
from shared.contracts import schedules
from shared.models.common import Nothing, Page
from shared.models.rosters import (
    ExportRoster,
    ImportRoster,
    ListRoster,
    ListRosterChanges,
    RosterChange,
    RosterEntry,
    RosterImport,
)
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
from shared.models.spreadsheets import SpreadsheetFile

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


@routes.handles(schedules.roster)
def roster(request: ListRoster, ctx: Context) -> Page[RosterEntry]:
    return Rosters(ctx).roster(request)


@routes.handles(schedules.changes)
def changes(request: ListRosterChanges, ctx: Context) -> Page[RosterChange]:
    return Rosters(ctx).changes(request)


@routes.handles(schedules.export)
def export(request: ExportRoster, ctx: Context) -> SpreadsheetFile:
    return RosterExport(ctx).file(request.form)


@routes.handles(schedules.try_import)
def try_import(request: ImportRoster, ctx: Context) -> RosterImport:
    return RosterFiles(ctx).try_import(request.data)


@routes.handles(schedules.import_file)
def import_file(request: ImportRoster, ctx: Context) -> RosterImport:
    return RosterFiles(ctx).import_file(request.data)
