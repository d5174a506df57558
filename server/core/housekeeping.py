"""What the server does for itself: partitions ahead of time, old command answers and phone links away."""

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from server.core.clock import Clock, business_date
from server.core.database import Database
from server.core.house import load_house
from server.core.phone_links import forget_phone_links

_EVERY_SECONDS: Final = 3600.0
# Longer than any client keeps an unanswered command.
_KEEP_ANSWERS: Final = timedelta(days=45)
_KEEP_UNFINISHED: Final = timedelta(days=1)
# As long as a lock may stand on the account of somebody who is on leave.
_KEEP_UNKNOWN_NAMES: Final = timedelta(days=30)
_log = logging.getLogger("hms.housekeeping")


async def keep_house(database: Database, clock: Clock, stop: asyncio.Event) -> None:
    """Every hour until told to stop, beginning now."""
    while not stop.is_set():
        try:
            stray = await run_in_threadpool(tidy, database, clock.now())
            if stray:
                _log.error("%d entries of the logs lie in a default partition: their month has no partition", stray)
        except SQLAlchemyError as error:
            _log.warning("housekeeping waits for the database: %s", type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)


def tidy(database: Database, now: datetime) -> int:
    """Makes the coming months' partitions, forgets what has run out; returns how many entries lie in none of them."""
    with database.transaction() as session:
        house = load_house(session)
        forget_phone_links(session, business_date(now, ZoneInfo(house.timezone), house.day_starts))
        session.execute(text("DELETE FROM command_log WHERE made_at < :before"), {"before": now - _KEEP_ANSWERS})
        session.execute(
            text("DELETE FROM unknown_names WHERE tried_at < :before"), {"before": now - _KEEP_UNKNOWN_NAMES}
        )
        # A scan that was begun and never came whole: its client gave up, or was switched off.
        session.execute(
            text("DELETE FROM documents WHERE attached_at IS NULL AND begun_at < :before"),
            {"before": now - _KEEP_UNFINISHED},
        )
        stray: int = session.execute(
            text(
                "SELECT (SELECT count(*) FROM appointment_events_default) + (SELECT count(*) FROM access_log_default)"
                " + (SELECT count(*) FROM audit_log_default)"
            )
        ).scalar_one()
    with database.transaction() as session:
        # It waits for whoever reads a whole log, and everybody who writes would wait behind it: rather an hour later.
        session.execute(text("SET LOCAL lock_timeout = '1s'"))
        session.execute(text("SELECT hms_ensure_partitions()"))
    return stray
