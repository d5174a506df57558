"""Makes reports beside the counters: on connections of their own, few at once, within a time, on one moment each."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeAlias

from sqlalchemy.exc import SQLAlchemyError

from server.core.clock import Clock
from server.core.database import Database, timed_out
from server.features.reports.repository import NotWantedError, ReportsRepository, RunsRepository, Wanted
from server.features.reports.tables import ReportRunRow
from shared.ids import EmployeeId, ReportRunId, new_id
from shared.models.report_runs import RunState
from shared.models.reports import BUDGET_SECONDS, StartReport

AT_ONCE: Final = 2
QUICK_SECONDS: Final = 2.0
"""So long the first answer is waited for; what takes longer is asked after by its run."""
CONNECTIONS: Final = 4
"""Of each process: a run holds its turn with one and reads with another."""
_SIGNALS: Final = 10
_SIGNAL_SECONDS: Final = 0.05
_KEEP: Final = timedelta(days=1)
_log = logging.getLogger("hms.reports")

Make: TypeAlias = Callable[[ReportsRepository, datetime], str]


class ReportRunner:
    """`database` is one with few connections, which counters don't wait for."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="report")
        self._running = set[ReportRunId]()

    def start(self, request: StartReport, by: EmployeeId, make: Make) -> ReportRunId:
        """Returns when it is made, or after a while; at once where one of this id was started already."""
        run_id = request.run_id or ReportRunId(new_id())
        run = ReportRunRow(
            id=run_id,
            kind=request.kind,
            grouping=request.grouping,
            days=request.period.days,
            asked_by=by,
            asked_at=self._clock.now(),
            state=RunState.WAITING,
        )
        with self._database.transaction() as session:
            runs = RunsRepository(session)
            runs.end_lost(run.asked_at)
            runs.forget(run.asked_at - _KEEP)
            is_new = runs.add(run)
        if not is_new:
            return run_id
        future = self._threads.submit(self._run, run_id, make)
        with contextlib.suppress(StillRunning):
            future.result(QUICK_SECONDS)
        return run_id

    def make(self, name: str, make: Make) -> str:
        """At once, in its turn: for who waits for it here. Raises SQLAlchemyError."""
        with self._database.transaction() as turn:
            RunsRepository(turn).take_turn(AT_ONCE)
            with self.moment(name, BUDGET_SECONDS) as reports:
                return make(reports, self._clock.now())

    def cancel(self, run_id: ReportRunId) -> None:
        """A signal between two statements is lost: it is given until the backend is gone, for a while."""
        self._end(run_id, RunState.CANCELLED)
        for _ in range(_SIGNALS):
            with self._database.transaction() as session:
                if not RunsRepository(session).cancel_backend(_name(run_id)):
                    return
            time.sleep(_SIGNAL_SECONDS)  # PostgreSQL says nowhere when a signal was taken

    @contextlib.contextmanager
    def moment(self, name: str, seconds: int, wanted: Wanted = lambda: True) -> Iterator[ReportsRepository]:
        """All that is read in it is of one moment, as long as it is wanted; nothing can be written."""
        with self._database.moment() as session:
            reports = ReportsRepository(session, wanted)
            reports.settle(name, seconds)
            yield reports

    def close(self) -> None:
        """Nobody waits for what is still being made."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for run_id in tuple(self._running):
            with contextlib.suppress(SQLAlchemyError):
                self.cancel(run_id)
        self._threads.shutdown()
        self._database.close()

    def _run(self, run_id: ReportRunId, make: Make) -> None:
        """In a thread of its own."""
        state, answer = RunState.FAILED, None
        self._running.add(run_id)
        try:
            with self._database.transaction() as turn:
                runs = RunsRepository(turn)
                runs.take_turn(AT_ONCE)
                if not self._begin(run_id):
                    return
                with self.moment(_name(run_id), BUDGET_SECONDS, partial(runs.is_running, run_id)) as reports:
                    answer = make(reports, self._clock.now())
            state = RunState.DONE
        except NotWantedError:
            state = RunState.CANCELLED
        except SQLAlchemyError as error:
            if timed_out(error):
                state = RunState.TOO_LONG
            else:
                _log.warning("report %s failed: %s", run_id, type(error).__name__)
        finally:
            self._running.discard(run_id)
            self._end(run_id, state, answer)

    def _begin(self, run_id: ReportRunId) -> bool:
        with self._database.transaction() as session:
            return RunsRepository(session).begin(run_id, self._clock.now())

    def _end(self, run_id: ReportRunId, state: RunState, answer: str | None = None) -> None:
        with self._database.transaction() as session:
            RunsRepository(session).end(run_id, state, self._clock.now(), answer)


def _name(run_id: ReportRunId) -> str:
    return f"hms report {run_id}"
