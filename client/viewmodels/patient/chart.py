"""A patient's chart as one person may see it: who, and every part of it, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QObject

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.clock import Clock
from client.core.session import Session
from client.core.view_model import ViewModel
from shared.contract import Endpoint
from shared.contracts import appointments, charts, patients
from shared.errors import ApiError, Confidential
from shared.ids import AppointmentId, PatientId
from shared.models.charts import Chart, ChartEvent, ChartPart, ChartVisit, OpenedBy
from shared.models.common import Page
from shared.models.patients import PatientDetails
from shared.rules.work import Work, events_of
from shared.topics import Topic

Row: TypeAlias = Any
"""ChartVisit, ChartTest, ChartPrescription, ChartBill: each part's own."""

CALLS: Final[Mapping[ChartPart, Endpoint[..., Any, Any]]] = {
    ChartPart.TIMELINE: charts.timeline,
    ChartPart.VISITS: charts.visits,
    ChartPart.TESTS: charts.tests,
    ChartPart.PRESCRIPTIONS: charts.prescriptions,
    ChartPart.BILLS: charts.bills,
}
_NOT_HERE: Final = frozenset(
    {
        Topic.STAFF,
        Topic.WORKSTATIONS,
        Topic.CASH,
        Topic.HOUSE,
        Topic.BOARDS,
        Topic.FORMULARY,
        Topic.BROKEN_GLASS,
    }
)


@dataclass(frozen=True)
class Rows:
    """What is known of a list, the newest first; `more` says that there are older ones."""

    items: tuple[Row, ...] = ()
    more: bool = False


@dataclass(frozen=True)
class ChartState:
    patient_id: PatientId | None = None
    chart: Chart | None = None
    part: ChartPart = ChartPart.TIMELINE
    lists: Mapping[ChartPart, Rows] = field(default_factory=dict)
    visit_id: AppointmentId | None = None
    """The timeline shows this visit only."""
    work: Work | None = None
    """The timeline shows this kind of work only."""
    loading: bool = False
    closed_name: str = ""
    """Whose record it is that does not open."""
    problem: ApiError | None = None

    @property
    def is_closed(self) -> bool:
        """Confidential, and not to be opened without a reason."""
        return isinstance(self.problem, Confidential)

    @property
    def patient(self) -> PatientDetails | None:
        return self.chart.patient if self.chart is not None else None

    @property
    def events(self) -> tuple[ChartEvent, ...]:
        return self.rows(ChartPart.TIMELINE).items

    @property
    def visits(self) -> tuple[ChartVisit, ...]:
        return self.rows(ChartPart.VISITS).items

    def rows(self, part: ChartPart) -> Rows:
        return self.lists.get(part, Rows())

    def count(self, part: ChartPart) -> int | None:
        """How much there is; None where the user may not see the part."""
        if self.chart is None:
            return None
        if part is ChartPart.TIMELINE:
            return sum(self.chart.events.values()) if self.chart.timeline is not None else None
        return self.chart.counts.get(part)

    def events_of(self, work: Work | None) -> int:
        """Over all visits."""
        if self.chart is None:
            return 0
        kinds = self.chart.events.keys() if work is None else events_of(work)
        return sum(self.chart.events.get(kind, 0) for kind in kinds)


class PatientChart(ViewModel[ChartState]):
    """Each opening is kept in the log of looks; live, but it asks again only while somebody looks."""

    def __init__(
        self, calls: Calls, changes: Changes, session: Session, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(ChartState(), parent)
        self._calls = calls
        self._session = session
        self._clock = clock
        self._watched = False
        changes.on(frozenset(Topic) - _NOT_HERE, self, self.refresh)

    @property
    def this_visit(self) -> ChartVisit | None:
        """The one that was chosen, or the last one of today."""
        state = self.state
        if state.visit_id is not None:
            return next((visit for visit in state.visits if visit.appointment_id == state.visit_id), None)
        today = self._clock.today()
        return next((visit for visit in state.visits if visit.date == today), None)

    def open(self, patient_id: PatientId, opened_by: OpenedBy = OpenedBy.CHOICE) -> None:
        """All visits, the newest step on top."""
        self._begin(patient_id)
        self._load(patient_id, opened_by)

    @latest
    async def open_visit(self, appointment_id: AppointmentId) -> None:
        """The patient of this appointment, and its timeline alone."""
        try:
            appointment = await self._calls.send(appointments.get(appointment_id=appointment_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        self._begin(appointment.patient.id, appointment_id)
        self._load(appointment.patient.id, OpenedBy.VISIT)

    def set_watched(self, watched: bool) -> None:  # noqa: FBT001  # a setter
        """Whether the page is in sight."""
        came_back = watched and not self._watched
        self._watched = watched
        if came_back and not self.state.loading:
            self.refresh()

    def refresh(self) -> None:
        if self._watched and self.state.patient_id is not None and not self.state.loading:
            self._load(self.state.patient_id, OpenedBy.AGAIN)

    def choose_part(self, part: ChartPart) -> None:
        if part is not self.state.part:
            self._show(replace(self.state, part=part))
            self._load_part(part)

    def choose_work(self, work: Work | None) -> None:
        self._filter(self.state.visit_id, work)

    def choose_visit(self, appointment_id: AppointmentId | None) -> None:
        """Its timeline alone; None for all visits."""
        self._show(replace(self.state, part=ChartPart.TIMELINE))
        self._filter(appointment_id, self.state.work)

    @slot
    async def load_more(self) -> None:
        """The next older rows of the part in sight."""
        part = self.state.part
        known = self.state.rows(part)
        if not known.more or self.state.loading:
            return
        asked = self.state
        self._show(replace(asked, loading=True))
        try:
            page = await self._page(part, before=_key(known.items[-1]))
        except ApiError as problem:
            self._show(replace(self.state, loading=False, problem=problem))
            return
        self._show(replace(self.state, loading=False))
        if self._is_still(asked):
            self._keep(part, Rows((*known.items, *page.items), page.more))

    def _begin(self, patient_id: PatientId, visit_id: AppointmentId | None = None) -> None:
        same = patient_id == self.state.patient_id
        fresh = replace(self.state, problem=None) if same else ChartState(patient_id)
        if (visit_id, None) != (fresh.visit_id, fresh.work):
            fresh = replace(fresh, lists=_without_timeline(fresh))
        self._show(replace(fresh, visit_id=visit_id, work=None, part=ChartPart.TIMELINE, loading=True))

    @latest
    async def _load(self, patient_id: PatientId, opened_by: OpenedBy) -> None:
        asked = self.state
        try:
            chart = await self._calls.send(
                charts.open_chart(patient_id=patient_id, opened_by=opened_by, appointment_id=asked.visit_id)
            )
        except Confidential as closed:
            self._show(ChartState(patient_id, visit_id=asked.visit_id, problem=closed))
            await self._name_closed(patient_id)
            return
        except ApiError as problem:
            self._show(replace(self.state, loading=False, problem=problem))
            return
        if self.state.patient_id != patient_id:
            return
        self._show(replace(self.state, chart=chart, loading=False, problem=None))
        if chart.visits is not None:
            self._renew(ChartPart.VISITS, chart.visits)
        if chart.timeline is not None and asked.work is None and self._is_still(asked):
            self._renew(ChartPart.TIMELINE, chart.timeline)
        elif self.state.work is not None:
            self._load_part(ChartPart.TIMELINE)
        if self.state.part not in {ChartPart.TIMELINE, ChartPart.VISITS}:
            self._load_part(self.state.part)

    async def _name_closed(self, patient_id: PatientId) -> None:
        """Whose record it is, as the search says too: nobody opens the wrong one with a reason."""
        try:
            patient = await self._calls.send(patients.get(patient_id=patient_id))
        except ApiError:
            return
        if self.state.patient_id == patient_id and self.state.is_closed:
            self._show(replace(self.state, closed_name=patient.name))

    def _filter(self, visit_id: AppointmentId | None, work: Work | None) -> None:
        if (visit_id, work) == (self.state.visit_id, self.state.work):
            return
        self._show(replace(self.state, visit_id=visit_id, work=work, lists=_without_timeline(self.state)))
        self._load_part(ChartPart.TIMELINE)

    @latest
    async def _load_part(self, part: ChartPart) -> None:
        call = CALLS.get(part)
        if call is None or not self._session.can(call) or self.state.patient_id is None:
            return
        asked = self.state
        try:
            page = await self._page(part)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        if self._is_still(asked):
            self._renew(part, page)

    async def _page(self, part: ChartPart, before: object = None) -> Page[Row]:
        told: dict[str, object] = {"patient_id": self.state.patient_id, "before": before}
        if part is ChartPart.TIMELINE:
            told |= {"appointment_id": self.state.visit_id, "work": self.state.work}
        page: Page[Row] = await self._calls.send(CALLS[part](**told))
        return page

    def _renew(self, part: ChartPart, page: Page[Row]) -> None:
        """The first page as it is now; what was loaded behind it stays."""
        older: Sequence[Row] = ()
        if page.more:
            behind = [_key(row) for row in self.state.rows(part).items]
            last = _key(page.items[-1])
            if last in behind:
                older = self.state.rows(part).items[behind.index(last) + 1 :]
        more = self.state.rows(part).more if older else page.more
        self._keep(part, Rows((*page.items, *older), more))

    def _keep(self, part: ChartPart, rows: Rows) -> None:
        self._show(replace(self.state, lists={**self.state.lists, part: rows}))

    def _is_still(self, asked: ChartState) -> bool:
        """Whether an answer is about what is shown now."""
        now = self.state
        return (now.patient_id, now.visit_id, now.work) == (asked.patient_id, asked.visit_id, asked.work)


def _key(row: Row) -> object:
    return row.appointment_id if isinstance(row, ChartVisit) else row.id


def _without_timeline(state: ChartState) -> dict[ChartPart, Rows]:
    """It is asked for anew; the other lists stay as they are."""
    lists: dict[ChartPart, Rows] = {**state.lists}
    lists.pop(ChartPart.TIMELINE, None)
    return lists
