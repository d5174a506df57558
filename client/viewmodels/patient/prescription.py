"""One prescription of the chart, with what was said against it; and its cancelling."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.session import Session
from shared.contracts import prescriptions
from shared.errors import ApiError
from shared.ids import PrescriptionId
from shared.models.prescriptions import Prescription, PrescriptionStatus


@dataclass(frozen=True)
class PrescriptionState:
    prescription: Prescription | None = None
    may_cancel: bool = False
    busy: bool = False
    problem: ApiError | None = None


class OnePrescription(QObject):
    state_changed = Signal(object)  # PrescriptionState

    def __init__(self, calls: Calls, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = PrescriptionState()
        self._calls = calls
        self._session = session

    @latest
    async def open(self, prescription_id: PrescriptionId) -> None:
        self._show(PrescriptionState(busy=True))
        try:
            found = await self._calls.send(prescriptions.get(prescription_id=prescription_id))
        except ApiError as problem:
            self._show(PrescriptionState(problem=problem))
        else:
            self._take(found)

    @slot
    async def cancel(self, reason: str) -> None:
        prescription = self.state.prescription
        if prescription is None or self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            cancelled = await self._calls.send(prescriptions.cancel(prescription_id=prescription.id, reason=reason))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._take(cancelled)

    def _take(self, prescription: Prescription) -> None:
        issued = prescription.status is PrescriptionStatus.ISSUED
        self._show(PrescriptionState(prescription, may_cancel=issued and self._session.can(prescriptions.cancel)))

    def _show(self, state: PrescriptionState) -> None:
        self.state = state
        self.state_changed.emit(state)
