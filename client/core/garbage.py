"""Lets Python's cycle collector run on the screen's thread only.

It runs in whatever thread happens to allocate; there it would destroy Qt objects that belong to the screen's
thread, timers among them, and Qt crashes on that.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_EVERY_MS: Final = 500


class ScreenThreadGarbage(QObject):
    """Made once, when all is imported: what lives for ever is not looked at again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """What Python would have done by itself: the oldest generation that is due."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > limits[generation]]
        if due:
            gc.collect(due[-1])
