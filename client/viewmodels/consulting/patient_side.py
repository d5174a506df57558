"""What else is known of the patient in the room: earlier visits, and allergies as they are told."""

from dataclasses import dataclass, replace

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.field_text import field_problems
from shared.contracts import consultations, patients
from shared.errors import ApiError, InvalidRequest
from shared.ids import AppointmentId, PatientId
from shared.models.consultations import PastVisit
from shared.models.patients import RecordAllergy, Severity


@dataclass(frozen=True)
class PastState:
    patient_id: PatientId | None = None
    visits: tuple[PastVisit, ...] = ()
    more: bool = False
    problem: ApiError | None = None


class PastVisits(QObject):
    """The last visits before the one in the room."""

    state_changed = Signal(object)  # PastState

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = PastState()
        self._calls = calls

    def show(self, patient_id: PatientId | None, appointment_id: AppointmentId | None) -> None:
        if patient_id == self.state.patient_id and self.state.problem is None:
            return
        self._show(PastState(patient_id))
        if patient_id is not None:
            self._load(patient_id, appointment_id)

    @latest
    async def _load(self, patient_id: PatientId, now_in_room: AppointmentId | None) -> None:
        try:
            page = await self._calls.send(consultations.visits(patient_id=patient_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        if self.state.patient_id == patient_id:
            visits = tuple(visit for visit in page.items if visit.appointment_id != now_in_room)
            self._show(replace(self.state, visits=visits, more=page.more))

    def _show(self, state: PastState) -> None:
        self.state = state
        self.state_changed.emit(state)


@dataclass(frozen=True)
class AllergyState:
    recording: bool = False
    wrong: dict[str, str] | None = None
    """A sentence a field."""
    problem: ApiError | None = None


class AllergyEntry(QObject):
    """One allergy being told."""

    state_changed = Signal(object)  # AllergyState
    recorded = Signal(object)  # PatientDetails

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = AllergyState()
        self._calls = calls

    @slot
    async def record(self, patient_id: PatientId, substance: str, reaction: str, severity: Severity) -> None:
        if self.state.recording:
            return
        try:
            request = RecordAllergy(patient_id=patient_id, substance=substance, reaction=reaction, severity=severity)
        except ValidationError as error:
            self._show(AllergyState(wrong=field_problems(error)))
            return
        self._show(AllergyState(recording=True))
        try:
            patient = await self._calls.send(patients.record_allergy.bind(request))
        except InvalidRequest as error:
            self._show(AllergyState(wrong=field_problems(error)))
        except ApiError as problem:
            self._show(AllergyState(problem=problem))
        else:
            self._show(AllergyState())
            self.recorded.emit(patient)

    def _show(self, state: AllergyState) -> None:
        self.state = state
        self.state_changed.emit(state)
