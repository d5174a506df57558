"""The queue's worker, as long as the server process lives: beside the requests, in threads of its own."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import Final

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ProcrastinateException
from sqlalchemy.engine import make_url

from server.features.reminders.jobs import QUEUE, Sends, jobs

_AT_ONCE: Final = 4
_BEAT_S: Final = 5.0
_DEAD_AFTER_S: Final = 20.0
_LOOK_EVERY_S: Final = 5.0
_AGAIN_AFTER_S: Final = 5.0
_FINISH_WITHIN_S: Final = 2.0
_log = logging.getLogger("hms.reminders")


async def keep_sending(database_url: str, senders: Mapping[str, Sends], stop: asyncio.Event) -> None:
    """Whatever is due, by whom it is sent, until told to stop; a database that is away is waited for."""
    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    while not stop.is_set():
        try:
            await _work(database_url, senders, stop)
        except Exception as error:  # noqa: BLE001 whatever it was, messages go on once it is over
            _log.warning("messages wait: %s", type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _AGAIN_AFTER_S)


async def _work(database_url: str, senders: Mapping[str, Sends], stop: asyncio.Event) -> None:
    url = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    # Bounded by what runs at once: fetching, its heart beat, and one that listens.
    connector = PsycopgConnector(conninfo=url, min_size=1, max_size=3, timeout=10)
    app = jobs.with_connector(connector)
    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=_AT_ONCE,
                delete_jobs="successful",
                additional_context=dict(senders),
                install_signal_handlers=False,
                update_heartbeat_interval=_BEAT_S,
                stalled_worker_timeout=_DEAD_AFTER_S,
                shutdown_graceful_timeout=_FINISH_WITHIN_S,
            )
        )
        others = [asyncio.create_task(_take_over(app)), asyncio.create_task(stop.wait())]
        try:
            done, _ = await asyncio.wait([worker, *others], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (worker, *others):
                task.cancel()
            await asyncio.gather(worker, *others, return_exceptions=True)


async def _take_over(app: App) -> None:
    """What a process that died had in hand is looked at again; its message's row says how far it came."""
    while True:
        for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=_DEAD_AFTER_S):
            with contextlib.suppress(ProcrastinateException):  # another server was quicker
                await app.job_manager.retry_job(job)
        await asyncio.sleep(_LOOK_EVERY_S)
