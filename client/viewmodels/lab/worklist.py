"""What the laboratory has to do, the most urgent first, found by label, number or name."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.clock import Clock
from client.core.view_model import ViewModel
from shared.contracts import lab, lab_refusals
from shared.errors import ApiError
from shared.ids import AppointmentId, LabId, TestOrderId
from shared.models.lab import Laboratory, Urgency, WorkItem, WorkStage
from shared.rules.accessions import accession_in
from shared.topics import Topic

_MOST = 300


class Lens(StrEnum):
    """Which part of the list is looked at."""

    ALL = "all"
    COLLECT = "collect"
    ENTER = "enter"
    VERIFY = "verify"
    URGENT = "urgent"
    LATE = "late"


@dataclass(frozen=True)
class WorklistState:
    """`more` says that the list is longer than what is known of it."""

    now: datetime
    term: str = ""
    labs: tuple[Laboratory, ...] = ()
    lab_id: LabId | None = None
    """Whose list is shown; None is everybody's."""
    lens: Lens = Lens.ALL
    items: tuple[WorkItem, ...] = ()
    more: bool = False
    known: bool = False
    problem: ApiError | None = None

    @property
    def shown(self) -> tuple[WorkItem, ...]:
        return self.seen_by(self.lens)

    def seen_by(self, lens: Lens) -> tuple[WorkItem, ...]:
        return tuple(item for item in self.items if self._fits(item, lens))

    def _fits(self, item: WorkItem, lens: Lens) -> bool:
        match lens:
            case Lens.ALL:
                return True
            case Lens.COLLECT:
                return item.stage in {WorkStage.COLLECT, WorkStage.RECEIVE}
            case Lens.ENTER:
                return item.stage is WorkStage.ENTER
            case Lens.VERIFY:
                return item.stage in {WorkStage.VERIFY, WorkStage.REVIEW, WorkStage.RELEASE}
            case Lens.URGENT:
                return item.urgency is not Urgency.ROUTINE
            case Lens.LATE:
                return item.due_at < self.now


class Worklist(ViewModel[WorklistState]):
    """The list stays as it was while the server is away."""

    found = Signal(object)  # WorkItem
    not_found = Signal(str)
    """The label or the words that no test has."""

    def __init__(self, calls: Calls, changes: Changes, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(WorklistState(clock.now()), parent)
        self._calls = calls
        self._clock = clock
        changes.on({Topic.LAB}, self, self.refresh)

    def look_at(self, lens: Lens) -> None:
        self._show(replace(self.state, lens=lens))

    @slot
    async def ask_labs(self) -> None:
        """Without them the list is everybody's."""
        try:
            page = await self._calls.send(lab.labs())
        except ApiError:
            return
        self._show(replace(self.state, labs=tuple(page.items)))

    def choose_lab(self, lab_id: LabId | None) -> None:
        self._show(replace(self.state, lab_id=lab_id))
        self.refresh()

    def to_collect_of(self, appointment_id: AppointmentId) -> list[TestOrderId]:
        """All tests of one visit whose tubes are to be filled: nobody is pricked twice."""
        return [
            item.id
            for item in self.state.items
            if item.appointment_id == appointment_id and item.stage is WorkStage.COLLECT
        ]

    @slot
    async def refresh(self) -> None:
        await self.search(self.state.term)

    @latest
    async def search(self, term: str) -> None:
        self._show(replace(self.state, term=term))
        try:
            page = await self._calls.send(lab.worklist(lab_id=self.state.lab_id, term=term, limit=_MOST))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            items, now = tuple(page.items), self._clock.now()
            self._show(replace(self.state, now=now, items=items, more=page.more, known=True, problem=None))

    @slot
    async def find(self, term: str) -> None:
        """For Enter and for a scanner: of a tube's tests the first that waits for something is the one meant."""
        accession = accession_in(term)
        try:
            if accession is not None:
                page = await self._calls.send(lab.by_accession(accession=accession))
            else:
                page = await self._calls.send(lab.worklist(term=term, limit=1))
        except lab_refusals.NoSuchAccession:
            self.not_found.emit(term)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            if page.items:
                self.found.emit(min(page.items, key=_place))
            else:
                self.not_found.emit(term)


def _place(item: WorkItem) -> int:
    """What is done already comes last."""
    stages = list(WorkStage)
    return len(stages) if item.stage is None else stages.index(item.stage)
