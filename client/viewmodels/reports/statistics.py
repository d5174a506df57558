"""One report: of which days and whom, how far it is, and its table."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, sleep, slot
from client.core.calls import Calls
from client.core.clock import Clock
from client.core.i18n import date_text, datetime_text, tr
from client.core.report_words import grouping_word
from client.core.session import Session
from shared.contracts import reports, staff, stock
from shared.errors import ApiError
from shared.ids import DepartmentId, EmployeeId, ReportRunId, StoreId, new_id
from shared.models.report_runs import ReportRun, RunState
from shared.models.reports import (
    FILTERS,
    LONGEST_DAYS,
    Filter,
    Grouping,
    ReportChoice,
    ReportKind,
    ReportPeriod,
    ReportTable,
    StartReport,
)
from shared.models.staff import DoctorSummary
from shared.permissions import Permission, Scope
from shared.rules.reports import kinds_for, reach

_ASK_AGAIN_SECONDS: Final = 0.4
_CANCELS: Final = 5
_UNDER_WAY: Final = frozenset({RunState.WAITING, RunState.RUNNING})


class Span(Enum):
    TODAY = auto()
    YESTERDAY = auto()
    WEEK = auto()
    MONTH = auto()
    YEAR = auto()


def days_of(span: Span, today: date) -> tuple[date, date]:
    """The last seven days, and the month and the year up to today."""
    match span:
        case Span.TODAY:
            return today, today
        case Span.YESTERDAY:
            return today - timedelta(days=1), today - timedelta(days=1)
        case Span.WEEK:
            return today - timedelta(days=6), today
        case Span.MONTH:
            return today.replace(day=1), today
        case Span.YEAR:
            return today.replace(month=1, day=1), today


@dataclass(frozen=True)
class StatisticsState:
    """`table` is the answer to `asked`, or None until it is made."""

    kinds: tuple[ReportKind, ...]
    asked: StartReport
    doctors: tuple[DoctorSummary, ...] = ()
    stores: tuple[tuple[StoreId, str], ...] = ()
    people: tuple[tuple[EmployeeId, str], ...] = ()
    run: ReportRun | None = None
    problem: ApiError | None = None
    own: frozenset[ReportKind] = frozenset()
    """Those that are of oneself only."""
    shortened: bool = False
    """More days were chosen than a report covers: the first of them was moved."""

    @property
    def table(self) -> ReportTable | None:
        return self.run.table if self.run is not None else None

    @property
    def under_way(self) -> bool:
        return self.run is not None and self.run.state in _UNDER_WAY

    @property
    def filters(self) -> frozenset[Filter]:
        """By what this report can be narrowed; what was taken at a counter belongs to nobody's department."""
        of_nobody = self.asked.grouping is Grouping.MODE or self.asked.kind in self.own
        return frozenset() if of_nobody else FILTERS[self.asked.kind]

    @property
    def departments(self) -> tuple[tuple[DepartmentId, str], ...]:
        named = {doctor.department_id: doctor.department for doctor in self.doctors}
        return tuple(sorted(named.items(), key=lambda each: each[1]))


class Statistics(QObject):
    state_changed = Signal(object)  # StatisticsState

    def __init__(self, calls: Calls, clock: Clock, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._clock = clock
        self._making: ReportRunId | None = None
        """Whatever was started and is not known to have ended."""
        self._may_list_stores = session.can(stock.stores)
        held = {each: scope for each in Permission if (scope := session.scope(each)) is not None}
        kinds = kinds_for(held)
        first, last = days_of(Span.WEEK, clock.today())
        asked = StartReport(kind=next(iter(kinds), ReportKind.REGISTER), since=first, until=last)
        own = frozenset(kind for kind in kinds if reach(kind, held) is Scope.OWN)
        self.state = StatisticsState(kinds, asked, own=own)

    @slot
    async def ask_choices(self) -> None:
        """Whom a report can be of."""
        try:
            doctors = await self._calls.send(staff.doctors())
            self._show(replace(self.state, doctors=tuple(doctors.items)))
            if self._may_list_stores:
                stores = await self._calls.send(stock.stores())
                self._show(replace(self.state, stores=tuple((each.id, each.name) for each in stores.items)))
            if ReportKind.USER_ACTIVITY in self.state.kinds:
                people = await self._calls.send(reports.people())
                self._show(replace(self.state, people=tuple((each.id, each.name) for each in people.items)))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))

    def choose_kind(self, kind: ReportKind) -> None:
        """Of the same days; what the other report was narrowed by stays behind."""
        if kind is not self.state.asked.kind:
            asked = self.state.asked
            self._ask(StartReport(kind=kind, since=asked.since, until=asked.until, compare=asked.compare))

    def take_up(self, choice: ReportChoice, *, compare: bool) -> None:
        """A report that was kept, of the days that are chosen."""
        asked = self.state.asked
        self._ask(StartReport(**dict(choice), since=asked.since, until=asked.until, compare=compare))

    def choose_span(self, span: Span) -> None:
        self.choose_days(*days_of(span, self._clock.today()))

    def choose_days(self, first: date, last: date) -> None:
        """In whichever order they were typed. Of a year at most: else of the year up to the last."""
        first, last = min(first, last), max(first, last)
        earliest = last - timedelta(days=LONGEST_DAYS - 1)
        asked = self.state.asked.model_copy(update={"since": max(first, earliest), "until": last})
        self._ask(asked, shortened=first < earliest)

    def choose_grouping(self, by: Grouping) -> None:
        if by is Grouping.MODE:
            self._choose(by=by, doctor_id=None, department_id=None)
        else:
            self._choose(by=by)

    def choose_department(self, department_id: DepartmentId | None) -> None:
        self._choose(department_id=department_id, doctor_id=None)

    def choose_doctor(self, doctor_id: EmployeeId | None) -> None:
        self._choose(doctor_id=doctor_id)

    def choose_employee(self, employee_id: EmployeeId | None) -> None:
        self._choose(employee_id=employee_id)

    def choose_store(self, store_id: StoreId | None) -> None:
        self._choose(store_id=store_id)

    def compare(self, *, wanted: bool) -> None:
        self._choose(compare=wanted)

    @latest
    async def make(self) -> None:
        """Anew. What takes long is asked after until it is there; another report meanwhile takes its place."""
        before = self.state
        if not before.kinds:  # a role of the hospital's own, to whose work no report belongs
            return
        self._show(replace(before, run=None, problem=None))
        if self._making is not None:
            self._give_up(self._making)
        self._making = ReportRunId(new_id())
        try:
            asked = before.asked.model_copy(update={"run_id": self._making})
            run = await self._calls.send(reports.start.bind(asked))
            self._show(replace(self.state, run=run))
            while run.state in _UNDER_WAY:
                await sleep(_ASK_AGAIN_SECONDS)
                run = await self._calls.send(reports.progress(run_id=run.id))
                self._show(replace(self.state, run=run))
            self._making = None
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))

    @slot
    async def _give_up(self, run_id: ReportRunId) -> None:
        """Nobody waits for it any more. On its way to the server this may be before the start."""
        for _ in range(_CANCELS):
            try:
                await self._calls.send(reports.cancel(run_id=run_id))
            except reports.ReportRunNotFound:
                await sleep(_ASK_AGAIN_SECONDS)
            except ApiError:
                return
            else:
                return

    @slot
    async def cancel(self) -> None:
        run = self.state.run
        if run is not None and self.state.under_way:
            try:
                await self._calls.send(reports.cancel(run_id=run.id))
            except ApiError as problem:
                self._show(replace(self.state, problem=problem))

    def about(self) -> list[tuple[str, str]]:
        """What the figures are of, as it stands on papers and in files."""
        asked, table = self.state.asked, self.state.table
        facts = [(tr("Days"), period_text(asked.period)), (tr("By"), grouping_word(asked.grouping))]
        if table is not None and table.before is not None:
            facts.append((tr("Compared with"), period_text(table.before)))
        facts += self.whom() or [(tr("Of"), self._everybody)]
        if table is not None:
            facts.append((tr("As it stood"), datetime_text(table.taken_at)))
            facts.append((tr("Currency"), table.currency))
        return facts

    def caption(self, table: ReportTable) -> str:
        """What a chart of it is of: which days, whom, and when it was counted."""
        whom = [tr("{what}: {value}", what=what, value=value) for what, value in self.whom()]
        return tr(
            "{days} · {of_whom} · counted {time}",
            days=period_text(table.period),
            of_whom=" · ".join(whom) or self._everybody,
            time=datetime_text(table.taken_at),
        )

    @property
    def _everybody(self) -> str:
        return tr("Own figures") if self.state.asked.kind in self.state.own else tr("The whole house")

    def whom(self) -> list[tuple[str, str]]:
        """What it is narrowed by, by name."""
        named = dict[Any, str]([(each.id, each.name) for each in self.state.doctors])
        named |= dict(self.state.departments) | dict(self.state.stores) | dict(self.state.people)
        words = {
            Filter.DOCTOR: tr("Doctor"),
            Filter.DEPARTMENT: tr("Department"),
            Filter.EMPLOYEE: tr("Person"),
            Filter.STORE: tr("Store"),
        }
        return [(words[Filter(name)], named.get(each, "")) for name, each in self.state.asked.filters.items()]

    def _choose(self, **changes: Any) -> None:
        asked = self.state.asked
        self._ask(StartReport(**{**dict(asked), **changes}))

    def _ask(self, asked: StartReport, **also: Any) -> None:
        is_new = asked != self.state.asked
        self._show(replace(self.state, asked=asked, **also))
        if is_new:
            self.make()

    def _show(self, state: StatisticsState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)


def choice_of(asked: StartReport) -> ReportChoice:
    """All of it but the days."""
    return ReportChoice(**{name: getattr(asked, name) for name in ReportChoice.model_fields})


def period_text(period: ReportPeriod) -> str:
    first = date_text(period.since)
    return first if period.days == 1 else tr("{first} to {last}", first=first, last=date_text(period.until))


def shortened_text(state: StatisticsState) -> str:
    """Empty where the days are those that were chosen."""
    if not state.shortened:
        return ""
    moved_to = date_text(state.asked.since)
    return tr("A report covers at most {days} days; the first day was moved to {day}.", days=LONGEST_DAYS, day=moved_to)
