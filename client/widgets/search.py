"""The search box: waits for a pause in typing, and takes a scanner's Enter at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView

from client.widgets.inputs import LineInput, LineSize

PAUSE_MS = 150
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class SearchBox(LineInput):
    """`searched` after a pause, `submitted` on Enter; arrows walk the list it drives."""

    searched = Signal(str)
    submitted = Signal(str)

    def __init__(self, hint: str, key: str = "", *, icon: str = "search", size: LineSize = "big") -> None:
        super().__init__(hint=hint, icon=icon, size=size)
        self._list: QAbstractItemView | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.textChanged.connect(self._typed)
        self.returnPressed.connect(self._submit)
        if key:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(self._take_focus)

    def drive(self, view: QAbstractItemView) -> None:
        """Let Up and Down move the current row of a list while typing goes on here."""
        self._list = view

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._list is not None and event.key() in _MOVES:
            self._list.keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Esc clears what was typed before it may close the dialog around
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def _typed(self) -> None:
        self._pause.start()

    def _search(self) -> None:
        self.searched.emit(self.value())

    def _submit(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._search()
        self.submitted.emit(self.value())

    def _take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
