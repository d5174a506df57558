"""A labelled editor with room kept for its error."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from client.core.i18n import tr
from client.widgets.basics import Item, KeyCap, Label, hbox, vbox
from client.widgets.theme import restyle


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
        if key:
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
