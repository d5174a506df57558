"""What a patient owes from before, for every counter that shows the patient."""

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from client.core.changes import Changes
from shared.contracts import billing
from shared.errors import ApiError
from shared.ids import BillId, PatientId
from shared.models.billing import PatientDues
from shared.topics import Topic


class Dues(QObject):
    """Live; None while nothing is owed, or it is not known yet."""

    state_changed = Signal(object)  # PatientDues or None

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: PatientDues | None = None
        self.may_ask = True
        """Not for a role that may not see what patients owe."""
        self._calls = calls
        self._wanted: tuple[PatientId, BillId | None] | None = None
        changes.on({Topic.BILLING}, self, self.refresh)

    def show(self, patient_id: PatientId | None, *, besides: BillId | None = None) -> None:
        """`besides` is the bill that the counter has open: it says itself what is due of it."""
        wanted = None if patient_id is None else (patient_id, besides)
        if wanted != self._wanted:
            self._wanted = wanted
            self._set(None)
            self.refresh()

    def refresh(self) -> None:
        if self._wanted is not None and self.may_ask:
            self._load(*self._wanted)

    @latest
    async def _load(self, patient_id: PatientId, besides: BillId | None) -> None:
        try:
            dues = await self._calls.send(billing.dues(patient_id=patient_id, besides=besides))
        except ApiError:
            return  # the page's own call says that the server is away
        if (patient_id, besides) == self._wanted:
            self._set(dues if dues.amount else None)

    def _set(self, dues: PatientDues | None) -> None:
        if dues != self.state:
            self.state = dues
            self.state_changed.emit(dues)
