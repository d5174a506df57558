"""Records put away, and brought back."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.contracts import patients
from shared.errors import ApiError
from shared.models.patients import ArchivedPatient, PatientDetails


@dataclass(frozen=True)
class ArchiveState:
    term: str = ""
    rows: tuple[ArchivedPatient, ...] = ()
    more: bool = False
    busy: bool = False
    problem: ApiError | None = None


class Archive(ViewModel[ArchiveState]):
    moved = Signal(object)  # PatientDetails

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(ArchiveState(), parent)
        self._calls = calls

    @latest
    async def find(self, term: str) -> None:
        try:
            page = await self._calls.send(patients.archived(term=term))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(ArchiveState(term, tuple(page.items), page.more))

    @slot
    async def put_away(self, patient: PatientDetails, reason: str) -> None:
        await self._move(patients.put_away(patient_id=patient.id, version=patient.version, reason=reason))

    @slot
    async def bring_back(self, patient: PatientDetails | ArchivedPatient, reason: str) -> None:
        await self._move(patients.bring_back(patient_id=patient.id, version=patient.version, reason=reason))

    async def _move(self, call: Call[PatientDetails]) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            patient = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.moved.emit(patient)
