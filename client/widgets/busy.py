"""A thin moving line: something is on its way, and nothing is blocked meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from client.core.i18n import tr
from client.widgets.theme import tokens

_DELAY_MS = 200  # what is quicker than this is not worth a flicker
_FRAME_MS = 33
_STEP = 0.012


class BusyLine(QWidget):
    """Keeps its three pixels also when idle, so that nothing jumps."""

    def __init__(self) -> None:
        super().__init__()
        self._busy = False
        self._shown = False
        self._place = 0.0
        self._progress: float | None = None
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_DELAY_MS)
        self._delay.timeout.connect(self._appear)
        self._frames = QTimer(self)
        self._frames.setInterval(_FRAME_MS)
        self._frames.timeout.connect(self._advance)
        self.setFixedHeight(3)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> bool:
        return self._shown

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001  # a setter
        if busy == self._busy:
            return
        self._busy = busy
        if busy:
            self._delay.start()
            return
        self._delay.stop()
        self._frames.stop()
        self._shown, self._progress = False, None
        self.setAccessibleName("")
        self.update()

    def set_progress(self, part: float | None) -> None:
        """Between 0 and 1 where it is known how far it is."""
        self._progress = part
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._shown:
            return
        t = tokens()
        painter = QPainter(self)
        width = self.width()
        painter.fillRect(self.rect(), QColor(t.primary_soft))
        if self._progress is None:
            painter.fillRect(QRectF((self._place * 1.3 - 0.3) * width, 0, 0.3 * width, 3), QColor(t.primary))
        else:
            painter.fillRect(QRectF(0, 0, self._progress * width, 3), QColor(t.primary))

    def _appear(self) -> None:
        self._shown, self._place = True, 0.0
        self.setAccessibleName(tr("Working"))
        self._frames.start()
        self.update()

    def _advance(self) -> None:
        self._place = (self._place + _STEP) % 1.0
        self.update()
