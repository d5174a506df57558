"""A figure with its caption, and what stands where there is nothing yet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.widgets.basics import Card, Elide, Item, Label, hbox, vbox
from client.widgets.icons import Icon
from client.widgets.pills import Badge
from client.widgets.tokens import Tone


class Stat(Card):
    """One number of today."""

    def __init__(self, icon: str, caption: str, value: str = "–", tone: Tone = "info") -> None:
        super().__init__(margins=(14, 8, 14, 8))
        self._caption = caption
        self._icon = icon
        self._badge = Badge(icon, tone, 38)
        self._value = Label(value, "figure")
        row = hbox(self._badge, vbox(self._value, Elide(caption, "small")), spacing=12)
        row.setStretch(1, 1)
        self.inside.addLayout(row)
        self.set_value(value)

    def set_value(self, value: str, tone: Tone | None = None) -> None:
        self._value.setText(value)
        self.setAccessibleName(f"{self._caption}: {value}")
        if tone is not None:
            self._badge.set_state(self._icon, tone)


class EmptyState(QWidget):
    """Nothing here: which nothing it is, and what to do about it."""

    def __init__(self, icon: str, sentence: str, what_to_do: str = "", *actions: Item) -> None:
        super().__init__()
        self._sentence = Label(sentence, "strong", wrap=True)
        self._what_to_do = Label(what_to_do, "muted", wrap=True)
        for label in (self._sentence, self._what_to_do):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if not what_to_do:
            self._what_to_do.hide()  # never shown here: without a parent yet, it would be a window of its own
        buttons = hbox(None, *actions, None)
        row = hbox(None, Icon(icon, "grey", 32), None)
        inside = vbox(None, row, self._sentence, self._what_to_do, spacing=8, margins=(16, 8, 16, 8))
        if actions:
            inside.addLayout(buttons)
        inside.addStretch()
        self.setLayout(inside)

    def set_text(self, sentence: str, what_to_do: str = "") -> None:
        self._sentence.setText(sentence)
        self._what_to_do.setText(what_to_do)
        self._what_to_do.setVisible(bool(what_to_do))
