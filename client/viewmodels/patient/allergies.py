"""An allergy that was entered in error is taken back, with a reason."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from shared.contracts import patients
from shared.errors import ApiError
from shared.models.patients import Allergy, PatientDetails


@dataclass(frozen=True)
class WithdrawalState:
    busy: bool = False
    problem: ApiError | None = None


class AllergyWithdrawal(QObject):
    state_changed = Signal(object)  # WithdrawalState
    withdrawn = Signal(object)  # PatientDetails

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = WithdrawalState()
        self._calls = calls

    @slot
    async def withdraw(self, patient: PatientDetails, allergy: Allergy, reason: str) -> None:
        if self.state.busy:
            return
        self._show(WithdrawalState(busy=True))
        call = patients.withdraw_allergy(patient_id=patient.id, allergy_id=allergy.id, reason=reason)
        try:
            card = await self._calls.send(call)
        except ApiError as problem:
            self._show(WithdrawalState(problem=problem))
        else:
            self._show(WithdrawalState())
            self.withdrawn.emit(card)

    def _show(self, state: WithdrawalState) -> None:
        self.state = state
        self.state_changed.emit(state)
