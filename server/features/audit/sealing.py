"""The sealer: chains what was written to the logs, once a second, and anchors each day outside the database."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from server.core.clock import Clock, business_date, day_begins
from server.core.database import Database, ulid_floor
from server.core.house import load_house
from server.features.audit.anchors import HEAD, append_anchors, read_anchors, write_head
from server.features.audit.seal_repository import Head, Horizon, SealRepository
from server.features.audit.seals import ENTRY_BYTES, EVER, GENESIS, MOST_ROWS, Seal
from server.features.audit.tables import SealAnchor
from server.features.audit.verifying import Stalled, Verifier

_EVERY_SECONDS: Final = 1.0

# In a restored database: what can't have been sealed where it was lies within this.
_UNSEALED_WITHIN: Final = timedelta(hours=1)
_CHECKED: Final = timedelta(days=2)
_log = logging.getLogger("hms.seal")


class Sealer:
    """Writers never wait for it, and of several processes one at a time seals."""

    def __init__(self, database: Database, clock: Clock, folders: Sequence[Path] = ()) -> None:
        """`folders` get the anchors; the first one also the head of the chain, with every seal."""
        self._database = database
        self._clock = clock
        self._folders = folders
        self._anchored: date | None = None
        self._cut_off = False
        self._to_be_checked = False
        self.lacking: Sequence[Path] = ()
        """Folders that could not be written to when the last day was anchored."""

    def seal(self) -> int:
        """All that is committed; how many rows."""
        rows = 0
        while sealed := self._once():
            rows += sealed
        return rows

    def _once(self) -> int:
        with self._database.transaction() as session:
            repository = SealRepository(session)
            if not repository.lock():
                return 0
            repository.take_time()
            last = repository.last()
            seals = _next(repository, last, self._clock.now())
            if not seals:
                return 0
            hashed = last.hash if last else GENESIS
            for seal in seals:
                hashed = repository.add(seal, hashed)
            kept = self._head_stands(repository)
        if self._folders and kept:
            write_head(self._folders[0], seals[-1].number, hashed)
        return sum(seal.rows for seal in seals)

    def _head_stands(self, repository: SealRepository) -> bool:
        """Whether the chain still has the seal that was its head: where it was cut off, the file is what shows it."""
        try:
            said = read_anchors(self._folders[0] / HEAD) if self._folders else []
            stands = all(repository.hash_of(one.number) == one.hash for one in said)
        except (OSError, ValueError):
            stands = False
        if not stands and not self._cut_off:
            _log.error("the chain of the logs has not the head that was written: see `hms-server audit verify`")
        self._cut_off = not stands
        return stands

    def anchor(self) -> bool:
        """The last seal of the days that are over, once; and what the files lack: their folder may have been away.

        True for the process that anchored a day.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            repository = SealRepository(session)
            house = load_house(session)
            zone = ZoneInfo(house.timezone)
            today = business_date(now, zone, house.day_starts)
            if self._anchored == today:
                return False
            last, known = repository.last_before(day_begins(today, zone, house.day_starts)), repository.last_anchor()
            day = business_date(last.at, zone, house.day_starts) if last is not None else None
            if last is not None and day is not None and (known is None or known.day < day):
                if not repository.lock():
                    return False  # somebody seals or anchors at this moment: again in a second
                repository.add_anchor(SealAnchor(day=day, number=last.number, hash=last.hash, at=now))
            anchors = [*repository.anchors()]
        self._write(anchors)
        self._anchored = None if self.lacking else today
        anchored = bool(anchors) and anchors[-1].at == now
        self._to_be_checked |= anchored
        return anchored

    def _write(self, anchors: Sequence[SealAnchor]) -> None:
        """Into each folder; one that is away keeps nobody from the others, and is tried again."""
        lacking = []
        for folder in self._folders:
            try:
                append_anchors(folder, anchors)
            except (OSError, ValueError) as error:
                lacking.append(folder)
                if folder not in self.lacking:
                    _log.error("no anchors can be written to %s: %s", folder, error)
        self.lacking = lacking

    def check_when_due(self) -> None:
        """Once after each day that was anchored, though the first try may fail."""
        if self._to_be_checked:
            self.check()
            self._to_be_checked = False

    def check(self) -> None:
        """What was sealed lately: so that tampering shows though nobody asks."""
        now = self._clock.now()
        report = Verifier(self._database, since=now - _CHECKED).run()
        with self._database.transaction() as session:
            SealRepository(session).add_check(now, report.seals, report.rows, len(report.findings))
        if report.findings:
            _log.error("%d findings in the logs, the first in seal %s", len(report.findings), report.first_broken)


def _next(repository: SealRepository, last: Head | None, now: datetime) -> list[Seal]:
    horizon = repository.horizon()
    if last is None or last.place != horizon.place:
        return _arrival(repository, last, horizon, now)
    end = repository.next_end(last.to_transaction, horizon.finished, MOST_ROWS)
    if end is None:
        return []
    entries = repository.entries(last.to_transaction, end)
    return [Seal(last.number + 1, horizon.place, last.to_transaction, end, horizon.begun, entries, now)]


def _arrival(repository: SealRepository, last: Head | None, horizon: Horizon, now: datetime) -> list[Seal]:
    """All that is there, where sealing begins in a database: that of an upgrade, or a backup that was brought here."""
    since = last.at - _UNSEALED_WITHIN if last else EVER
    entries = repository.brought(horizon.finished, ulid_floor(since), since - _UNSEALED_WITHIN)
    size = MOST_ROWS * ENTRY_BYTES
    parts = [entries[at : at + size] for at in range(0, len(entries), size)] or [b""]
    first = last.number + 1 if last else 1
    return [
        Seal(number, horizon.place, 0, horizon.finished, horizon.begun, part, now)
        for number, part in enumerate(parts, first)
    ]


async def keep_seal(sealer: Sealer, stop: asyncio.Event) -> None:
    """Every second until told to stop, and once more then."""
    while True:
        stopping = stop.is_set()
        for step in (sealer.seal, sealer.anchor, sealer.check_when_due):
            try:
                await run_in_threadpool(step)
            except (SQLAlchemyError, Stalled) as error:
                _log.warning("the seal waits for the database: %s", type(error).__name__)
            except OSError as error:
                _log.error("the head of the seals can't be written: %s", error)
            except Exception as error:  # noqa: BLE001 whatever it is, the next second's rows must be sealed
                _log.error("the seal failed: %s", type(error).__name__)
        if stopping:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
