"""What came from analysers and waits for somebody, and how the analysers themselves are."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.contracts import analysers
from shared.errors import ApiError
from shared.ids import AnalyserRunId
from shared.models.analysers import AnalyserInfo, WaitingRun
from shared.rules.accessions import accession_in
from shared.topics import Topic


@dataclass(frozen=True)
class ArrivalsState:
    analysers: tuple[AnalyserInfo, ...] = ()
    runs: tuple[WaitingRun, ...] = ()
    more: bool = False
    known: bool = False
    run_id: AnalyserRunId | None = None
    accession: str = ""
    """As it was scanned or typed for the chosen run."""
    sending: bool = False
    problem: ApiError | None = None

    @property
    def run(self) -> WaitingRun | None:
        """The one that is looked at, as long as something of it waits."""
        return next((run for run in self.runs if run.id == self.run_id), None)


class Arrivals(ViewModel[ArrivalsState]):
    """The list stays as it was while the server is away."""

    settled = Signal(object)  # WaitingRun
    message_came = Signal(str)

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(ArrivalsState(), parent)
        self._calls = calls
        changes.on({Topic.ANALYSERS}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        try:
            waiting = await self._calls.send(analysers.waiting())
            known = await self._calls.send(analysers.analysers())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        state = replace(
            self.state, analysers=tuple(known.items), runs=tuple(waiting.items), more=waiting.more, known=True
        )
        if state.run is None:
            first = state.runs[0].id if state.runs else None
            state = replace(state, run_id=first, accession="", problem=None)
        self._show(state)

    def choose(self, run_id: AnalyserRunId) -> None:
        if run_id != self.state.run_id and not self.state.sending:
            self._show(replace(self.state, run_id=run_id, accession="", problem=None))

    def type(self, accession: str) -> None:
        if not self.state.sending:
            self._show(replace(self.state, accession=accession, problem=None))

    @slot
    async def assign(self) -> None:
        """Whose tube it was: what fits is entered in the name of whoever says so."""
        run, number = self.state.run, accession_in(self.state.accession)
        if run is not None and number is not None:
            await self._settle(analysers.assign(run_id=run.id, accession=number))

    @slot
    async def discard(self, run_id: AnalyserRunId, reason: str) -> None:
        await self._settle(analysers.discard(run_id=run_id, reason=reason))

    @slot
    async def ask_message(self) -> None:
        if self.state.run is not None:
            try:
                raw = await self._calls.send(analysers.message(run_id=self.state.run.id))
            except ApiError as problem:
                self._show(replace(self.state, problem=problem))
            else:
                self.message_came.emit(raw.text)

    async def _settle(self, call: Call[WaitingRun]) -> None:
        if self.state.sending:
            return
        self._show(replace(self.state, sending=True, problem=None))
        try:
            run = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, sending=False, problem=problem))
            return
        self._show(replace(self.state, sending=False, accession=""))
        self.settled.emit(run)
        self.refresh()
