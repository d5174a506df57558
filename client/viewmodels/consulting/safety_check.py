"""What speaks against the lines on the sheet, asked anew with every change of them."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from shared.contracts import prescriptions
from shared.errors import ApiError
from shared.ids import AppointmentId
from shared.models.prescriptions import NewPrescriptionItem, PatientFacts, SafetyWarning


@dataclass(frozen=True)
class Asked:
    appointment_id: AppointmentId
    items: tuple[NewPrescriptionItem, ...]
    facts: PatientFacts


@dataclass(frozen=True)
class Checked:
    """What is known of the sheet asked for: the warnings of another are never shown for it."""

    warnings: tuple[SafetyWarning, ...] = ()
    waiting: bool = False
    problem: ApiError | None = None
    """Then nothing was checked."""


class SafetyCheck(QObject):
    state_changed = Signal(object)  # Checked

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._asked: Asked | None = None
        self.state = Checked()

    def look(self, appointment_id: AppointmentId, items: list[NewPrescriptionItem], facts: PatientFacts) -> None:
        asked = Asked(appointment_id, tuple(items), facts)
        before, self._asked = self._asked, asked
        if asked == before and self.state.problem is None:
            return
        # What was said of the lines before stands until the new answer: red must not blink.
        same_visit = before is not None and before.appointment_id == appointment_id
        stand = self.state.warnings if same_visit and items else ()
        self._show(Checked(stand, waiting=bool(items)))
        if items:
            self._ask(asked)

    def again(self) -> None:
        """An allergy was recorded: the same lines may be others' now."""
        if self._asked is not None and self._asked.items:
            self._show(replace(self.state, waiting=True))
            self._ask(self._asked)

    def take(self, warnings: list[SafetyWarning]) -> None:
        """As the server refused with them."""
        self._show(replace(self.state, warnings=tuple(warnings), waiting=False, problem=None))

    def forget(self) -> None:
        """Another patient: nothing of the one before may be said of this one."""
        self._asked = None
        self._show(Checked())

    @latest
    async def _ask(self, asked: Asked) -> None:
        call = prescriptions.check(appointment_id=asked.appointment_id, items=list(asked.items), facts=asked.facts)
        try:
            page = await self._calls.send(call)
        except ApiError as problem:
            if asked == self._asked:
                self._show(Checked(problem=problem))
        else:
            if asked == self._asked:
                self._show(Checked(tuple(page.items)))

    def _show(self, state: Checked) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
