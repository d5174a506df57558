"""Reports that are due are made: each period once, by one process, in the name of who keeps it.

What came to nothing is tried again, later each time; after the last time it stands there as failed.
"""

import asyncio
import contextlib
import logging
import os
import re
import unicodedata
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool

from server.core.clock import Clock, business_date
from server.core.database import Database, timed_out
from server.core.house import House, load_house
from server.features.reports.exporting import Titles, write
from server.features.reports.mailing import attachment, plan_mails
from server.features.reports.making import make_table
from server.features.reports.runner import ReportRunner
from server.features.reports.saved_repository import SavedReportsRepository
from server.features.reports.tables import SavedReportRow, ScheduledFileRow, ScheduledTryRow
from shared.models.reports import MOST_FILE_ROWS, Filter, ReportPeriod, ReportTable, StartReport
from shared.models.saved_reports import Outcome
from shared.models.spreadsheets import SpreadsheetForm
from shared.permissions import Scope
from shared.rules.reports import reach

_EVERY_SECONDS: Final = 300.0
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))
_REFUSED: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+|^\.')
"""What some file system refuses in a name; a leading point would hide it."""
_DEVICE: Final = re.compile(r"(?i)^(?=(?:con|prn|aux|nul|com\d|lpt\d)\s*\.)")
"""What Windows takes for a device, whatever stands behind the point."""
_MOST_NAME_BYTES: Final = 255 - len("..part")
_JOINERS: Final = "\u200c\u200d"
_MORE: Final = f"The first {MOST_FILE_ROWS:,} rows are listed. The total is of all."
_log = logging.getLogger("hms.reports")


async def keep_schedules(scheduler: "Scheduler", stop: asyncio.Event) -> None:
    """Every few minutes until told to stop, beginning now."""
    while not stop.is_set():
        try:
            while not stop.is_set() and await run_in_threadpool(scheduler.make_next):
                pass
        except Exception as error:  # noqa: BLE001 whatever it was, reports go on once it is over
            _log.warning("reports that are due wait: %s", type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)


class Scheduler:
    def __init__(self, database: Database, runner: ReportRunner, clock: Clock, folder: Path | None) -> None:
        """Without a folder reports go out by e-mail alone."""
        self._database = database
        self._runner = runner
        self._clock = clock
        self._folder = folder

    def make_next(self) -> bool:
        """One that is due, and whether there was any. What became of it is kept."""
        with self._database.transaction() as session:
            kept = SavedReportsRepository(session)
            if not kept.is_alone():
                return False
            run = _Due(kept, load_house(session), self._clock.now())
            found = run.next()
            if found is None:
                return False
            row, period = found
            run.settle(row, period, *self._make(run, row, period))
        return True

    def _make(self, run: "_Due", row: SavedReportRow, period: ReportPeriod) -> tuple[Outcome, str]:
        if row.chosen is None:
            _log.warning("report %s is of a kind that is not known", row.id)
            return Outcome.FAILED, ""
        asked = StartReport(**dict(row.chosen), **dict(period), compare=row.compare)
        if reach(asked.kind, run.kept.rights_of(row.kept_by)) is not Scope.ALL:
            return Outcome.NO_RIGHT, ""
        assert row.form is not None
        name = _file_name(row, period)
        try:
            table = ReportTable.model_validate_json(
                self._runner.make(f"hms schedule {row.id}", partial(make_table, asked, run.house))
            )
            data = write(table, row.form, _head(row, asked, table, run), Titles(row=table.by.capitalize(), more=_MORE))
        except Exception as error:  # noqa: BLE001 whatever it was, no other report waits for this one
            _log.warning("report %s could not be made: %s", row.id, type(error).__name__)
            return Outcome.TOO_LONG if timed_out(error) else Outcome.FAILED, ""
        plan_mails(run.kept, row, period, attachment(name, data), run.house.name, run.now)
        try:
            if row.folder:
                _write(self._folder, name, data)
        except OSError as error:
            _log.warning("report %s could not be written: %s", row.id, type(error).__name__)
            return Outcome.UNWRITABLE, ""
        return Outcome.MADE, name


_STILL_WRITTEN: Final = timedelta(minutes=5)
"""What is posted in a day's last moment is there by then."""


class _Due:
    """What is due at this moment, and what became of it."""

    def __init__(self, kept: SavedReportsRepository, house: House, now: datetime) -> None:
        self.kept, self.house, self.now = kept, house, now

    def next(self) -> tuple[SavedReportRow, ReportPeriod] | None:
        today = business_date(self.now - _STILL_WRITTEN, ZoneInfo(self.house.timezone), self.house.day_starts)
        for row in self.kept.scheduled():
            made = self.kept.made_of(row.id)
            assert row.rhythm is not None
            for period in row.rhythm.over(row.kept_on, today):
                if period not in made and self._has_waited(row, period):
                    return row, period
        return None

    def settle(self, row: SavedReportRow, period: ReportPeriod, outcome: Outcome, file: str) -> None:
        days = {"saved_id": row.id, "since": period.since, "until": period.until}
        tries, _ = self.kept.tries_of(row.id, period)
        failed = outcome not in {Outcome.MADE, Outcome.NO_RIGHT}
        if failed:
            self.kept.add(ScheduledTryRow(**days, number=tries + 1, outcome=outcome, tried_at=self.now))
        if not failed or tries == len(PAUSES):
            self.kept.add(ScheduledFileRow(**days, outcome=outcome, file=file, made_at=self.now))

    def _has_waited(self, row: SavedReportRow, period: ReportPeriod) -> bool:
        tries, last = self.kept.tries_of(row.id, period)
        return last is None or self.now >= last + PAUSES[tries - 1]


def _head(row: SavedReportRow, asked: StartReport, table: ReportTable, run: _Due) -> list[str]:
    at = run.now.astimezone(ZoneInfo(run.house.timezone))
    filters = [
        f"{each.removesuffix('_id')}: {run.kept.named_by(Filter(each), key)}" for each, key in asked.filters.items()
    ]
    return [
        run.house.name,
        f"{row.name}: {table.kind} by {table.by}, {table.period.since} to {table.period.until}",
        ", ".join(filters) or "everything",
        f"{run.kept.name_of(row.kept_by)}, {at:%Y-%m-%d %H:%M}",
    ]


def _file_name(row: SavedReportRow, period: ReportPeriod) -> str:
    """With the end of its id: names are one's own, the folder is everybody's."""
    form: SpreadsheetForm = row.form or SpreadsheetForm.XLSX
    ending = f" {period.since} {period.until} {row.id.hex[-4:]}.{form}"
    name = _DEVICE.sub("-", _REFUSED.sub("-", row.name))
    return _shortened(name, _MOST_NAME_BYTES - len(ending)) + ending


def _shortened(name: str, most: int) -> str:
    """To so many bytes, between two letters: a vowel sign stays with its own."""
    cut = len(name.encode()[:most].decode(errors="ignore"))
    while 0 < cut < len(name) and (unicodedata.category(name[cut]).startswith("M") or name[cut] in _JOINERS):
        cut -= 1
    return name[:cut].rstrip()


def _write(folder: Path | None, name: str, data: bytes) -> None:
    """Whole and on the disk, or not at all: somebody may be looking at the folder. Raises OSError."""
    if folder is None:
        raise FileNotFoundError  # it was taken from the server since the report was kept
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{name}.part"
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / name)
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
