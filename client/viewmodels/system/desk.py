"""How the system is, asked again and again while somebody looks."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer

from client.core.aio import latest
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contracts import system
from shared.errors import ApiError
from shared.models.system import CheckState, SystemHealth

EVERY_MS = 30_000


@dataclass(frozen=True)
class SystemState:
    health: SystemHealth | None = None
    problem: ApiError | None = None

    @property
    def worst(self) -> CheckState:
        states = {check.state for check in self.health.checks} if self.health else set()
        return next((state for state in (CheckState.ACT, CheckState.LOOK) if state in states), CheckState.OK)


class SystemDesk(ViewModel[SystemState]):
    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(SystemState(), parent)
        self._calls = calls
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.refresh)

    def set_watched(self, *, watched: bool) -> None:
        """Out of sight nothing is asked."""
        if watched:
            self._timer.start()
            self.refresh()
        else:
            self._timer.stop()

    @latest
    async def refresh(self) -> None:
        try:
            health = await self._calls.send(system.health())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(SystemState(health))
