"""Whose card was scanned."""

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from shared.contracts import patients
from shared.errors import ApiError


class CardLookup(QObject):
    found = Signal(object)  # PatientSummary
    failed = Signal(object)  # ApiError

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls

    @latest
    async def find(self, number: str) -> None:
        """A second card takes the place of the first: it lies on the counter now."""
        try:
            patient = await self._calls.send(patients.by_number(number=number))
        except ApiError as problem:
            self.failed.emit(problem)
        else:
            self.found.emit(patient)
