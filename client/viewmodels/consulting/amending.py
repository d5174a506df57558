"""A prescription changed after the visit: its lines anew, checked anew, with a reason; or cancelled."""

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.viewmodels.consulting.prescribing import Prescribing, open_stops
from client.viewmodels.consulting.safety_check import Checked, SafetyCheck
from client.viewmodels.consulting.worksheet import Worksheet
from shared.contracts import consultations, prescriptions
from shared.contracts.prescriptions import UnsettledWarnings
from shared.errors import ApiError
from shared.ids import AppointmentId
from shared.models.consultations import ConsultationDetails
from shared.models.prescriptions import Prescription, PrescriptionStatus, SafetyWarning


@dataclass(frozen=True)
class AmendingState:
    appointment_id: AppointmentId | None = None
    kept: ConsultationDetails | None = None
    """The visit with the version that stands."""
    sheet: Worksheet = field(default_factory=Worksheet)
    check: Checked = field(default_factory=Checked)
    sending: bool = False
    problem: ApiError | None = None

    @property
    def standing(self) -> Prescription | None:
        return self.kept.prescription if self.kept else None

    @property
    def stops(self) -> tuple[SafetyWarning, ...]:
        return open_stops(self.check, self.sheet)

    @property
    def takes_lines(self) -> bool:
        return self.standing is not None and self.standing.status is PrescriptionStatus.ISSUED

    @property
    def may_prescribe(self) -> bool:
        return self.takes_lines and not self.sending

    @property
    def is_changed(self) -> bool:
        return self.kept is not None and self.sheet.has_new_lines(self.kept)

    @property
    def is_complete(self) -> bool:
        return bool(self.sheet.lines) and all(line.is_complete for line in self.sheet.lines)


class Amending(Prescribing):
    """Of the visit it was opened for; the server keeps the old version as it was."""

    state: AmendingState
    amended = Signal(object)  # ConsultationDetails, with the new version
    cancelled = Signal(object)  # Prescription

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = AmendingState()
        self._calls = calls
        self._safety = SafetyCheck(calls, self)
        self._safety.state_changed.connect(self._take_warnings)

    def open(self, appointment_id: AppointmentId) -> None:
        """As it stands now: somebody may have changed it since it was on the screen."""
        self._safety.forget()
        self._show(AmendingState(appointment_id))
        self._load(appointment_id)

    @slot
    async def amend(self, reason: str) -> None:
        state = self.state
        if state.kept is None or state.standing is None or not state.may_prescribe or not state.is_complete:
            return
        self._show(replace(state, sending=True, problem=None))
        sheet = state.sheet
        try:
            sent = await self._calls.send(
                prescriptions.amend(
                    prescription_id=state.standing.id,
                    items=sheet.items(),
                    reason=reason,
                    facts=sheet.facts,
                    overrides=list(sheet.overrides),
                )
            )
        except ApiError as problem:
            self._show(replace(self.state, sending=False, problem=problem))
            if isinstance(problem, UnsettledWarnings):
                self._safety.take(problem.warnings)
            return
        kept = state.kept.model_copy(update={"prescription": sent})
        self._show(replace(self.state, sending=False, kept=kept))
        self.amended.emit(kept)

    @slot
    async def cancel(self, prescription: Prescription, reason: str) -> None:
        if self.state.sending:
            return
        self._show(replace(self.state, sending=True, problem=None))
        try:
            cancelled = await self._calls.send(prescriptions.cancel(prescription_id=prescription.id, reason=reason))
        except ApiError as problem:
            self._show(replace(self.state, sending=False, problem=problem))
        else:
            self._show(replace(self.state, sending=False))
            self.cancelled.emit(cancelled)

    @latest
    async def _load(self, appointment_id: AppointmentId) -> None:
        try:
            kept = await self._calls.send(consultations.get(appointment_id=appointment_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        self._show(AmendingState(appointment_id, kept, sheet=Worksheet().with_lines_of(kept)))
        self._check_lines()

    def _write(self, sheet: Worksheet) -> None:
        if self.state.may_prescribe:
            self._show(replace(self.state, sheet=sheet))
            self._check_lines()

    def _check_lines(self) -> None:
        """What is sent and unchanged was checked when it was issued."""
        state = self.state
        if state.appointment_id is not None:
            self._safety.look(state.appointment_id, state.sheet.items() if state.is_changed else [], state.sheet.facts)

    def _take_warnings(self, checked: Checked) -> None:
        self._show(replace(self.state, check=checked))

    def _show(self, state: AmendingState) -> None:
        self.state = state
        self.state_changed.emit(state)
