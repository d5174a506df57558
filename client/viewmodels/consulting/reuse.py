"""What is given again: the patient's last prescription, and the doctor's own order sets."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.viewmodels.consulting.worksheet import Line, line_as_sent
from shared.contracts import prescriptions
from shared.errors import ApiError
from shared.ids import AppointmentId, OrderSetId
from shared.models.prescriptions import NewPrescriptionItem, OrderSet, Prescription


@dataclass(frozen=True)
class ReuseState:
    last: Prescription | None = None
    sets: tuple[OrderSet, ...] = ()
    loading: bool = False
    saving: bool = False
    problem: ApiError | None = None


class Reuse(QObject):
    state_changed = Signal(object)  # ReuseState
    saved = Signal()

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = ReuseState()
        self._calls = calls

    @latest
    async def look(self, appointment_id: AppointmentId) -> None:
        self._show(ReuseState(loading=True))
        try:
            last = await self._calls.send(prescriptions.last(appointment_id=appointment_id))
            sets = await self._calls.send(prescriptions.order_sets())
        except ApiError as problem:
            self._show(ReuseState(problem=problem))
        else:
            self._show(ReuseState(last.prescription, tuple(sets.items)))

    @slot
    async def save(self, name: str, items: list[NewPrescriptionItem]) -> None:
        if self.state.saving:
            return
        self._show(replace(self.state, saving=True, problem=None))
        try:
            await self._calls.send(prescriptions.save_order_set(name=name, items=items))
        except ApiError as problem:
            self._show(replace(self.state, saving=False, problem=problem))
        else:
            self._show(replace(self.state, saving=False))
            self.saved.emit()

    @slot
    async def remove(self, order_set_id: OrderSetId) -> None:
        try:
            await self._calls.send(prescriptions.remove_order_set(order_set_id=order_set_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            left = tuple(each for each in self.state.sets if each.id != order_set_id)
            self._show(replace(self.state, sets=left, problem=None))

    def last_lines(self) -> tuple[Line, ...]:
        return tuple(map(line_as_sent, self.state.last.items)) if self.state.last else ()

    def _show(self, state: ReuseState) -> None:
        self.state = state
        self.state_changed.emit(state)
