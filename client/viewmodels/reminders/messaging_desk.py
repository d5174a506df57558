"""How the house sends messages: read, changed as a whole, and tried."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.view_model import ViewModel
from shared.contracts import reminders
from shared.errors import ApiError
from shared.models.reminders import Channel, MessagingSettings, SaveMessaging, TrialOutcome
from shared.topics import Topic


@dataclass(frozen=True)
class MessagingState:
    settings: MessagingSettings | None = None
    busy: bool = False
    trying: bool = False
    tried: TrialOutcome | None = None
    problem: ApiError | None = None


class MessagingDesk(ViewModel[MessagingState]):
    saved = Signal()

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(MessagingState(), parent)
        self._calls = calls
        changes.on({Topic.REMINDERS}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        try:
            settings = await self._calls.send(reminders.settings())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, settings=settings, problem=None))

    @slot
    async def save(self, request: SaveMessaging) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            settings = await self._calls.send(reminders.save_settings.bind(request))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
            return
        self._show(replace(self.state, settings=settings, busy=False))
        self.saved.emit()

    @slot
    async def send_test(self, channel: Channel, address: str) -> None:
        """By the settings as they are kept: saved first."""
        self._show(replace(self.state, trying=True, tried=None, problem=None))
        try:
            tried = await self._calls.send(reminders.send_test(channel=channel, address=address))
        except ApiError as problem:
            self._show(replace(self.state, trying=False, problem=problem))
        else:
            self._show(replace(self.state, trying=False, tried=tried))
