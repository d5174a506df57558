"""How long tests took, of some days and one laboratory or all."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from client.core.clock import Clock
from shared.contracts import lab
from shared.errors import ApiError
from shared.ids import LabId
from shared.models.lab import Laboratory
from shared.models.lab_results import Turnaround


@dataclass(frozen=True)
class TimesState:
    first_day: date
    last_day: date
    lab_id: LabId | None = None
    labs: tuple[Laboratory, ...] = ()
    tests: tuple[Turnaround, ...] = ()
    is_known: bool = False
    problem: ApiError | None = None


class TurnaroundTimes(QObject):
    state_changed = Signal(object)  # TimesState

    def __init__(self, calls: Calls, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._clock = clock
        today = clock.today()
        self.state = TimesState(today - timedelta(days=6), today)

    def show_last(self, days: int) -> None:
        today = self._clock.today()
        self.choose_days(today - timedelta(days=days - 1), today)

    def choose_days(self, first: date, last: date) -> None:
        """In whichever order they were typed."""
        self._show(replace(self.state, first_day=min(first, last), last_day=max(first, last)))
        self.refresh()

    def choose_lab(self, lab_id: LabId | None) -> None:
        self._show(replace(self.state, lab_id=lab_id))
        self.refresh()

    @latest
    async def ask_labs(self) -> None:
        try:
            labs = await self._calls.send(lab.labs())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, labs=tuple(labs.items)))

    @latest
    async def refresh(self) -> None:
        asked = self.state
        try:
            found = await self._calls.send(
                lab.turnaround(first_day=asked.first_day, last_day=asked.last_day, lab_id=asked.lab_id)
            )
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, tests=tuple(found.tests), is_known=True, problem=None))

    def _show(self, state: TimesState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
