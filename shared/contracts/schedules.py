"""The remote calls about the hours in which doctors sit."""

from shared.contract import command, query
from shared.contracts.appointments import DoctorNotFound
from shared.contracts.test_catalogue import NoSpreadsheet
from shared.errors import ApiError, Conflict, NotFound, StaleVersion
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
from shared.permissions import Permission
from shared.topics import Topic


class HoursNotFound(NotFound):
    """No such session or leave, or not any more."""


class HoursImpossible(ApiError):
    """The end lies not after the start, or the business day changes in between."""

    status = 422


class DoctorSitsAlready(Conflict):
    """The hours overlap with others of this doctor."""


class RoomTaken(Conflict):
    """Somebody else sits in the room at that time."""


of_doctor = query(
    "/schedules/{doctor_id}", GetSchedule, DoctorSchedule, allow=Permission.STAFF_VIEW, raises=(DoctorNotFound,)
)

add_weekly = command(
    "/schedules/{doctor_id}/weekly",
    AddWeeklySession,
    WeeklySession,
    allow=Permission.SCHEDULES_MANAGE,
    changes={Topic.SCHEDULES},
    raises=(DoctorNotFound, HoursImpossible, DoctorSitsAlready, RoomTaken, HoursNotFound),
)

change_weekly = command(
    "/weekly-sessions/{session_id}/change",
    ChangeWeeklySession,
    WeeklySession,
    allow=Permission.SCHEDULES_MANAGE,
    changes={Topic.SCHEDULES},
    raises=(HoursNotFound, HoursImpossible, DoctorSitsAlready, RoomTaken, StaleVersion),
)

end_weekly = command(
    "/weekly-sessions/{session_id}/end",
    EndWeeklySession,
    Nothing,
    allow=Permission.SCHEDULES_MANAGE,
    changes={Topic.SCHEDULES},
    raises=(HoursNotFound, StaleVersion),
)

add_dated = command(
    "/schedules/{doctor_id}/dated",
    AddDatedSession,
    DatedSession,
    allow=Permission.SCHEDULES_MANAGE,
    changes={Topic.SCHEDULES},
    raises=(DoctorNotFound, HoursImpossible, DoctorSitsAlready, RoomTaken, HoursNotFound),
)

withdraw_dated = command(
    "/dated-sessions/{session_id}/withdraw",
    WithdrawDatedSession,
    Nothing,
    allow=Permission.SCHEDULES_MANAGE,
    changes={Topic.SCHEDULES},
    raises=(HoursNotFound,),
)

withdraw_leave = command(
    "/leaves/{leave_id}/withdraw",
    WithdrawLeave,
    Nothing,
    allow=Permission.SCHEDULES_MANAGE,
    changes={Topic.SCHEDULES},
    raises=(HoursNotFound,),
)

_ALLOW = Permission.SCHEDULES_MANAGE

# Of all doctors, or of oneself alone: as far as one may plan.
roster = query("/rosters", ListRoster, Page[RosterEntry], allow=_ALLOW)

changes = query("/rosters/changes", ListRosterChanges, Page[RosterChange], allow=_ALLOW)

export = query("/rosters/spreadsheet", ExportRoster, SpreadsheetFile, allow=_ALLOW)

# A question that is too long for an address: it changes nothing, and its answer needs no keeping.
try_import = command(
    "/rosters/spreadsheet/try",
    ImportRoster,
    RosterImport,
    allow=_ALLOW,
    changes=set(),
    raises=(NoSpreadsheet,),
    keyed=False,
)

import_file = command(
    "/rosters/spreadsheet",
    ImportRoster,
    RosterImport,
    allow=_ALLOW,
    changes={Topic.SCHEDULES},
    raises=(NoSpreadsheet,),
)
