"""What one patient wishes to be told, and in which language."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contracts import reminders
from shared.errors import ApiError
from shared.ids import PatientId
from shared.languages import Language
from shared.models.reminders import Preferences


@dataclass(frozen=True)
class WishesState:
    preferences: Preferences | None = None
    busy: bool = False
    problem: ApiError | None = None


class Wishes(ViewModel[WishesState]):
    saved = Signal()

    def __init__(self, calls: Calls, patient_id: PatientId, parent: QObject | None = None) -> None:
        super().__init__(WishesState(), parent)
        self._calls = calls
        self._patient_id = patient_id

    @latest
    async def refresh(self) -> None:
        try:
            found = await self._calls.send(reminders.preferences(patient_id=self._patient_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, preferences=found, problem=None))

    @slot
    async def save(self, language: Language | None, sms: bool, email: bool) -> None:  # noqa: FBT001 a slot
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            await self._calls.send(
                reminders.save_preferences(patient_id=self._patient_id, language=language, sms=sms, email=email)
            )
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.saved.emit()
