"""The one push button: icon, words and the key that does the same thing, drawn on it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

from client.core.i18n import tr
from client.widgets.basics import Label
from client.widgets.fonts import BY_WORDS, SEMIBOLD, font, metrics
from client.widgets.icons import draw_icon
from client.widgets.theme import tokens

Kind = Literal["plain", "primary", "danger", "ghost", "link"]
Size = Literal["sm", "md", "lg", "xl"]

_HEIGHTS: dict[Size, int] = {"sm": 28, "md": 36, "lg": 44, "xl": 52}
_TEXT_PX: dict[Size, int] = {"sm": 13, "md": 14, "lg": 14, "xl": 16}
_CAP_PX = 11
_CAP_HEIGHT = 19
_GAP = 8


class KeyButton(QPushButton):
    """Words, an icon and a key cap; blocked it says why, busy it waits without freezing."""

    blocked_changed = Signal(str)

    def __init__(
        self,
        text: str,
        key: str = "",
        *,
        icon: str = "",
        kind: Kind = "plain",
        size: Size = "md",
        show_key: bool = True,
        bind: bool = True,
    ) -> None:
        super().__init__()
        self._icon, self._kind, self._size, self._key = icon, kind, size, key
        self._cap = key if show_key else ""
        self._reason = ""
        self._busy = False
        self._had_focus = False
        self.setProperty("kind", kind)
        self.setProperty("sz", size)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.set_text(text)
        if key and bind:  # else the key is another's, who does the same with it
            self._bind(key)

    @property
    def blocked_reason(self) -> str:
        return self._reason

    @property
    def busy(self) -> bool:
        return self._busy

    def set_text(self, text: str) -> None:
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self._describe()
        self.updateGeometry()

    def set_icon(self, name: str) -> None:
        self._icon = name
        self.update()

    def set_blocked(self, reason: str) -> None:
        """Disable with a sentence that says why; an empty one enables."""
        if reason == self._reason:
            return
        self._reason = reason
        self._describe()
        self._enable()
        self.blocked_changed.emit(reason)

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001  # a setter
        if busy == self._busy:
            return
        self._busy = busy
        self._had_focus = self.hasFocus() if busy else self._had_focus
        self._enable()
        if not busy and self._had_focus and self.isEnabled():
            self.setFocus()
        self.update()

    def reason_label(self) -> Label:
        """A label to stand beside the button, showing why it is blocked."""
        made = Label(self._reason, "small", tone="warn", wrap=True)
        self.blocked_changed.connect(made.setText)
        return made

    def sizeHint(self) -> QSize:
        return QSize(self._content_width() + 2 * self._padding(), _HEIGHTS[self._size])

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""  # the style draws the box, the words are drawn below
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        self._draw_content(painter, QColor(self._ink(option)))

    def _bind(self, key: str) -> None:
        # Qt's "Enter" is the keypad's; the main key is "Return": people mean either.
        keys = {key, key.replace("Enter", "Return")}
        for each in sorted(keys):
            shortcut = QShortcut(QKeySequence(each), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.click)

    def _describe(self) -> None:
        words = self.accessibleName()
        tip = tr("{words} ({key})", words=words, key=self._key) if self._key else words
        self.setToolTip(self._reason or tip)
        self.setAccessibleDescription(self._reason or (tr("Key {key}", key=self._key) if self._key else ""))

    def _enable(self) -> None:
        self.setEnabled(not self._reason and not self._busy)

    def _padding(self) -> int:
        small = self._kind in {"ghost", "link"} or self._size == "sm"
        return 8 if small else 14

    def _words(self) -> str:
        return self.accessibleName() if self.text() else ""

    def _words_metrics(self) -> QFontMetrics:
        return metrics(_TEXT_PX[self._size], SEMIBOLD)

    def _icon_size(self) -> int:
        return 16 if self._size == "sm" else 18

    def _cap_width(self) -> int:
        return metrics(_CAP_PX, SEMIBOLD).horizontalAdvance(self._cap) + 12

    def _content_width(self) -> int:
        parts = []
        if self._icon or self._busy:
            parts.append(self._icon_size())
        if self._words():
            parts.append(self._words_metrics().horizontalAdvance(self._words()) + 1)
        if self._cap:
            parts.append(self._cap_width())
        return sum(parts) + _GAP * max(0, len(parts) - 1)

    def _ink(self, option: QStyleOptionButton) -> str:
        t = tokens()
        if not self.isEnabled():
            return t.faint
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        inks: dict[Kind, str] = {
            "plain": t.text,
            "primary": t.on_primary,
            "danger": t.on_bad,
            "ghost": t.text if hovered else t.muted,
            "link": t.primary_ink,
        }
        return inks[self._kind]

    def _draw_content(self, painter: QPainter, ink: QColor) -> None:
        x = max(4, (self.width() - self._content_width()) // 2)
        middle = self.height() // 2
        name = "hourglass" if self._busy else self._icon
        if name:
            size = self._icon_size()
            draw_icon(painter, self._placed(x, middle - size // 2, size, size), name, ink.name())
            x += size + _GAP
        if words := self._words():
            room = self.width() - x - 4 - (self._cap_width() + _GAP if self._cap else 0)
            shown = self._words_metrics().elidedText(words, Qt.TextElideMode.ElideRight, max(room, 8))
            width = self._words_metrics().horizontalAdvance(shown) + 1
            painter.setFont(font(_TEXT_PX[self._size], SEMIBOLD))
            painter.setPen(ink)
            painter.setLayoutDirection(BY_WORDS)
            painter.drawText(self._placed(x, 0, width, self.height()), Qt.AlignmentFlag.AlignCenter, shown)
            x += width + _GAP
        if self._cap:
            box = self._placed(x, middle - _CAP_HEIGHT // 2, self._cap_width(), _CAP_HEIGHT)
            self._draw_cap(painter, box, ink)

    def _draw_cap(self, painter: QPainter, box: QRect, ink: QColor) -> None:
        ground = QColor(ink)
        ground.setAlphaF(0.14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(box), 4, 4)
        painter.setPen(ink)
        painter.setFont(font(_CAP_PX, SEMIBOLD))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._cap)

    def _placed(self, x: int, y: int, width: int, height: int) -> QRect:
        """Mirrored for right-to-left: what is painted by hand does not turn by itself."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), QRect(x, y, width, height))


class IconButton(KeyButton):
    """Only an icon; its name is read aloud and shown as a tooltip."""

    def __init__(self, icon: str, name: str, key: str = "", *, size: Size = "md", kind: Kind = "ghost") -> None:
        super().__init__(name, key, icon=icon, kind=kind, size=size, show_key=False)

    def _words(self) -> str:
        return ""

    def sizeHint(self) -> QSize:
        return QSize(_HEIGHTS[self._size], _HEIGHTS[self._size])
