"""A signed note as it was signed, and what was added to it since."""

from dataclasses import dataclass, replace

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.field_text import field_problems
from client.core.session import Session
from shared.contracts import consultations
from shared.errors import ApiError, InvalidRequest
from shared.ids import AppointmentId
from shared.models.consultations import AmendConsultation, ConsultationDetails


@dataclass(frozen=True)
class PastNoteState:
    appointment_id: AppointmentId | None = None
    kept: ConsultationDetails | None = None
    may_amend: bool = False
    saving: bool = False
    wrong: dict[str, str] | None = None
    """A sentence a field."""
    problem: ApiError | None = None


class PastNote(QObject):
    state_changed = Signal(object)  # PastNoteState
    amended = Signal(object)  # ConsultationDetails
    papers_asked = Signal(object)  # ConsultationDetails

    def __init__(self, calls: Calls, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = PastNoteState()
        self._calls = calls
        self._session = session

    def open(self, appointment_id: AppointmentId) -> None:
        self._show(PastNoteState(appointment_id))
        self._load(appointment_id)

    @slot
    async def amend(self, text: str, reason: str) -> None:
        """Only the note's own doctor adds to it, and says why."""
        state = self.state
        if state.saving or not state.may_amend or state.appointment_id is None:
            return
        try:
            request = AmendConsultation(appointment_id=state.appointment_id, text=text, reason=reason)
        except ValidationError as error:
            self._show(replace(state, wrong=field_problems(error)))
            return
        self._show(replace(state, saving=True, wrong=None, problem=None))
        try:
            kept = await self._calls.send(consultations.amend.bind(request))
        except InvalidRequest as error:
            self._show(replace(self.state, saving=False, wrong=field_problems(error)))
        except ApiError as problem:
            self._show(replace(self.state, saving=False, problem=problem))
        else:
            self._show(replace(self.state, saving=False, kept=kept))
            self.amended.emit(kept)

    def ask_for_papers(self) -> None:
        """What went out of that visit, to be printed again or changed."""
        if self.state.kept is not None and self.state.kept.completed_at is not None:
            self.papers_asked.emit(self.state.kept)

    @latest
    async def _load(self, appointment_id: AppointmentId) -> None:
        try:
            kept = await self._calls.send(consultations.get(appointment_id=appointment_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        if self.state.appointment_id == appointment_id:
            self._show(replace(self.state, kept=kept, may_amend=self._may_amend(kept), problem=None))

    def _may_amend(self, kept: ConsultationDetails) -> bool:
        me = self._session.me
        own = me is not None and me.employee_id == kept.doctor_id
        return own and kept.completed_at is not None and self._session.can(consultations.amend)

    def _show(self, state: PastNoteState) -> None:
        self.state = state
        self.state_changed.emit(state)
