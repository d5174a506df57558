"""What else is known of the patient in the room: the past, and allergies as they are told."""

from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.field_text import field_problems
from shared.contract import Call
from shared.contracts import consultations, patients
from shared.errors import ApiError, InvalidRequest
from shared.ids import AppointmentId, PatientId, ProblemId
from shared.models.consultations import Background, Icd10, PastVisit, Problem
from shared.models.patients import RecordAllergy, Severity
from shared.models.vitals import Vitals
from shared.topics import Topic


@dataclass(frozen=True)
class PastState:
    patient_id: PatientId | None = None
    now_in_room: AppointmentId | None = None
    known: Background | None = None
    problem: ApiError | None = None

    @property
    def visits(self) -> tuple[PastVisit, ...]:
        """Before the one in the room."""
        visits = self.known.visits.items if self.known else []
        return tuple(visit for visit in visits if visit.appointment_id != self.now_in_room)

    @property
    def newest(self) -> Vitals | None:
        return self.known.vitals[0] if self.known and self.known.vitals else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self.known.problems) if self.known else ()


class PatientPast(QObject):
    """The patient's past: visits, vital signs, medicines, problems; read anew when somebody adds to it."""

    state_changed = Signal(object)  # PastState

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = PastState()
        self._calls = calls
        self._expected: PatientId | None = None
        self._ahead: Background | None = None
        """Of who is expected."""
        changes.on({Topic.VITALS, Topic.PROBLEMS, Topic.PRESCRIPTIONS, Topic.REPORTS}, self, self._look_again)

    def expect(self, patient_id: PatientId | None) -> None:
        """Who was called is on the way in: read now what is shown once they are here."""
        if patient_id == self._expected:
            return
        self._expected, self._ahead = patient_id, None
        self._read_ahead()

    def show(self, patient_id: PatientId | None, appointment_id: AppointmentId | None) -> None:
        if patient_id == self.state.patient_id and self.state.problem is None:
            return
        known = self._ahead if patient_id == self._expected else None
        self.state = PastState(patient_id, appointment_id, known)
        if patient_id is not None and known is None:
            self._load(patient_id, again=False)  # on its way before the screen is drawn without it
        self._show(self.state)

    def look_again(self) -> None:
        """Something was added here: it does not wait for the news of it."""
        self._look_again()

    @slot
    async def add_problem(self, diagnosis: Icd10) -> None:
        patient_id = self.state.patient_id
        if patient_id is None or any(problem.code == diagnosis.code for problem in self.state.problems):
            return
        await self._change(consultations.add_problem(patient_id=patient_id, code=diagnosis.code))

    @slot
    async def resolve_problem(self, problem_id: ProblemId) -> None:
        await self._change(consultations.resolve_problem(problem_id=problem_id))

    async def _change(self, call: Call[Any]) -> None:
        try:
            await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._look_again()

    @latest
    async def _load(self, patient_id: PatientId, *, again: bool) -> None:
        try:
            known = await self._calls.send(consultations.background(patient_id=patient_id, again=again))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        if self.state.patient_id == patient_id:
            self._show(replace(self.state, known=known, problem=None))

    @latest
    async def _load_ahead(self, patient_id: PatientId) -> None:
        try:
            self._ahead = await self._calls.send(consultations.background(patient_id=patient_id))
        except ApiError:
            return  # asked for once more when they are here, and said then

    def _read_ahead(self) -> None:
        if self._expected is not None and self._expected != self.state.patient_id:
            self._load_ahead(self._expected)

    def _look_again(self) -> None:
        self._ahead = None
        self._read_ahead()
        if self.state.patient_id is not None:
            self._load(self.state.patient_id, again=True)

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
