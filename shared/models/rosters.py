"""What travels about the hours of all doctors: in one list, with its history, out to a spreadsheet and back."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias

from pydantic import ConfigDict, Field

from shared.ids import EmployeeId, ScheduleChangeId, WeeklySessionId
from shared.models.common import Line, Model
from shared.models.schedules import DatedSession, LeaveDetails
from shared.models.spreadsheets import SpreadsheetBytes, SpreadsheetForm, Verdict


class RosterFacts(Model):
    """A session as it is read; Monday is 0."""

    weekday: int
    starts: time
    ends: time
    room: str
    slot_minutes: int
    capacity: int
    walk_in_share: int
    valid_from: date
    valid_until: date | None


class RosterEntry(Model):
    id: WeeklySessionId
    doctor_id: EmployeeId
    doctor: str
    facts: RosterFacts


class ListRoster(Model):
    """What stands from today on; by parts of the doctor's or the room's name."""

    term: Line = ""
    limit: int = Field(default=300, ge=1, le=500)


HoursFacts: TypeAlias = RosterFacts | DatedSession | LeaveDetails


class RosterChange(Model):
    """Of a session or a leave. Nothing before it: it is new; nothing after it: it was withdrawn."""

    id: ScheduleChangeId
    doctor: str
    before: HoursFacts | None
    after: HoursFacts | None
    who: str
    at: datetime


class ListRosterChanges(Model):
    """Of one doctor, or of all; the newest first, `before` leads on to older ones."""

    doctor_id: EmployeeId | None = None
    before: ScheduleChangeId | None = None
    limit: int = Field(default=100, ge=1, le=500)


class RosterProblem(StrEnum):
    """Why a row of a file is refused."""

    NO_DOCTOR = "no_doctor"
    SEVERAL_DOCTORS = "several_doctors"
    NO_WEEKDAY = "no_weekday"
    NO_TIME = "no_time"
    NO_ROOM = "no_room"
    NO_NUMBER = "no_number"
    NO_DAY = "no_day"
    IMPOSSIBLE = "impossible"
    PAST = "past"
    """It would change days that are over."""
    SITS_ALREADY = "sits_already"
    ROOM_TAKEN = "room_taken"
    TWICE = "twice"


class ImportedSession(Model):
    row: int
    subject: str
    verdict: Verdict
    problem: RosterProblem | None = None
    before: RosterFacts | None = None
    after: RosterFacts | None = None


class RosterImport(Model):
    """Nothing is imported while one row is refused."""

    rows: list[ImportedSession]


class ExportRoster(Model):
    form: SpreadsheetForm


class ImportRoster(Model):
    """XLSX or CSV, as it is exported; sessions that are not in the file stay as they are."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    data: SpreadsheetBytes
