"""A small chart of a few values over time: the normal band, the line, the last point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from client.widgets.fonts import font
from client.widgets.theme import tokens

_FOOT = 16


@dataclass(frozen=True)
class TrendLine:
    """Values with the newest last; `abnormal` colours the last one."""

    values: tuple[float, ...]
    abnormal: bool = False


class Trend(QWidget):
    """Time runs from left to right in every language: it is a graph, not a sentence."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._lines: tuple[TrendLine, ...] = ()
        self._band: tuple[float, float] | None = None
        self._ends = ("", "")
        self.setAccessibleName(name)
        self.setMinimumSize(60, 56)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_lines(
        self,
        lines: Sequence[TrendLine],
        band: tuple[float, float] | None = None,
        ends: tuple[str, str] = ("", ""),
    ) -> None:
        """The lines, the normal band, and the words below the first and the last point."""
        self._lines, self._band, self._ends = tuple(lines), band, ends
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(140, 76)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        values = [value for line in self._lines for value in line.values]
        if not values:
            return
        low, high = self._range(values)
        area = QRectF(self.rect()).adjusted(5, 5, -6, -_FOOT)
        if self._band is not None:
            bottom, top = (_height(area, value, low, high) for value in self._band)
            painter.fillRect(QRectF(0, top, self.width(), bottom - top), QColor(tokens().ok_soft))
        for line in self._lines:
            self._draw(painter, line, area, low, high)
        painter.setFont(font(11))
        painter.setPen(QColor(tokens().muted))
        foot = QRectF(0, self.height() - _FOOT + 1, self.width(), _FOOT)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | middle, self._ends[0])
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | middle, self._ends[1])

    def _range(self, values: Sequence[float]) -> tuple[float, float]:
        every = (*values, *(self._band or ()))
        low, high = min(every), max(every)
        room = (high - low) * 0.08 or 1.0
        return low - room, high + room

    @staticmethod
    def _draw(painter: QPainter, line: TrendLine, area: QRectF, low: float, high: float) -> None:
        t = tokens()
        step = area.width() / max(1, len(line.values) - 1)
        points = [
            QPointF(area.left() + place * step, _height(area, value, low, high))
            for place, value in enumerate(line.values)
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(t.primary), 1.8))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.primary))
        for point in points[:-1]:
            painter.drawEllipse(point, 1.8, 1.8)
        painter.setPen(QPen(QColor(t.surface), 1.5))
        painter.setBrush(QColor(t.bad if line.abnormal else t.primary))
        for point in points[-1:]:
            painter.drawEllipse(point, 4.2, 4.2)


def _height(area: QRectF, value: float, low: float, high: float) -> float:
    return area.bottom() - (value - low) / (high - low) * area.height()
