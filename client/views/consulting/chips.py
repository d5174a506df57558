"""What was chosen, as chips one can take away with the keyboard, before the search for more."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from client.core.i18n import tr
from client.widgets.flow import FlowLayout
from client.widgets.fonts import BOLD, BY_WORDS, MEDIUM, elided, font, metrics
from client.widgets.icons import draw_icon
from client.widgets.table import WIDE_SCREEN
from client.widgets.theme import tokens

_HEIGHT = 28
_WIDEST, _WIDEST_ON_WIDE = 204, 340
_END = 26


@dataclass(frozen=True)
class ChipFacts:
    key: Hashable
    text: str
    code: str = ""
    fixed: bool = False
    """Sent already: shown with a tick, and not to be taken away."""
    note: str = ""
    """What sets this one apart, said and marked by a strong edge: the primary diagnosis."""


class Chip(QAbstractButton):
    """Click its cross, or press Delete while it has the focus."""

    removed = Signal(object)
    chosen = Signal(object)
    """Enter or Space."""

    def __init__(self, facts: ChipFacts) -> None:
        super().__init__()
        self.facts = facts
        self.setText(facts.text)
        self.setToolTip(tr("{note}: {title}", note=facts.note, title=facts.text) if facts.note else facts.text)
        spoken = tr("{code} {title}", code=facts.code, title=facts.text) if facts.code else facts.text
        if facts.note:
            spoken = tr("{note}: {title}", note=facts.note, title=spoken)
        self.setAccessibleName(spoken if facts.fixed else tr("{what}, Delete takes it away", what=spoken))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if facts.fixed else Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        text = metrics(13, MEDIUM).horizontalAdvance(self.facts.text) + 2
        widest = _WIDEST_ON_WIDE if self.window().width() >= WIDE_SCREEN else _WIDEST
        return QSize(min(12 + self._code_width() + text + _END, widest), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._remove()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.chosen.emit(self.facts.key)
        elif event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            forward = (event.key() == Qt.Key.Key_Right) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight)
            self.focusNextPrevChild(forward)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        cross = self._mirrored(QRect(self.width() - _END, 0, _END, self.height()))
        if cross.contains(event.position().toPoint()):
            self._remove()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t, facts = tokens(), self.facts
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(BY_WORDS)
        edge = QPen(QColor(t.focus), 2) if self.hasFocus() else QPen(QColor(t.primary), 1.4)
        painter.setPen(edge if self.hasFocus() or facts.note else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.ok_soft if facts.fixed else t.primary_soft))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 13, 13)
        x = 12
        if facts.code:
            self._draw(painter, facts.code, x, self._code_width(), 12, BOLD, t.primary_ink)
            x += self._code_width()
        self._draw(painter, facts.text, x, self.width() - x - _END, 13, MEDIUM, t.text)
        sign = self._mirrored(QRect(self.width() - 22, (self.height() - 14) // 2, 14, 14))
        draw_icon(painter, sign, "check" if facts.fixed else "x", t.ok if facts.fixed else t.muted)

    def _draw(self, painter: QPainter, text: str, x: int, width: int, px: int, weight: int, ink: str) -> None:
        painter.setFont(font(px, weight))
        painter.setPen(QColor(ink))
        side = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self._mirrored(QRect(x, 0, width, self.height())), flags, elided(text, px, weight, width))

    def _code_width(self) -> int:
        return metrics(12, BOLD).horizontalAdvance(self.facts.code) + 8 if self.facts.code else 0

    def _mirrored(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)

    def _remove(self) -> None:
        if not self.facts.fixed and self.isEnabled():
            self.removed.emit(self.facts.key)


class ChipRow(QWidget):
    """Chips, then the box that finds more; Backspace in the empty box goes to the last chip."""

    removed = Signal(object)
    chosen = Signal(object)

    def __init__(self, editor: QWidget) -> None:
        super().__init__()
        self._editor = editor
        self._flow = FlowLayout()
        self._chips: list[Chip] = []
        self._flow.addWidget(editor)
        self.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        editor.installEventFilter(self)

    @property
    def chips(self) -> tuple[Chip, ...]:
        return tuple(self._chips)

    def set_chips(self, facts: Sequence[ChipFacts]) -> None:
        if [chip.facts for chip in self._chips] == list(facts):
            return
        had_focus = any(chip.hasFocus() for chip in self._chips)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [Chip(each) for each in facts]
        for place, chip in enumerate(self._chips):
            chip.removed.connect(self.removed)
            chip.chosen.connect(self.chosen)
            self._flow.insert(place, chip)
            chip.show()
        self._order_tabs()
        if had_focus:
            self._focus_last()
        self.updateGeometry()

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # it watches its editor only
        empty = not self._editor.property("text")
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Backspace
            and empty
            and self._chips
        ):
            self._focus_last()
            return True
        return super().eventFilter(watched, event)

    def _order_tabs(self) -> None:
        stops = [*self._chips, self._editor]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _focus_last(self) -> None:
        free = [chip for chip in self._chips if not chip.facts.fixed]
        target: QWidget = free[-1] if free else self._editor
        target.setFocus(Qt.FocusReason.OtherFocusReason)
