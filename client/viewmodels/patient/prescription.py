"""One prescription of the chart, with what was said against it; and its cancelling."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.session import Session
from shared.contracts import consultations, documents, prescriptions
from shared.errors import ApiError
from shared.ids import PrescriptionId
from shared.models.prescriptions import Prescription, PrescriptionStatus


@dataclass(frozen=True)
class PrescriptionState:
    prescription: Prescription | None = None
    may_cancel: bool = False
    may_amend: bool = False
    may_print: bool = False
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
        """Only who prescribed it changes or cancels it, and nothing that is void is printed."""
        me, can = self._session.me, self._session.can
        own = me is not None and me.employee_id == prescription.prescriber_id
        mine = own and prescription.status is PrescriptionStatus.ISSUED
        is_void = prescription.status is PrescriptionStatus.CANCELLED
        self._show(
            PrescriptionState(
                prescription,
                may_cancel=mine and can(prescriptions.cancel),
                may_amend=mine and can(prescriptions.amend) and can(consultations.get),
                may_print=not is_void and can(consultations.get) and can(documents.record_print),
            )
        )

    def _show(self, state: PrescriptionState) -> None:
        self.state = state
        self.state_changed.emit(state)
