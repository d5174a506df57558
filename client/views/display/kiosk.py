"""A display's window: the whole screen, lit, without a pointer."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from client.core.awake import Awake


class Kiosk(QObject):
    """Nobody stands at a display: from its start on it fills the screen and stays so."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._awake: Awake | None = None

    def start(self) -> None:
        self._window.setCursor(Qt.CursorShape.BlankCursor)
        self._window.showFullScreen()
        self._awake = self._awake or Awake(self)
