"""Results that were released: those the doctor ordered and has not read yet, and all reports of one patient."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session, SessionState
from shared.contracts import lab
from shared.errors import ApiError
from shared.ids import PatientId
from shared.models.common import Nothing
from shared.models.lab_results import TestReport, UnreadResult
from shared.topics import Topic


@dataclass(frozen=True)
class UnreadState:
    items: tuple[UnreadResult, ...] | None = None
    """None until it was asked once."""
    more: bool = False
    problem: ApiError | None = None

    @property
    def count(self) -> int:
        return len(self.items or ())

    @property
    def has_critical(self) -> bool:
        return any(one.critical for one in self.items or ())

    def has(self, report: TestReport) -> bool:
        return any((one.test_order_id, one.number) == (report.test_order_id, report.number) for one in self.items or ())


class UnreadResults(QObject):
    """The doctor's list, which grows the moment a result is released."""

    state_changed = Signal(object)  # UnreadState
    arrived = Signal(object)  # UnreadResult

    def __init__(self, calls: Calls, changes: Changes, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = UnreadState()
        self._calls = calls
        self._session = session
        self._me = session.me
        changes.on({Topic.REPORTS}, self, self.refresh, unseen=True)  # a critical value is told on every page
        session.state_changed.connect(self._follow)

    def refresh(self) -> None:
        if self._session.can(lab.unread):
            self._load()

    @slot
    async def mark_read(self, report: TestReport) -> None:
        try:
            await self._calls.send(lab.mark_read(test_order_id=report.test_order_id, number=report.number))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            left = tuple(one for one in self.state.items or () if one.test_order_id != report.test_order_id)
            self._show(replace(self.state, items=left, problem=None))
            self.refresh()  # a newer version may have come while it was read

    @latest
    async def _load(self) -> None:
        try:
            page = await self._calls.send(lab.unread.bind(Nothing()))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        before = self.state.items
        self._show(UnreadState(tuple(page.items), page.more))
        for one in page.items:
            if before is not None and one not in before:
                self.arrived.emit(one)

    def _follow(self, state: SessionState) -> None:
        """Another person at this computer: another list."""
        before, self._me = self._me, state.me
        if (before and before.user_id) != (state.me and state.me.user_id):
            self._show(UnreadState())
            if state.me is not None:
                self.refresh()

    def _show(self, state: UnreadState) -> None:
        self.state = state
        self.state_changed.emit(state)


@dataclass(frozen=True)
class ReportsState:
    patient_id: PatientId | None = None
    reports: tuple[TestReport, ...] = ()
    more: bool = False
    loading: bool = False
    problem: ApiError | None = None


class PatientReports(QObject):
    """All that was released of one patient, the newest first."""

    state_changed = Signal(object)  # ReportsState

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = ReportsState()
        self._calls = calls
        changes.on({Topic.REPORTS}, self, self._look_again)

    def open(self, patient_id: PatientId) -> None:
        self._show(ReportsState(patient_id, loading=True))
        self._load(patient_id)

    def close(self) -> None:
        self._show(ReportsState())

    @latest
    async def _load(self, patient_id: PatientId) -> None:
        try:
            page = await self._calls.send(lab.reports_of(patient_id=patient_id))
        except ApiError as problem:
            self._show(replace(self.state, loading=False, problem=problem))
            return
        if self.state.patient_id == patient_id:
            self._show(ReportsState(patient_id, tuple(page.items), page.more))

    def _look_again(self) -> None:
        if self.state.patient_id is not None:
            self._load(self.state.patient_id)

    def _show(self, state: ReportsState) -> None:
        self.state = state
        self.state_changed.emit(state)
