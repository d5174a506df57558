"""A patient's card and their visits."""

from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from shared.contracts import appointments, consultations, patients
from shared.errors import ApiError
from shared.ids import AppointmentId, PatientId
from shared.models.appointments import AppointmentStatus, AppointmentSummary
from shared.models.consultations import PastVisit
from shared.models.patients import PatientDetails
from shared.topics import Topic


@dataclass(frozen=True)
class Visit:
    """One visit to one doctor: of today with its state, an earlier one with what was found."""

    appointment_id: AppointmentId
    doctor: str
    department: str
    at: datetime | None = None
    token: str = ""
    status: AppointmentStatus | None = None
    diagnoses: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileState:
    patient_id: PatientId | None = None
    patient: PatientDetails | None = None
    visits: tuple[Visit, ...] = ()
    loading: bool = False
    problem: ApiError | None = None


class PatientFile(QObject):
    """Each look at a card is kept in the record of looks, so it asks again only while somebody looks."""

    state_changed = Signal(object)  # FileState

    def __init__(self, calls: Calls, changes: Changes, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = FileState()
        self._calls = calls
        self._session = session
        self._watched = False
        changes.on({Topic.PATIENTS}, self, self.refresh)
        changes.on({Topic.APPOINTMENTS, Topic.QUEUE}, self, self.refresh_visits)

    @latest
    async def open(self, patient_id: PatientId) -> None:
        if self.state.patient_id != patient_id:
            self._show(FileState(patient_id, loading=True))
        try:
            patient = await self._calls.send(patients.get(patient_id=patient_id))
            self._show(replace(self.state, patient=patient, problem=None))
            self._show(replace(self.state, visits=await self._visits(patient_id), loading=False))
        except ApiError as problem:
            self._show(replace(self.state, loading=False, problem=problem))

    def set_watched(self, watched: bool) -> None:  # noqa: FBT001  # a setter
        """Whether the page is in sight."""
        came_back = watched and not self._watched
        self._watched = watched
        if came_back and not self.state.loading:
            self.refresh()

    def refresh(self) -> None:
        if self._watched and self.state.patient_id is not None:
            self.open(self.state.patient_id)

    @slot
    async def refresh_visits(self) -> None:
        patient_id = self.state.patient_id
        if not self._watched or patient_id is None:
            return
        try:
            visits = await self._visits(patient_id)
        except ApiError:
            return  # what is shown stays; the frame says that the server is away
        if self.state.patient_id == patient_id:
            self._show(replace(self.state, visits=visits))

    async def _visits(self, patient_id: PatientId) -> tuple[Visit, ...]:
        """Today's first, then the earlier ones where the user may see them."""
        today: list[Visit] = []
        if self._session.can(appointments.of_day):
            page = await self._calls.send(appointments.of_day(patient_id=patient_id))
            today = [_of_today(row) for row in page.items]
        known = {visit.appointment_id for visit in today}
        earlier: list[Visit] = []
        if self._session.can(consultations.visits):
            past = await self._calls.send(consultations.visits(patient_id=patient_id, limit=100))
            earlier = [_of_past(row) for row in past.items if row.appointment_id not in known]
        return (*today, *earlier)

    def _show(self, state: FileState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)


def _of_today(row: AppointmentSummary) -> Visit:
    return Visit(row.id, row.doctor, row.department, row.checked_in_at, row.token or "", row.status)


def _of_past(row: PastVisit) -> Visit:
    found = tuple(f"{diagnosis.code} {diagnosis.title}" for diagnosis in row.diagnoses)
    return Visit(row.appointment_id, row.doctor, row.department, row.at, diagnoses=found)
