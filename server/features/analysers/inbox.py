"""Where messages become rows: one transaction each, in the analyser's own name, then told to the screens."""

import logging
from collections.abc import Callable, Collection, Sequence
from typing import Final, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from server.core.clock import Clock
from server.core.context import Actor, Context, Person
from server.core.database import Database, is_gone, is_retryable
from server.core.house import Houses
from server.core.outbox import Posted, post
from server.features.analysers.receiving import Receiving
from server.features.analysers.repository import AnalyserRepository
from server.features.analysers.sent import SentMessage
from server.features.analysers.tables import Analyser
from shared.errors import Unavailable
from shared.ids import AnalyserId, AnalyserRunId, SessionId, UserId
from shared.models.analysers import AnalyserKind, MessageProblem
from shared.topics import Topic

Res = TypeVar("Res")
Announce = Callable[[Posted], None]

_TRIES: Final = 4
_AT_ONCE: Final = 100
_log = logging.getLogger("hms.analysers")


class Inbox:
    """From any thread. What it has returned from is stored; where it raised nothing is."""

    def __init__(self, database: Database, clock: Clock, houses: Houses, announce: Announce) -> None:
        self._database = database
        self._clock = clock
        self._houses = houses
        self._announce = announce

    def analysers(self, kind: AnalyserKind) -> Sequence[Analyser]:
        """Those in use. Raises Unavailable."""
        return self._done(lambda session: AnalyserRepository(session).active_of(kind))

    def codes(self, analyser: Analyser) -> Collection[str]:
        """What it calls our analytes. Raises Unavailable."""
        return self._done(lambda session: AnalyserRepository(session).codes(analyser.id)).keys()

    def take(self, analyser: Analyser, sent: SentMessage) -> bool:
        """Whether it is new. Raises Unavailable."""
        return self._received(analyser.id, lambda receiving: receiving.take(sent))

    def look_again(self) -> None:
        """For what came before its tube was said to be in the laboratory. Raises Unavailable."""
        for run_id, analyser_id in self._done(lambda session: AnalyserRepository(session).arrived(_AT_ONCE)):
            self._again(analyser_id, run_id)

    def note_problem(self, analyser: Analyser, problem: MessageProblem) -> None:
        """For the bench, which sees in words what is wrong; when even that fails, the log has it."""
        _log.warning("analyser %s: %s", analyser.name, problem.value)

        def note(session: Session) -> Posted:
            ctx = self._context(session, analyser)
            AnalyserRepository(session).note_problem(analyser.id, problem, ctx.now)
            ctx.announcement.topics.add(Topic.ANALYSERS)
            return post(session, ctx.announcement, ctx.now)

        try:
            posted = self._done(note)
        except Unavailable:
            return
        self._announce(posted)

    def _again(self, analyser_id: AnalyserId, run_id: AnalyserRunId) -> None:
        self._received(analyser_id, lambda receiving: receiving.again(run_id))

    def _received(self, analyser_id: AnalyserId, work: Callable[[Receiving], Res]) -> Res:
        def once(session: Session) -> tuple[Res, Posted | None]:
            analyser = AnalyserRepository(session).get(analyser_id)
            ctx = self._context(session, analyser)
            done = work(Receiving(ctx, analyser))
            return done, post(session, ctx.announcement, ctx.now) if ctx.announcement else None

        done, posted = self._done(once)
        if posted is not None:
            self._announce(posted)
        return done

    def _context(self, session: Session, analyser: Analyser) -> Context:
        # It signs in nowhere: its ids stand where a person's session would.
        machine = Person(UserId(analyser.id), SessionId(analyser.id), analyser.employee_id, None, analyser.name)
        return Context(session, Actor(person=machine), self._clock, self._houses.current(session))

    def _done(self, work: Callable[[Session], Res]) -> Res:
        """In a transaction of its own, tried again after a deadlock. Raises Unavailable."""
        for _ in range(_TRIES):
            try:
                with self._database.transaction() as session:
                    return work(session)
            except PoolTimeout as error:
                raise Unavailable from error
            except DBAPIError as error:
                if is_retryable(error):
                    continue
                if is_gone(error):
                    self._database.forget_connections()
                raise Unavailable from error
        raise Unavailable
