"""Today's appointments with their figures, and what reception does with one of them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.clock import Clock
from client.core.view_model import ViewModel
from client.viewmodels.printing.print_desk import PrintDesk
from client.viewmodels.queue.expected import Sent, row_after, row_answered
from client.viewmodels.queue.moves import MovesState, QueueMoves
from client.viewmodels.queue.waits import minutes_between
from shared.contract import Call
from shared.contracts import appointments
from shared.errors import ApiError
from shared.ids import AppointmentId
from shared.models.appointments import AppointmentDetails, AppointmentStatus, AppointmentSummary, DayFigures
from shared.models.queue import QueueEntry
from shared.topics import Topic

_MOST: Final = 500
_HERE: Final = frozenset({AppointmentStatus.WAITING, AppointmentStatus.CALLED, AppointmentStatus.ON_HOLD})
_CANCELLABLE: Final = frozenset({*_HERE, AppointmentStatus.SCHEDULED, AppointmentStatus.NO_SHOW})


class Part(StrEnum):
    """A filter over the list."""

    ALL = "all"
    BOOKED = "booked"
    WAITING = "waiting"
    WITH_DOCTOR = "with_doctor"
    DONE = "done"


_STATUSES: Final = {
    Part.ALL: frozenset(AppointmentStatus),
    Part.BOOKED: frozenset({AppointmentStatus.SCHEDULED}),
    Part.WAITING: _HERE,
    Part.WITH_DOCTOR: frozenset({AppointmentStatus.IN_CONSULTATION}),
    Part.DONE: frozenset({AppointmentStatus.COMPLETED, AppointmentStatus.NO_SHOW, AppointmentStatus.CANCELLED}),
}


@dataclass(frozen=True)
class DayListState:
    """`more` says that the day is longer than what is shown of it."""

    appointments: tuple[AppointmentSummary, ...] = ()
    sent: tuple[Sent, ...] = ()
    """Moves on their way: shown as done."""
    figures: DayFigures | None = None
    asked_at: datetime | None = None
    part: Part = Part.ALL
    more: bool = False
    known: bool = False
    busy: bool = False
    problem: ApiError | None = None

    @property
    def expected(self) -> tuple[AppointmentSummary, ...]:
        return tuple(row_after(each, self.sent) for each in self.appointments) if self.sent else self.appointments

    @property
    def shown(self) -> tuple[AppointmentSummary, ...]:
        return tuple(each for each in self.expected if each.status in _STATUSES[self.part])

    def count(self, part: Part) -> int:
        return sum(each.status in _STATUSES[part] for each in self.expected)

    def row(self, appointment_id: AppointmentId) -> AppointmentSummary | None:
        return next((each for each in self.expected if each.id == appointment_id), None)

    def expected_at(self, row: AppointmentSummary) -> datetime | None:
        """When the turn is likely to come, by what was known when the list was asked for."""
        if row.status is not AppointmentStatus.WAITING or row.expected_minutes is None or self.asked_at is None:
            return None
        return self.asked_at + timedelta(minutes=row.expected_minutes)

    def is_moving(self, appointment_id: AppointmentId) -> bool:
        return any(sent.is_about(appointment_id) for sent in self.sent)


def waiting_minutes(appointment: AppointmentSummary, now: datetime) -> int | None:
    """None for who waits no more, or not yet."""
    if appointment.status not in _HERE or appointment.checked_in_at is None:
        return None
    return minutes_between(appointment.checked_in_at, now)


def can_cancel(appointment: AppointmentSummary) -> bool:
    return appointment.status in _CANCELLABLE


class DayList(ViewModel[DayListState]):
    """The list stays as it was while the server is away."""

    checked_in = Signal(object)  # AppointmentDetails

    def __init__(
        self,
        calls: Calls,
        changes: Changes,
        printing: PrintDesk,
        moves: QueueMoves,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(DayListState(), parent)
        self._calls = calls
        self._printing = printing
        self._clock = clock
        moves.state_changed.connect(self._expect)
        moves.answered.connect(self._answered)
        moves.refused.connect(self._ask_again)
        changes.on({Topic.APPOINTMENTS, Topic.QUEUE}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        asked_at = self._clock.now()
        asked = self._calls.send(appointments.of_day(limit=_MOST)), self._calls.send(appointments.figures())
        try:
            page, figures = await asked[0], await asked[1]
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(
                replace(
                    self.state,
                    appointments=tuple(page.items),
                    figures=figures,
                    asked_at=asked_at,
                    more=page.more,
                    known=True,
                    problem=None,
                )
            )

    def choose(self, part: Part) -> None:
        self._show(replace(self.state, part=part))

    @slot
    async def check_in(self, appointment: AppointmentSummary) -> None:
        """Somebody booked has come: give the token and print it."""
        given = await self._move(
            appointments.check_in(appointment_id=appointment.id, version=appointment.version),
        )
        if given is not None:
            self._printing.token(given)
            self.checked_in.emit(given)

    @slot
    async def cancel(self, appointment: AppointmentSummary, reason: str) -> None:
        await self._move(
            appointments.cancel(appointment_id=appointment.id, version=appointment.version, reason=reason),
        )

    @slot
    async def print_again(self, appointment_id: AppointmentId) -> None:
        try:
            details = await self._calls.send(appointments.get(appointment_id=appointment_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._printing.token(details)

    def _expect(self, moves: MovesState) -> None:
        self._show(replace(self.state, sent=moves.sent))

    def _answered(self, sent: Sent, entry: QueueEntry) -> None:
        rows = tuple(row_answered(row, sent, entry) for row in self.state.appointments)
        self._show(replace(self.state, appointments=rows))

    def _ask_again(self) -> None:
        """The list was not what the server has."""
        self.refresh()

    async def _move(self, call: Call[AppointmentDetails]) -> AppointmentDetails | None:
        if self.state.busy:
            return None
        self._show(replace(self.state, busy=True, problem=None))
        try:
            moved = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
            return None
        self._show(replace(self.state, busy=False))
        self.refresh()
        return moved
