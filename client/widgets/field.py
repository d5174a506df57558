"""A labelled editor with room kept for its error."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from client.core.i18n import tr
from client.widgets.basics import Item, KeyCap, Label, hbox, vbox
from client.widgets.inputs import LineInput
from client.widgets.theme import restyle

_WHY_WIDTH: Final = 240


def why_line() -> LineInput:
    """For a page that is saved as a whole: beside its button, never needed; the audit keeps what it says."""
    line = LineInput(hint=tr("Why (optional)"), most=200)
    line.setMinimumWidth(_WHY_WIDTH)
    return line


class Field(QWidget):
    """Label above, error at its right end: nothing jumps when one appears."""

    def __init__(self, text: str, editor: QWidget, *, required: bool = False, key: str = "") -> None:
        super().__init__()
        self.editor = editor
        self.label = Label(text + (" *" if required else ""), "label")
        self.label.setBuddy(editor)
        self.error = Label("", "error")
        cap: tuple[Item, ...] = (KeyCap(key),) if key else ()
        self.label.setMinimumHeight(18)  # a key cap's, so that neighbours stand level
        column = vbox(hbox(self.label, None, self.error, *cap, spacing=6), editor, spacing=4)
        if editor.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Fixed:
            column.addStretch()
        self.setLayout(column)
        # Bound twice it would reach neither: a search box brings its own.
        if key and all(held.key() != QKeySequence(key) for held in editor.findChildren(QShortcut)):
            shortcut = QShortcut(QKeySequence(key), editor)
            shortcut.activated.connect(self._take_focus)
        editor.setAccessibleName(tr("{name}, required", name=text) if required else text)

    def set_error(self, text: str) -> None:
        """An empty text takes the error away."""
        self.error.setText(text)
        self.editor.setAccessibleDescription(text)
        restyle(self.editor, invalid=bool(text))

    def _take_focus(self) -> None:
        self.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def has_error(self) -> bool:
        return bool(self.error.text())
