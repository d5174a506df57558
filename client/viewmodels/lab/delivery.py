"""Reports to be handed over: who waits for which, what is printed, who took it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.view_model import ViewModel
from client.viewmodels.patient.dues import Dues
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contracts import lab
from shared.errors import ApiError
from shared.ids import PatientId, TestOrderId
from shared.models.lab_reports import ReportState, ReportToGive, ReportVersion
from shared.models.lab_results import Taker
from shared.models.patients import PatientSummary
from shared.topics import Topic

_MOST = 300
_HELD = (ReportState.CORRECTING, ReportState.REJUDGING)


def may_be_given(report: ReportToGive) -> bool:
    """Not while another version is being made."""
    return report.state not in _HELD


def is_issued_again(report: ReportToGive) -> bool:
    """It takes the place of one that may be in somebody's hands, and nobody has it yet."""
    return report.state is ReportState.READY and report.replaces is not None


@dataclass(frozen=True)
class Waiting:
    """A patient, with the reports there are for him on the list."""

    patient: PatientSummary
    reports: tuple[ReportToGive, ...]

    @property
    def is_held(self) -> bool:
        return not any(map(may_be_given, self.reports))

    @property
    def is_issued_again(self) -> bool:
        return any(map(is_issued_again, self.reports))

    @property
    def is_corrected(self) -> bool:
        """On top of the list: the patient, or whoever has the old paper, must hear of it."""
        return self.is_issued_again or not all(map(may_be_given, self.reports))

    @property
    def is_given(self) -> bool:
        return all(report.state is ReportState.DELIVERED for report in self.reports)

    @property
    def unpaid(self) -> bool:
        return any(report.unpaid for report in self.reports)


@dataclass(frozen=True)
class DeliveryState:
    term: str = ""
    rows: tuple[Waiting, ...] = ()
    more: bool = False
    known: bool = False
    patient: PatientSummary | None = None
    reports: tuple[ReportToGive, ...] = ()
    """Everything that was released of the patient who is open."""
    chosen: frozenset[TestOrderId] = frozenset()
    sending: bool = False
    problem: ApiError | None = None
    """Why the list is not new."""
    refused: ApiError | None = None
    """Why nothing was handed over; it stands until somebody goes on."""

    @property
    def chosen_reports(self) -> tuple[ReportToGive, ...]:
        return tuple(report for report in self.reports if report.test_order_id in self.chosen)

    @property
    def versions(self) -> list[ReportVersion]:
        return [
            ReportVersion(test_order_id=report.test_order_id, number=report.number) for report in self.chosen_reports
        ]


class Delivery(ViewModel[DeliveryState]):
    """The list stays as it was while the server is away."""

    opened = Signal()
    not_found = Signal(str)
    """What was looked for; empty for a patient of whom nothing was released."""
    delivered = Signal(int)

    def __init__(self, calls: Calls, changes: Changes, printing: PrintDesk, parent: QObject | None = None) -> None:
        super().__init__(DeliveryState(), parent)
        self.dues = Dues(calls, changes, self)
        self._calls = calls
        self._printing = printing
        changes.on({Topic.LAB, Topic.BILLING}, self, self.refresh)

    def refresh(self) -> None:
        self.search(self.state.term)
        if self.state.patient is not None:
            self._load(self.state.patient.id, opening=False)

    @latest
    async def search(self, term: str) -> None:
        self._show(replace(self.state, term=term))
        try:
            page = await self._calls.send(lab.to_deliver(term=term, limit=_MOST))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, rows=_by_patient(page.items), more=page.more, known=True, problem=None))

    @slot
    async def find(self, term: str) -> None:
        """For Enter and for a scanner: a tube, a card or a name."""
        if not term:
            return
        try:
            page = await self._calls.send(lab.to_deliver(term=term, limit=1))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        if page.items:
            self.open(page.items[0].patient.id)
        else:
            self.not_found.emit(term)

    def open(self, patient_id: PatientId) -> None:
        """With everything chosen that waits for its patient."""
        self._load(patient_id, opening=True)

    def choose(self, order_id: TestOrderId, *, wanted: bool) -> None:
        may = any(may_be_given(report) for report in self.state.reports if report.test_order_id == order_id)
        chosen = self.state.chosen | {order_id} if wanted and may else self.state.chosen - {order_id}
        self._show(replace(self.state, chosen=chosen, refused=None))

    def choose_all(self) -> None:
        """All that may be given; once more, none."""
        every = frozenset(report.test_order_id for report in self.state.reports if may_be_given(report))
        self._show(replace(self.state, chosen=frozenset() if self.state.chosen == every else every))

    def print(self) -> None:
        if self.state.chosen:
            self._printing.reports(self.state.versions, self.state.chosen_reports[0].accession)

    @slot
    async def hand_over(self, taker: Taker, taken_by: str, relation: str) -> None:
        state = self.state
        if not state.chosen or state.sending:
            return
        self._show(replace(state, sending=True, refused=None))
        call = lab.deliver(reports=state.versions, taker=taker, taken_by=taken_by, relation=relation)
        try:
            given = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, sending=False, refused=problem))
        else:
            self._show(replace(self.state, sending=False, chosen=frozenset()))
            self.delivered.emit(len(given.items))
        self.refresh()

    @latest
    async def _load(self, patient_id: PatientId, *, opening: bool) -> None:
        try:
            page = await self._calls.send(lab.to_deliver(patient_id=patient_id, limit=_MOST))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        reports = tuple(page.items)
        if not reports:  # of two merged records the other one is on the list now
            self._show(replace(self.state, patient=None, reports=(), chosen=frozenset(), refused=None))
            if opening:
                self.not_found.emit("")
            return
        refused = None if opening else self.state.refused
        if opening:
            chosen = {report.test_order_id for report in reports if report.state is ReportState.READY}
        else:
            chosen = {one.test_order_id for one in reports if may_be_given(one)} & self.state.chosen
        patient = reports[0].patient
        self._show(replace(self.state, patient=patient, reports=reports, chosen=frozenset(chosen), refused=refused))
        if opening:
            self.opened.emit()


def _by_patient(reports: Iterable[ReportToGive]) -> tuple[Waiting, ...]:
    """Corrections first; else whoever's report came out last."""
    of_each: dict[PatientId, list[ReportToGive]] = {}
    for report in reports:
        of_each.setdefault(report.patient.id, []).append(report)
    rows = [Waiting(found[0].patient, tuple(found)) for found in of_each.values()]
    return tuple(chain((row for row in rows if row.is_corrected), (row for row in rows if not row.is_corrected)))
