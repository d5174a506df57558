"""Two records of one person become one: choosing, comparing, and the second person's word."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from client.viewmodels.approval.second_person import SecondPerson
from shared.contracts import merges, patients
from shared.errors import ApiError, StaleVersion
from shared.ids import PatientId
from shared.models.access import Approval
from shared.models.merges import Merge, MergePatients, UndoMerge, merge_subject
from shared.models.patients import PatientDetails, PatientSummary
from shared.permissions import Permission

_SHORTEST_TERM: Final = 2


@dataclass(frozen=True)
class MergeState:
    one: PatientDetails
    """The record the merge began from."""
    other: PatientDetails | None = None
    keeps_other: bool = False
    term: str = ""
    hits: tuple[PatientSummary, ...] = ()
    busy: bool = False
    problem: ApiError | None = None

    @property
    def kept(self) -> PatientDetails | None:
        return self.other if self.keeps_other else self.one

    @property
    def merged(self) -> PatientDetails | None:
        return self.one if self.keeps_other else self.other


class MergeDesk(ViewModel[MergeState]):
    merged = Signal(object)  # Merge

    def __init__(self, calls: Calls, patient: PatientDetails, parent: QObject | None = None) -> None:
        super().__init__(MergeState(patient), parent)
        self._calls = calls

    @latest
    async def find(self, term: str) -> None:
        if len(term) < _SHORTEST_TERM:
            self._show(replace(self.state, term=term, hits=()))
            return
        try:
            page = await self._calls.send(patients.search(term=term))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            hits = tuple(hit for hit in page.items if hit.id != self.state.one.id)
            self._show(replace(self.state, term=term, hits=hits, problem=None))

    @latest
    async def choose(self, patient: PatientSummary) -> None:
        try:
            other = await self._calls.send(patients.get(patient_id=patient.id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            # Who came first has the number that is on the older papers.
            keeps_other = other.registered_at < self.state.one.registered_at
            self._show(replace(self.state, other=other, keeps_other=keeps_other, problem=None))

    def swap(self) -> None:
        """The other record is the one that stays."""
        if not self.state.busy:
            self._show(replace(self.state, keeps_other=not self.state.keeps_other))

    def choose_again(self) -> None:
        if not self.state.busy:
            self._show(replace(self.state, other=None, problem=None))

    def ask_second_person(self) -> SecondPerson | None:
        kept, merged = self.state.kept, self.state.merged
        if kept is None or merged is None:
            return None
        return SecondPerson(self._calls, Permission.PATIENTS_MERGE, merge_subject(kept.id, merged.id))

    @slot
    async def merge(self, reason: str, approval: Approval) -> None:
        kept, merged = self.state.kept, self.state.merged
        if kept is None or merged is None or self.state.busy:
            return
        request = MergePatients(
            kept_id=kept.id,
            kept_version=kept.version,
            merged_id=merged.id,
            merged_version=merged.version,
            reason=reason,
            approval_id=approval.id,
        )
        self._show(replace(self.state, busy=True, problem=None))
        try:
            done = await self._calls.send(merges.merge.bind(request))
        except StaleVersion as problem:
            await self._look_again(problem)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.merged.emit(done)

    async def _look_again(self, problem: StaleVersion) -> None:
        """Somebody changed one of the two: both as they are now, to be compared once more."""
        one, other = self.state.one, self.state.other
        if other is None:
            return
        try:
            one = await self._calls.send(patients.get(patient_id=one.id))
            other = await self._calls.send(patients.get(patient_id=other.id))
        except ApiError as refusal:
            self._show(replace(self.state, busy=False, problem=refusal))
        else:
            self._show(replace(self.state, one=one, other=other, busy=False, problem=problem))


@dataclass(frozen=True)
class UndoState:
    merges: tuple[Merge, ...] | None = None
    """Those that stand; None until they are known."""
    busy: bool = False
    problem: ApiError | None = None


class MergeUndo(ViewModel[UndoState]):
    undone = Signal(object)  # Merge

    def __init__(self, calls: Calls, patient_id: PatientId, parent: QObject | None = None) -> None:
        super().__init__(UndoState(), parent)
        self._calls = calls
        self._patient_id = patient_id

    @latest
    async def refresh(self) -> None:
        try:
            page = await self._calls.send(merges.of_patient(patient_id=self._patient_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            standing = tuple(merge for merge in page.items if merge.undone is None)
            self._show(replace(self.state, merges=standing, problem=None))

    def ask_second_person(self, merge_id: UUID) -> SecondPerson:
        return SecondPerson(self._calls, Permission.PATIENTS_MERGE, merge_id)

    @slot
    async def undo(self, merge: Merge, reason: str, approval: Approval) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        request = UndoMerge(merge_id=merge.id, reason=reason, approval_id=approval.id)
        try:
            done = await self._calls.send(merges.undo.bind(request))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.undone.emit(done)
