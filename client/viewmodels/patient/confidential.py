"""A record is made confidential or not any more, and opened all the same with a reason."""

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from shared.contracts import confidential
from shared.errors import ApiError
from shared.ids import PatientId


class Confidence(QObject):
    marked = Signal(object)  # PatientId
    broken = Signal(object)  # PatientId
    refused = Signal(object)  # ApiError

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls

    @slot
    async def mark(self, patient_id: PatientId, reason: str, *, on: bool) -> None:
        try:
            await self._calls.send(confidential.mark(patient_id=patient_id, confidential=on, reason=reason))
        except ApiError as problem:
            self.refused.emit(problem)
        else:
            self.marked.emit(patient_id)

    @slot
    async def break_glass(self, patient_id: PatientId, reason: str) -> None:
        try:
            await self._calls.send(confidential.break_glass(patient_id=patient_id, reason=reason))
        except ApiError as problem:
            self.refused.emit(problem)
        else:
            self.broken.emit(patient_id)
