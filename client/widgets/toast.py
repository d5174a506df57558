"""Short messages at the lower right corner: they take no focus and go by themselves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QWidget

from client.core.i18n import tr
from client.widgets.basics import Label, hbox, vbox
from client.widgets.buttons import IconButton, KeyButton
from client.widgets.icons import Icon
from client.widgets.tokens import Tone

SECONDS = 6.0
ACTION_KEY = "Alt+Z"
_WIDTH = 380
_MARGIN = 20
_MOST = 4
_GAP = 8
_ICONS: dict[Tone, str] = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-alert"}


class Toast(QFrame):
    """One message; the mouse over it keeps it."""

    gone = Signal(object)

    def __init__(self, text: str, tone: Tone, action: str, on_action: Callable[[], object] | None) -> None:
        super().__init__()
        self.text = text
        self._on_action = on_action
        self._left = QTimer(self)
        self._left.setSingleShot(True)
        self._left.timeout.connect(self.dismiss)
        self.setProperty("role", "toast")
        self.setAccessibleName(text)
        words = Label(text, "body", wrap=True)
        row = hbox(Icon(_ICONS.get(tone, "info"), tone, 20), words, spacing=10, margins=(14, 10, 8, 10))
        row.setStretch(1, 1)
        if on_action is not None:
            button = KeyButton(action, ACTION_KEY, kind="link", size="sm")
            button.clicked.connect(self._act)
            row.addWidget(button)
        close = IconButton("x", tr("Close this message"), size="sm")
        close.clicked.connect(self.dismiss)
        row.addWidget(close)
        self.setLayout(row)
        self.setFixedWidth(_WIDTH)

    @property
    def offers(self) -> bool:
        return self._on_action is not None

    def wanted_height(self) -> int:
        self.ensurePolished()  # before it is shown its words have no font of their own yet
        return max(self.heightForWidth(_WIDTH), self.minimumSizeHint().height())

    def start(self, seconds: float) -> None:
        if seconds > 0:
            self._left.start(round(seconds * 1000))

    def dismiss(self) -> None:
        self._left.stop()
        self.gone.emit(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        if self._left.isActive():
            self._left.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._left.interval():
            self._left.start()

    def _act(self) -> None:
        if self._on_action is not None:
            self._on_action()
        self.dismiss()


class ToastHost(QWidget):
    """Lies over a window and stacks its messages, the newest at the bottom."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._toasts: list[Toast] = []
        self._column = vbox(spacing=_GAP)
        self.setLayout(self._column)
        self.hide()
        window.installEventFilter(self)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(toast.text for toast in self._toasts)

    def say(
        self,
        text: str,
        tone: Tone = "ok",
        *,
        action: str = "",
        on_action: Callable[[], object] | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """Show a sentence; an action such as Undo has its key on it. Zero seconds: until closed."""
        while len(self._toasts) >= _MOST:
            self._remove(self._toasts[0])
        if on_action is not None:
            self._retire_actions()
        toast = Toast(text, tone, action, on_action)
        toast.gone.connect(self._remove)
        self._toasts.append(toast)
        self._column.addWidget(toast)
        self.show()
        self._place()
        toast.start(seconds if tone != "bad" else seconds * 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _retire_actions(self) -> None:
        """One key cannot undo two things: an older offer ends when a newer one comes."""
        for toast in tuple(self._toasts):
            if toast.offers:
                self._remove(toast)

    def _remove(self, toast: Toast) -> None:
        if toast not in self._toasts:
            return
        self._toasts.remove(toast)
        self._column.removeWidget(toast)
        toast.hide()
        toast.deleteLater()
        if self._toasts:
            self._place()
        else:
            self.hide()

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        height = sum(toast.wanted_height() for toast in self._toasts) + _GAP * (len(self._toasts) - 1)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = _MARGIN if mirrored else window.width() - _WIDTH - _MARGIN
        self.setGeometry(left, window.height() - height - _MARGIN, _WIDTH, height)
        self.raise_()
