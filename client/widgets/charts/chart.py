"""What every chart is: bars with a key, walked by the arrows, opened by Enter or a click, told to who can't see."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QStyle, QToolTip, QWidget

from client.core.i18n import number_text, tr
from client.widgets.fonts import BY_WORDS, SEMIBOLD, font, metrics
from client.widgets.theme import tokens

SMALL_PX: Final = 12
GAP: Final = math.nan
"""The value of what there is none of: a line goes on behind it, and no bar stands there."""
_PATTERNS: Final = (
    Qt.BrushStyle.NoBrush,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.CrossPattern,
)
_LEGEND: Final = 22
_SWATCH: Final = 11


@dataclass(frozen=True)
class Bar:
    """One bar: a value a series, each as it is written, and what stands at its end."""

    key: Hashable
    label: str
    values: tuple[float, ...]
    texts: tuple[str, ...]
    total: str

    def spoken(self, series: Sequence[str]) -> str:
        if len(self.texts) == 1:
            return tr("{what}: {value}", what=self.label, value=self.texts[0])
        parts = "; ".join(
            tr("{what}: {value}", what=name, value=text) for name, text in zip(series, self.texts, strict=True)
        )
        return tr("{what}: {value}", what=self.label, value=parts)


class Chart(QWidget):
    """`opened` with the key of a bar. Nothing is told by colour alone: series have patterns, and values are written."""

    opened = Signal(object)
    moved = Signal(QRect)
    """Where the current bar lies, for whoever scrolls."""

    def __init__(self, name: str, series: Sequence[str] = ("",), *, whole: bool = False) -> None:
        """`whole`: what is counted in ones."""
        super().__init__()
        self._name = name
        self.whole = whole
        self._empty = ""
        self._current = -1
        self.series = tuple(series)
        self.bars: tuple[Bar, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setMinimumHeight(120)
        self._tell()

    def set_bars(self, bars: Sequence[Bar], empty: str = "") -> None:
        """The current bar stays current by its key; `empty` is said where there are none."""
        if (tuple(bars), empty) == (self.bars, self._empty):
            return
        current = self.current
        self.bars, self._empty = tuple(bars), empty
        keys = [bar.key for bar in self.bars]
        self._current = keys.index(current.key) if current is not None and current.key in keys else -1
        self._tell()
        self._measured()
        self.update()

    def set_series(self, series: Sequence[str]) -> None:
        """Before the bars that have as many values."""
        self.series = tuple(series)

    @property
    def current(self) -> Bar | None:
        return self.bars[self._current] if 0 <= self._current < len(self.bars) else None

    def choose(self, place: int) -> None:
        """Make the bar at this place current."""
        if self.bars:
            self._current = max(0, min(place, len(self.bars) - 1))
            self._tell()
            self.moved.emit(self._seen(self._places()[self._current]).toAlignedRect())
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 200)

    # How each kind of chart is laid out and painted, as read from left to right.

    def _places(self) -> list[QRectF]:
        """Of each bar, with its label: where it is pointed at, and where the ring of the keyboard lies."""
        raise NotImplementedError  # columns, rows and lines each say their own

    def _draw(self, painter: QPainter) -> None:
        raise NotImplementedError  # columns, rows and lines each say their own

    def _measured(self) -> None:
        """After the bars changed: how much room they need."""

    # What they share

    @property
    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _seen(self, box: QRectF) -> QRectF:
        """Where a box lies on the screen: on the other side where it is read from right to left."""
        if not self._mirrored:
            return box
        return QRectF(self.width() - box.right(), box.top(), box.width(), box.height())

    def _write(
        self, painter: QPainter, box: QRectF, text: str, side: Qt.AlignmentFlag, colour: str, *, bold: bool = False
    ) -> None:
        weight = SEMIBOLD if bold else 400
        painter.setFont(font(SMALL_PX, weight))
        painter.setPen(QColor(colour))
        turned = QStyle.visualAlignment(self.layoutDirection(), side)
        shown = metrics(SMALL_PX, weight).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
        flags = turned | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self._seen(box), int(flags), shown)

    @staticmethod
    def _fill(painter: QPainter, box: QRectF, series: int, radius: float = 3) -> None:
        """In the colour and the pattern of a series."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour_of(series)))
        painter.drawRoundedRect(box, radius, radius)
        pattern = _PATTERNS[series % len(_PATTERNS)]
        if pattern is not Qt.BrushStyle.NoBrush:
            painter.setBrush(QBrush(QColor(tokens().surface), pattern))
            painter.drawRoundedRect(box, radius, radius)

    @property
    def _head(self) -> float:
        """How much of the top the legend takes."""
        return _LEGEND if len(self.series) > 1 else 0

    def _draw_legend(self, painter: QPainter) -> None:
        if len(self.series) < 2:
            return
        left = 2.0
        for place, name in enumerate(self.series):
            width = metrics(SMALL_PX).horizontalAdvance(name) + 4
            self._swatch(painter, self._seen(QRectF(left, (_LEGEND - _SWATCH) / 2 - 1, _SWATCH, _SWATCH)), place)
            words = QRectF(left + _SWATCH + 6, -1, width, _LEGEND)
            self._write(painter, words, name, Qt.AlignmentFlag.AlignLeft, tokens().muted)
            left = words.right() + 14

    def _swatch(self, painter: QPainter, box: QRectF, series: int) -> None:
        self._fill(painter, box, series, 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(BY_WORDS)
        if not self.bars:
            painter.setFont(font(13))
            painter.setPen(QColor(tokens().muted))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._empty)
        else:
            self._draw_legend(painter)
            self._draw(painter)
        if self.hasFocus():
            box = self._seen(self._places()[self._current]) if self.current is not None else QRectF(self.rect())
            painter.setPen(QPen(QColor(tokens().focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.bars) - 1}
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current is not None:
            if not event.isAutoRepeat():
                self.opened.emit(self.current.key)
        elif key in steps and self.bars:
            sideways = key in {Qt.Key.Key_Left, Qt.Key.Key_Right}
            self.choose(self._current + (-steps[key] if sideways and self._mirrored else steps[key]))
        elif key in ends and self.bars:
            self.choose(ends[key])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current is None and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.choose(0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position())
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.choose(place)
            self.opened.emit(self.bars[place].key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.bars[place].spoken(self.series) if place >= 0 else "", self)
            return True
        return super().event(event)

    def _at(self, point: QPointF) -> int:
        return next((place for place, box in enumerate(self._places()) if self._seen(box).contains(point)), -1)

    def _tell(self) -> None:
        """The name says the current bar, for it is what a screen reader says again; the description says all."""
        current = self.current
        said = (
            self._name if current is None else tr("{chart}. {bar}", chart=self._name, bar=current.spoken(self.series))
        )
        self.setAccessibleName(said)
        self.setAccessibleDescription(". ".join(bar.spoken(self.series) for bar in self.bars) or self._empty)


def colour_of(series: int) -> str:
    t = tokens()
    return (t.primary, t.info, t.warn, t.border_strong)[series % 4]


def tick_text(value: float) -> str:
    """A number of the axis."""
    return number_text(Decimal(f"{value:.10g}"))
