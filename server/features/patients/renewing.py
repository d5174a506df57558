"""Renews what is kept of names for the search, when a new version keeps something else: in batches, beside the work."""

import asyncio
import logging
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from server.core.database import Database
from server.features.patients.search_repository import PatientSearch
from server.features.patients.searching import SEARCH_VERSION, kept
from shared.ids import PatientId

_BATCH: Final = 500
_log = logging.getLogger("hms.patients")


async def keep_search(database: Database, stop: asyncio.Event) -> None:
    """Until everyone is found by this version's keys; what is not done at a stop is done at the next start."""
    try:
        if await run_in_threadpool(_is_current, database):
            return
        after: PatientId | None = None
        while not stop.is_set():
            after = await run_in_threadpool(renew, database, after)
            if after is None:
                break
    except SQLAlchemyError as error:
        _log.warning("the search is renewed at the next start: %s", type(error).__name__)


def renew(database: Database, after: PatientId | None) -> PatientId | None:
    """The next few hundred; the last of them, or None once all are done, which is noted."""
    with database.transaction() as session:
        search = PatientSearch(session)
        batch = search.named_after(after, _BATCH)
        found = {one.id: kept(one.patient_no, one.name, one.name_local, one.birth_date) for one in batch}
        former = {one.id: search.former_keys(one.former_numbers) for one in batch if one.former_numbers}
        search.learn(word for each in found.values() for word in each.words)
        search.renew({of: each.joined(former.get(of, ())) for of, each in found.items()})
        if not batch:
            search.note_version(SEARCH_VERSION)
    return batch[-1].id if batch else None


def _is_current(database: Database) -> bool:
    with database.transaction() as session:
        return PatientSearch(session).version() == SEARCH_VERSION
