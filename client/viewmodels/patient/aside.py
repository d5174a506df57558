"""The card of whoever another page is about: what must never be missed, and the face."""

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from shared.contracts import patients
from shared.errors import ApiError
from shared.ids import PatientId
from shared.models.patients import PatientDetails
from shared.topics import Topic


class PatientAside(QObject):
    """Live: an allergy that is told elsewhere appears here."""

    state_changed = Signal(object)  # PatientDetails or None

    def __init__(self, calls: Calls, changes: Changes, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: PatientDetails | None = None
        self._calls = calls
        self._session = session
        self._wanted: PatientId | None = None
        changes.on({Topic.PATIENTS}, self, self.refresh)

    def show(self, patient_id: PatientId | None) -> None:
        if patient_id != self._wanted:
            self._wanted = patient_id
            self._set(None)
            self.refresh()

    def refresh(self) -> None:
        if self._wanted is not None and self._session.can(patients.get):
            self._load(self._wanted)

    @latest
    async def _load(self, patient_id: PatientId) -> None:
        try:
            card = await self._calls.send(patients.get(patient_id=patient_id))
        except ApiError:
            return  # the page's own call says that the server is away
        if patient_id == self._wanted:
            self._set(card)

    def _set(self, card: PatientDetails | None) -> None:
        if card != self.state:
            self.state = card
            self.state_changed.emit(card)
