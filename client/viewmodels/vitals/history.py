"""Every set of one patient, those in error too."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from shared.contracts import vitals
from shared.errors import ApiError
from shared.ids import PatientId, VitalsId
from shared.models.vitals import Vitals
from shared.topics import Topic


@dataclass(frozen=True)
class HistoryState:
    patient_id: PatientId | None = None
    sets: tuple[Vitals, ...] = ()
    loading: bool = False
    problem: ApiError | None = None


class VitalsHistory(QObject):
    state_changed = Signal(object)  # HistoryState

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = HistoryState()
        self._calls = calls
        changes.on({Topic.VITALS}, self, self._look_again)

    def open(self, patient_id: PatientId) -> None:
        self._show(HistoryState(patient_id, loading=True))
        self._load(patient_id)

    def close(self) -> None:
        self._show(HistoryState())

    @slot
    async def withdraw(self, vitals_id: VitalsId, reason: str) -> None:
        """Marked as entered in error."""
        try:
            marked = await self._calls.send(vitals.withdraw(vitals_id=vitals_id, reason=reason))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            sets = tuple(marked if each.id == marked.id else each for each in self.state.sets)
            self._show(replace(self.state, sets=sets, problem=None))

    @latest
    async def _load(self, patient_id: PatientId) -> None:
        try:
            page = await self._calls.send(vitals.of_patient(patient_id=patient_id))
        except ApiError as problem:
            self._show(replace(self.state, loading=False, problem=problem))
            return
        if self.state.patient_id == patient_id:
            self._show(HistoryState(patient_id, tuple(page.items)))

    def _look_again(self) -> None:
        if self.state.patient_id is not None:
            self._load(self.state.patient_id)

    def _show(self, state: HistoryState) -> None:
        self.state = state
        self.state_changed.emit(state)
