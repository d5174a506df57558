"""A strip over the page for what stays true for a while: offline, stale, pending, wrong clock."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QWidget

from client.widgets.basics import Label, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.icons import Icon
from client.widgets.tokens import Tone

_ICONS: dict[Tone, str] = {"bad": "wifi-off", "warn": "triangle-alert", "ok": "circle-check"}


class BannerHost(QWidget):
    """One strip a subject; setting a subject again replaces its strip."""

    def __init__(self) -> None:
        super().__init__()
        self._strips: dict[str, _Strip] = {}
        self._column = vbox()
        self.setLayout(self._column)
        self.hide()

    @property
    def texts(self) -> dict[str, str]:
        return {subject: strip.text for subject, strip in self._strips.items()}

    def set_banner(
        self,
        subject: str,
        text: str,
        tone: Tone = "warn",
        *,
        icon: str = "",
        action: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> None:
        """An empty text takes the subject's strip away."""
        if text and self.texts.get(subject) == text:
            return
        old = self._strips.pop(subject, None)
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        if text:
            strip = _Strip(text, tone, icon or _ICONS.get(tone, "info"), action, on_action)
            self._strips[subject] = strip
            self._column.addWidget(strip)
        self.setVisible(bool(self._strips))


class _Strip(QFrame):
    def __init__(self, text: str, tone: Tone, icon: str, action: str, on_action: Callable[[], object] | None) -> None:
        super().__init__()
        self.text = text
        self._on_action = on_action
        self.setProperty("role", "banner")
        self.setProperty("tone", tone)
        self.setAccessibleName(text)
        words = Label(text, "strong", wrap=True)
        row = hbox(Icon(icon, tone, 18), words, spacing=10, margins=(20, 7, 16, 7))
        row.setStretch(1, 1)
        if on_action is not None:
            button = KeyButton(action, size="sm")
            button.clicked.connect(self._act)
            row.addWidget(button)
        self.setLayout(row)

    def _act(self) -> None:
        if self._on_action is not None:
            self._on_action()
