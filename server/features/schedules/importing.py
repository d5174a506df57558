"""Doctors' weekly hours back from a spreadsheet.

A dry run does all of it and takes it back: what overlaps shows only when the hours stand beside each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

from pydantic import TypeAdapter, ValidationError

from server.core import spreadsheet
from server.core.context import Context
from server.core.spreadsheet import FileRow, UnreadableFileError
from server.features.schedules.exporting import COLUMNS, SHEET, WEEKDAYS
from server.features.schedules.roster_repository import RosterRepository
from server.features.schedules.rosters import whose
from server.features.schedules.service import ScheduleService, roster_facts
from server.features.schedules.tables import WeeklySessionRow
from server.features.staff.tables import Room
from shared.contracts.schedules import DoctorSitsAlready, HoursImpossible, RoomTaken
from shared.contracts.test_catalogue import NoSpreadsheet
from shared.ids import EmployeeId
from shared.models.common import Day
from shared.models.rosters import ImportedSession, RosterFacts, RosterImport, RosterProblem
from shared.models.schedules import NewSession
from shared.models.spreadsheets import Verdict
from shared.rules.slots import minutes_of

_REFUSALS: Final = {
    DoctorSitsAlready: RosterProblem.SITS_ALREADY,
    RoomTaken: RosterProblem.ROOM_TAKEN,
    HoursImpossible: RosterProblem.IMPOSSIBLE,
}
_DAY: Final = TypeAdapter[date](Day)
_Key: TypeAlias = tuple[EmployeeId, int, int]
"""Doctor, weekday, and the minute at which it starts."""


class _Refused(Exception):
    def __init__(self, problem: RosterProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class _Wanted:
    """A row of the file that makes sense."""

    doctor_id: EmployeeId
    weekday: int
    session: NewSession
    room: str
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True)
class _Step:
    """A row, and what it would do."""

    told: ImportedSession
    wanted: _Wanted | None = None
    known: WeeklySessionRow | None = None

    @property
    def begins_anew(self) -> bool:
        """Not where a session only gets another end."""
        before, after = self.told.before, self.told.after
        return before is None or after is None or before.model_copy(update={"valid_until": after.valid_until}) != after

    def refused(self, problem: RosterProblem) -> "_Step":
        return replace(
            self, told=self.told.model_copy(update={"verdict": Verdict.REFUSED, "problem": problem}), wanted=None
        )


class RosterFiles:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._rosters = RosterRepository(ctx.session)
        self._service = ScheduleService(ctx)

    def try_import(self, data: bytes) -> RosterImport:
        """Raises NoSpreadsheet."""
        return self._run(data, keep=False)

    def import_file(self, data: bytes) -> RosterImport:
        """Raises NoSpreadsheet; one refused row and nothing is imported."""
        return self._run(data, keep=True)

    def _run(self, data: bytes, *, keep: bool) -> RosterImport:
        rows = _read(data)
        doctors, rooms = self._rosters.doctors(whose(self._ctx)), self._rosters.rooms()
        read = [(row, _read_row(row, doctors, rooms)) for row in rows]
        for doctor_id in sorted({one.doctor_id for _, one in read if isinstance(one, _Wanted)}):
            self._service.take_charge_of(doctor_id)
        with self._rosters.tentatively() as attempt:
            steps = [self._done(step) for step in self._ended(self._steps(read))]
            if keep and not any(step.told.verdict is Verdict.REFUSED for step in steps):
                attempt.keep()
        return RosterImport(rows=[step.told for step in steps])

    def _steps(self, read: list[tuple[FileRow, _Wanted | RosterProblem]]) -> list[_Step]:
        known: dict[_Key, list[WeeklySessionRow]] = {}
        for row, _ in self._rosters.standing(whose(self._ctx), self._ctx.today):
            known.setdefault((row.doctor_id, row.weekday, row.starts), []).append(row)
        seen: set[tuple[_Key, date | None]] = set()
        return [self._step(row, one, known, seen) for row, one in read]

    def _step(
        self,
        row: FileRow,
        wanted: _Wanted | RosterProblem,
        known: dict[_Key, list[WeeklySessionRow]],
        seen: set[tuple[_Key, date | None]],
    ) -> _Step:
        subject = " ".join(filter(None, (row.cells.get(name, "") for name in ("doctor", "weekday", "starts"))))
        told = ImportedSession(row=row.number, subject=subject, verdict=Verdict.NEW)
        if isinstance(wanted, RosterProblem):
            return _Step(told).refused(wanted)
        key = (wanted.doctor_id, wanted.weekday, minutes_of(wanted.session.starts, self._ctx.house.day_starts))
        found = _found(known.get(key, []), wanted.valid_from, self._ctx.today)
        if (key, wanted.valid_from) in seen:
            return _Step(told).refused(RosterProblem.TWICE)
        seen.add((key, wanted.valid_from))
        return self._weighed(told, wanted, found)

    def _weighed(self, told: ImportedSession, wanted: _Wanted, found: WeeklySessionRow | None) -> _Step:
        today = self._ctx.today
        before = roster_facts(found) if found is not None else None
        after = _facts(wanted, before.valid_from if before else max(wanted.valid_from or today, today))
        if before == after:
            verdict = Verdict.UNCHANGED
        elif before is None:
            verdict = Verdict.NEW
        else:
            verdict = Verdict.CHANGED
        step = _Step(told.model_copy(update={"verdict": verdict, "before": before, "after": after}), wanted, found)
        if verdict is Verdict.CHANGED and step.begins_anew:
            after = after.model_copy(update={"valid_from": max(after.valid_from, today)})
            step = replace(step, told=step.told.model_copy(update={"after": after}))
        is_over = after.valid_until is not None and after.valid_until < max(today, after.valid_from)
        return step.refused(RosterProblem.PAST) if is_over else step

    def _ended(self, steps: list[_Step]) -> list[_Step]:
        """All that gives way first: the others may come to its hours and rooms."""
        for step in steps:
            if step.told.verdict is Verdict.CHANGED and step.known is not None and step.told.after is not None:
                after = step.told.after
                if step.begins_anew:
                    self._service.set_end(step.known, after.valid_from - timedelta(days=1))
                elif _is_earlier(after.valid_until, step.known.valid_until):
                    self._service.set_end(step.known, after.valid_until)
        return steps

    def _done(self, step: _Step) -> _Step:
        if step.wanted is None or step.told.after is None or step.told.verdict is Verdict.UNCHANGED:
            return step
        wanted, after = step.wanted, step.told.after
        try:
            with self._rosters.tentatively() as attempt:
                if step.begins_anew or step.known is None:
                    self._service.enter(
                        wanted.session, wanted.doctor_id, wanted.weekday, after.valid_from, after.valid_until
                    )
                elif step.known.valid_until != after.valid_until:
                    self._service.set_end(step.known, after.valid_until)
                attempt.keep()
        except (DoctorSitsAlready, RoomTaken, HoursImpossible) as refusal:
            return step.refused(_REFUSALS[type(refusal)])
        return step


def _is_earlier(day: date | None, than: date | None) -> bool:
    return day is not None and (than is None or day < than)


def _found(rows: list[WeeklySessionRow], valid_from: date | None, today: date) -> WeeklySessionRow | None:
    """The session a row speaks of: that of its first day, or else the one that stands today."""
    if valid_from is not None:
        return next((row for row in rows if row.valid_from == valid_from), None)
    return next((row for row in rows if row.valid_from <= today), None)


def _facts(wanted: _Wanted, valid_from: date) -> RosterFacts:
    session = wanted.session
    return RosterFacts(
        weekday=wanted.weekday,
        starts=session.starts,
        ends=session.ends,
        room=wanted.room,
        slot_minutes=session.slot_minutes,
        capacity=session.capacity,
        walk_in_share=session.walk_in_share,
        valid_from=valid_from,
        valid_until=wanted.valid_until,
    )


def _read(data: bytes) -> Iterable[FileRow]:
    try:
        return spreadsheet.read_table(data, SHEET, COLUMNS)
    except UnreadableFileError as error:
        raise NoSpreadsheet(error.missing) from error


def _read_row(row: FileRow, doctors: dict[str, list[EmployeeId]], rooms: dict[str, Room]) -> _Wanted | RosterProblem:
    try:
        return _wanted({name: row.cells.get(name, "").strip() for name in COLUMNS}, doctors, rooms)
    except _Refused as refused:
        return refused.problem


def _wanted(cells: dict[str, str], doctors: dict[str, list[EmployeeId]], rooms: dict[str, Room]) -> _Wanted:
    named = doctors.get(" ".join(cells["doctor"].split()).casefold(), [])
    if len(named) != 1:
        raise _Refused(RosterProblem.SEVERAL_DOCTORS if named else RosterProblem.NO_DOCTOR)
    room = rooms.get(cells["room"].casefold()) if cells["room"] else None
    if cells["room"] and room is None:
        raise _Refused(RosterProblem.NO_ROOM)
    starts, ends = _clock(cells["starts"]), _clock(cells["ends"])
    try:
        session = NewSession.model_validate(
            {
                "starts": starts,
                "ends": ends,
                "room_id": room.id if room else None,
                "slot_minutes": cells["slot_minutes"],
                "capacity": cells["capacity"] or "1",
                "walk_in_share": cells["walk_in_share"] or "0",
            }
        )
    except ValidationError as error:
        raise _Refused(RosterProblem.NO_NUMBER) from error
    return _Wanted(
        named[0],
        _weekday(cells["weekday"]),
        session,
        room.name if room else "",
        _day(cells["valid_from"]),
        _day(cells["valid_until"]),
    )


def _weekday(cell: str) -> int:
    """By its name, or the first three letters of it."""
    for place, name in enumerate(WEEKDAYS):
        if cell.casefold() in {name.casefold(), name[:3].casefold()}:
            return place
    raise _Refused(RosterProblem.NO_WEEKDAY)


def _clock(cell: str) -> time:
    """As 9:00, or as spreadsheet programs keep it: 09:00:00."""
    hour, colon, rest = cell.partition(":")
    try:
        return time.fromisoformat(f"{hour:0>2}{colon}{rest}" if colon else "").replace(second=0, microsecond=0)
    except ValueError as error:
        raise _Refused(RosterProblem.NO_TIME) from error


def _day(cell: str) -> date | None:
    """As 2026-11-22 or 22/11/2026."""
    if not cell:
        return None
    try:
        found = datetime.strptime(cell, "%d/%m/%Y").date() if "/" in cell else date.fromisoformat(cell)  # noqa: DTZ007 a day has no zone
        return _DAY.validate_python(found)
    except ValueError as error:
        raise _Refused(RosterProblem.NO_DAY) from error
