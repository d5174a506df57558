"""The way of a letter that goes out once: looked at when it is due, handed over, and what came of it written down.

The last word is said after the attempt was committed, and its outcome is committed right after it was heard. Whoever
dies in between leaves a letter that is being sent: nobody knows whether it went out, so it is listed, not repeated.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeAlias, TypeVar
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from server.core.clock import Clock
from server.core.context import Actor, Context, Device, Person
from server.core.database import Database
from server.core.house import Houses
from server.core.outbox import Posted, post
from server.features.reminders.handing import WITHIN_S, Carrier, Handed, Letter
from server.features.reminders.machine import MACHINE, MACHINE_NAME, MACHINE_PLACE
from server.features.reminders.rules import WAITS_AT_MOST, pause_after, pause_while_away
from shared.ids import SessionId, UserId
from shared.models.reminders import MessageState, Outcome
from shared.models.workstations import WorkstationKind

# Each of the last two steps is given up after its time: whoever sends for longer than this is dead.
_DEAD_AFTER: Final = timedelta(seconds=3 * WITHIN_S)
_MACHINE: Final = Actor(
    device=Device(MACHINE_PLACE, "Server", WorkstationKind.OFFICE),
    # It signs in nowhere: its id stands where a person's session would.
    person=Person(UserId(MACHINE), SessionId(MACHINE), MACHINE, None, MACHINE_NAME),
)

# Of the house and its servers, not of this letter: it waits, and no try is counted.
_OF_THE_HOUSE: Final = (Outcome.UNREACHABLE, Outcome.TURNED_AWAY)

Announce: TypeAlias = Callable[[Posted], None]


class OnItsWay:
    """The columns of a row that stands for one letter."""

    state: Mapped[MessageState]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    # Since when the other side is away, or takes nothing from the house.
    waits_since: Mapped[datetime | None]
    sending_since: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]


Key = TypeVar("Key", bound=UUID)
Row = TypeVar("Row", bound=OnItsWay)
Res = TypeVar("Res")


class _Withdrawn(Exception):
    """Cancelled, moved or taken by somebody else while it was being prepared."""


class Step(ABC, Generic[Key, Row]):
    """One transaction of a letter's way; a kind of letter says where it is kept and what it is."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def ready(self, key: Key) -> tuple[Letter, Carrier] | None:
        """None where there is nothing to be done any more, or not yet."""
        row = self._locked(key)
        if row.state is MessageState.SENDING and not self._outlived(row):
            return None
        if row.state is not MessageState.PLANNED:
            return None
        if row.due_at > self._ctx.now:
            self._look_at(row, row.due_at)  # the database's clock is ahead of ours
            return None
        return self._prepared(row)

    def begun(self, key: Key, letter: Letter) -> datetime | None:
        """When; what is heard of it later is known by that. None where this letter is not to go out any more.

        Everything is asked again: while the other side was reached, the patient may have said no, or given another
        address.
        """
        row = self._locked(key)
        if row.state is not MessageState.PLANNED or row.due_at > self._ctx.now:
            return None
        prepared = self._prepared(row)
        if prepared is None:
            return None
        if prepared[0] != letter:
            self._look_at(row, self._ctx.now)
            return None
        row.sending_since = self._ctx.now
        self._move(row, MessageState.SENDING)
        self._attempted(row, Handed(Outcome.BEGUN))
        return self._ctx.now

    def ended(self, key: Key, handed: Handed, since: datetime | None, *, repeats: bool) -> None:
        """What is heard late is heard all the same: of a letter that was given up for lost, too.

        `since` is when this attempt began, or None where it did not come so far.
        """
        row = self._locked(key)
        self._attempted(row, handed)
        if handed.outcome is not Outcome.ACCEPTED and not _is_of(row, since):
            return  # somebody else has it in hand by now, or it was settled
        if handed.outcome in _OF_THE_HOUSE:
            self._wait(row)
            return
        row.waits_since = None
        if handed.outcome is Outcome.ACCEPTED:
            self._accept(row)
        elif handed.outcome is Outcome.REFUSED:
            row.tries += 1
            self._move(row, MessageState.FAILED)
        elif handed.outcome is Outcome.UNKNOWN and not repeats:
            row.tries += 1
            self._move(row, MessageState.PERHAPS)
        else:
            self._try_later(row)

    @abstractmethod
    def _locked(self, key: Key) -> Row: ...

    @abstractmethod
    def _prepared(self, row: Row) -> tuple[Letter, Carrier] | None:
        """What goes out now; None where it does not, which the row says by then."""

    @abstractmethod
    def _carrier(self, row: Row) -> Carrier: ...

    @property
    @abstractmethod
    def _most_tries(self) -> int: ...

    def _waits_until(self, _: Row, since: datetime) -> datetime | None:
        """When it is given up whose server does not come back; None where it is too late by itself one day."""
        return since + WAITS_AT_MOST

    @abstractmethod
    def _look_at(self, row: Row, at: datetime) -> None:
        """Somebody does, from then on."""

    @abstractmethod
    def _attempted(self, row: Row, handed: Handed) -> None: ...

    @abstractmethod
    def _accepted(self, row: Row) -> None:
        """In the transaction that calls it accepted, and no earlier; once."""

    @abstractmethod
    def _moved(self, row: Row) -> None:
        """Whoever looks at it is told."""

    def _move(self, row: Row, state: MessageState) -> None:
        row.state = state
        self._moved(row)

    def _put_off(self, row: Row, due_at: datetime) -> None:
        row.due_at = due_at
        self._move(row, MessageState.PLANNED)
        self._look_at(row, due_at)

    def _accept(self, row: Row) -> None:
        if row.state is MessageState.ACCEPTED:
            return
        row.tries += 1
        row.accepted_at = self._ctx.now
        self._move(row, MessageState.ACCEPTED)
        self._accepted(row)

    def _try_later(self, row: Row) -> None:
        row.tries += 1
        if row.tries >= self._most_tries:
            self._move(row, MessageState.FAILED)
        else:
            self._put_off(row, self._ctx.now + pause_after(row.tries))

    def _wait(self, row: Row) -> None:
        since = row.waits_since = row.waits_since or self._ctx.now
        until = self._waits_until(row, since)
        if until is not None and self._ctx.now >= until:
            self._move(row, MessageState.FAILED)
        else:
            self._put_off(row, self._ctx.now + pause_while_away(self._ctx.now - since))

    def _outlived(self, row: Row) -> bool:
        """Whether whoever sent it is dead, and it may be repeated; one that may not is listed."""
        since = row.sending_since or row.due_at
        if self._ctx.now < since + _DEAD_AFTER:
            self._look_at(row, since + _DEAD_AFTER)
            return False
        self._attempted(row, Handed(Outcome.UNKNOWN))
        if self._carrier(row).repeats_safely:
            self._move(row, MessageState.PLANNED)
            return True
        row.tries += 1
        self._move(row, MessageState.PERHAPS)
        return False


class Sending(Generic[Key, Row]):
    """From any thread; the same letter at once from two is sent by one."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        houses: Houses,
        announce: Announce,
        step: Callable[[Context], Step[Key, Row]],
    ) -> None:
        self._database = database
        self._clock = clock
        self._houses = houses
        self._announce = announce
        self._step = step

    def send(self, key: Key) -> None:
        """If it is due; else somebody looks again, or there is nothing to be done any more."""
        ready = self._done(lambda one: one.ready(key))
        if ready is None:
            return
        letter, carrier = ready
        begun_at: list[datetime] = []

        def begin() -> None:
            since = self._done(lambda one: one.begun(key, letter))
            if since is None:  # raised once it is committed why not
                raise _Withdrawn
            begun_at.append(since)

        try:
            handed = carrier.hand_over(letter, begin)
        except _Withdrawn:
            return
        since = begun_at[0] if begun_at else None
        self._done(lambda one: one.ended(key, handed, since, repeats=carrier.repeats_safely))

    def _done(self, work: Callable[[Step[Key, Row]], Res]) -> Res:
        with self._database.transaction() as session:
            ctx = Context(session, _MACHINE, self._clock, self._houses.current(session))
            result = work(self._step(ctx))
            posted = post(session, ctx.announcement, ctx.now) if ctx.announcement else None
        if posted is not None:
            self._announce(posted)
        return result


def _is_of(row: OnItsWay, since: datetime | None) -> bool:
    """Whether the row stands as that attempt left it."""
    if since is None:
        return row.state is MessageState.PLANNED
    return row.sending_since == since and row.state in (MessageState.SENDING, MessageState.PERHAPS)
