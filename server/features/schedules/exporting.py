"""Doctors' hours out to a spreadsheet: the weekly ones to be changed there, what is dated to be read."""

from collections.abc import Iterable, Mapping
from typing import Final

from server.core import spreadsheet
from server.core.context import Context
from server.core.spreadsheet import Row, Table
from server.features.schedules.roster_repository import RosterRepository
from server.features.schedules.rosters import whose
from server.features.schedules.service import dated_details, leave_details, roster_facts
from shared.models.rosters import RosterFacts
from shared.models.schedules import DatedSession, LeaveDetails
from shared.models.spreadsheets import SpreadsheetFile, SpreadsheetForm

SHEET: Final = "Hours"
_DATED: Final = "On dates"
_LEAVE: Final = "Leave"
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FACTS: Final = ("starts", "ends", "room", "slot_minutes", "capacity", "walk_in_share")
COLUMNS: Final = ("doctor", "weekday", *_FACTS, "valid_from", "valid_until")
_DATED_COLUMNS: Final = ("doctor", "date", *_FACTS, "instead_of_weekly_hours", "reason")
_LEAVE_COLUMNS: Final = ("doctor", "first_day", "last_day", "starts", "ends", "reason")
_WORDS: Final = (
    "A session is known by doctor, weekday, starts and valid_from. What is not in the file stays as it is.",
    "What is changed counts from today on: weeks that are over stay as they were. A session ends with valid_until.",
    "weekday is Monday to Sunday; starts and ends are like 09:00; room is a room of the hospital, or empty.",
    "capacity (patients a slot) is 1 and walk_in_share (in a hundred) 0 where they are empty.",
    "Days are like 2026-11-22; an empty valid_from is today, an empty valid_until is until further notice.",
    f"The sheets {_DATED} and {_LEAVE} are to be read: an import leaves them out.",
    "Both are entered in the calendar, which asks what becomes of those who are booked.",
)


class RosterExport:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._rosters = RosterRepository(ctx.session)

    def file(self, form: SpreadsheetForm) -> SpreadsheetFile:
        """What stands from today on; a CSV file has room for the weekly hours alone."""
        rows = self._rosters.standing(whose(self._ctx), self._ctx.today)
        weekly = _table(COLUMNS, (_weekly(doctor, roster_facts(row)) for row, doctor in rows))
        data = spreadsheet.write_as(form, {SHEET: weekly, **self._dated()}, _WORDS)
        return SpreadsheetFile(name=f"hours.{form.value}", data=data)

    def _dated(self) -> Mapping[str, Table]:
        dated = self._rosters.dated(whose(self._ctx), self._ctx.today)
        leaves = self._rosters.leaves(whose(self._ctx), self._ctx.today)
        return {
            _DATED: _table(_DATED_COLUMNS, (_on_date(doctor, dated_details(row)) for row, doctor in dated)),
            _LEAVE: _table(_LEAVE_COLUMNS, (_leave(doctor, leave_details(row)) for row, doctor in leaves)),
        }


def _table(columns: tuple[str, ...], rows: Iterable[Row]) -> Table:
    return Table(columns, rows, wide=("doctor", "reason"))


def _weekly(doctor: str, facts: RosterFacts) -> Row:
    return {
        "doctor": doctor,
        "weekday": WEEKDAYS[facts.weekday],
        **_hours(facts),
        "valid_from": facts.valid_from,
        "valid_until": facts.valid_until,
    }


def _on_date(doctor: str, session: DatedSession) -> Row:
    instead = "yes" if session.replaces else "no"
    return {
        "doctor": doctor,
        "date": session.date,
        **_hours(session),
        "instead_of_weekly_hours": instead,
        "reason": session.reason,
    }


def _leave(doctor: str, leave: LeaveDetails) -> Row:
    """Without hours it is whole days."""
    return {
        "doctor": doctor,
        "first_day": leave.first_day,
        "last_day": leave.last_day,
        "starts": f"{leave.starts:%H:%M}" if leave.starts else "",
        "ends": f"{leave.ends:%H:%M}" if leave.ends else "",
        "reason": leave.reason,
    }


def _hours(facts: RosterFacts | DatedSession) -> Row:
    return {
        "starts": f"{facts.starts:%H:%M}",
        "ends": f"{facts.ends:%H:%M}",
        "room": facts.room,
        "slot_minutes": facts.slot_minutes,
        "capacity": facts.capacity,
        "walk_in_share": facts.walk_in_share,
    }
