"""Notices that nobody is at this computer."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QInputEvent

from client.core.clock import Clock

_INPUT: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchBegin,
        QEvent.Type.Wheel,
    }
)


class IdleWatch(QObject):
    """Tells once when no key and no mouse was touched for so long."""

    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limit = 0.0
        self._last_input = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    def start(self, minutes: float) -> None:
        """Watch from now on; nought minutes mean: never."""
        self.stop()
        application = QCoreApplication.instance()
        if minutes <= 0 or application is None:
            return
        self._limit = minutes * 60
        self._last_input = Clock.monotonic()
        application.installEventFilter(self)
        self._timer.start(round(self._limit * 1000))

    def stop(self) -> None:
        self._timer.stop()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        # Every event of the application passes here: note the time, and nothing more. Its class is asked for first,
        # since its type costs ten times as much.
        if isinstance(event, QInputEvent) and event.type() in _INPUT:
            self._last_input = Clock.monotonic()
        return False

    def _look(self) -> None:
        left = self._limit - (Clock.monotonic() - self._last_input)
        if left > 0:
            self._timer.start(max(1, round(left * 1000)))
            return
        self.stop()
        self.idle.emit()
