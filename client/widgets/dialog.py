"""Sheets: dialogs that open and answer by signal, never by waiting."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from client.core.i18n import tr, trn
from client.widgets.basics import Item, Label, add_to, hbox, vbox
from client.widgets.busy import BusyLine
from client.widgets.buttons import KeyButton, Kind
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.pills import Note
from client.widgets.tokens import Tone

SHORTEST_REASON: Final = 3
"""The server takes no shorter one."""


class Sheet(QDialog):
    """Title, body, buttons. Enter is the primary one, Esc cancels; open() it, never exec()."""

    submitted = Signal()
    why_typed = Signal(str)

    def __init__(
        self,
        title: str,
        primary: str,
        parent: QWidget | None = None,
        *,
        subtitle: str = "",
        kind: Kind = "primary",
        key: str = "Ctrl+Enter",
        width: int = 520,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(width)
        self.body = vbox(spacing=12)
        self.primary = KeyButton(primary, key, kind=kind, size="lg")
        self.primary.setDefault(True)
        self.cancel = KeyButton(tr("Cancel"), size="lg")
        self._busy_line = BusyLine()
        self._error = Note("", "bad")
        self._error.hide()
        self._extra = hbox()
        heads: list[Item] = [Label(title, "h1")]
        if subtitle:
            heads.append(Label(subtitle, "muted", wrap=True))
        inside = vbox(
            vbox(*heads, spacing=2),
            self.body,
            self._error,
            hbox(self._extra, None, self.primary.reason_label(), self.cancel, self.primary, spacing=10),
            spacing=16,
            margins=(20, 14, 20, 18),
        )
        inside.setStretch(1, 1)
        self.setLayout(vbox(self._busy_line, inside))
        self.primary.clicked.connect(self.submitted)
        self.cancel.clicked.connect(self.reject)

    def add(self, *items: Item) -> None:
        add_to(self.body, items)

    def add_button(self, button: KeyButton) -> None:
        """A third way out, at the start of the row of buttons."""
        self._extra.addWidget(button)

    def ask_why(self) -> LineInput:
        """One line more below what was added, before the buttons, and never needed."""
        why = LineInput(most=200)
        why.textChanged.connect(self.why_typed)
        self.add(Field(tr("Why (optional)"), why))
        return why

    def set_error(self, text: str, tone: Tone = "bad") -> None:
        """What went wrong, above the buttons; an empty text takes it away."""
        self._error.set_state(text, tone)
        self._error.setVisible(bool(text))
        layout = self.layout()
        if text and self.isVisible() and layout is not None:
            # Qt lets a window grow by words of one line only: wrapped ones would press the parts into each other
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001  # a setter
        self.primary.set_busy(busy)
        self._busy_line.set_busy(busy)


class Confirm(Sheet):
    """Asks before something that cannot be undone; `confirmed` carries the reason, if one is asked for."""

    confirmed = Signal(str)

    def __init__(
        self,
        title: str,
        text: str,
        yes: str,
        parent: QWidget | None = None,
        *,
        kind: Kind = "danger",
        reason: str = "",
    ) -> None:
        super().__init__(title, yes, parent, kind=kind)
        self.add(Label(text, "body", wrap=True))
        self._reason = LineInput(most=200)
        if reason:
            self._field = Field(reason, self._reason, required=True)
            self.add(self._field)
            self._reason.textChanged.connect(self._check)
            self._check()
            self._reason.setFocus()
        self.submitted.connect(self._confirm)

    def ask_why(self) -> LineInput:
        self._reason.textChanged.connect(self.why_typed)
        self.add(Field(tr("Why (optional)"), self._reason))
        return self._reason

    def _check(self) -> None:
        typed = len(self._reason.value())
        short = 0 < typed < SHORTEST_REASON
        self._field.set_error(trn("At least {n} letter", "At least {n} letters", SHORTEST_REASON) if short else "")
        self.primary.set_blocked("" if typed >= SHORTEST_REASON else tr("A reason is needed"))

    def _confirm(self) -> None:
        self.confirmed.emit(self._reason.value())
        self.accept()
