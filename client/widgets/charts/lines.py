"""Lines over many days, the first of them full, the others dashed."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from client.widgets.charts.chart import SMALL_PX, Chart, colour_of, tick_text
from client.widgets.charts.geometry import Scale, every, scale_of, slots
from client.widgets.fonts import metrics
from client.widgets.theme import tokens

_FOOT: Final = 20
_TOP: Final = 10
_MOST_DOTS: Final = 62
_STYLES: Final = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)


class LineChart(Chart):
    """Each point is walked as a bar is; the value of the current one is written beside it."""

    def _places(self) -> list[QRectF]:
        plot = self._plot
        return [
            QRectF(slot.begin, self._head, slot.length, self.height() - self._head)
            for slot in slots(len(self.bars), plot.left(), plot.width())
        ]

    @property
    def _plot(self) -> QRectF:
        axis = max(metrics(SMALL_PX).horizontalAdvance(tick_text(tick)) for tick in self._scale.ticks) + 10
        head = self._head + _TOP
        return QRectF(axis, head, max(1, self.width() - axis - 4), max(1, self.height() - head - _FOOT))

    @property
    def _scale(self) -> Scale:
        return scale_of((value for bar in self.bars for value in bar.values), 5, whole=self.whole)

    def _draw(self, painter: QPainter) -> None:
        plot, scale = self._plot, self._scale
        for tick in scale.ticks:
            height = plot.bottom() - scale.share(tick) * plot.height()
            painter.setPen(QPen(QColor(tokens().border_strong if not tick else tokens().border), 1))
            line = self._seen(QRectF(plot.left(), height, plot.width(), 0))
            painter.drawLine(QLineF(line.left(), height, line.right(), height))
            words = QRectF(0, height - 9, plot.left() - 6, 18)
            self._write(painter, words, tick_text(tick), Qt.AlignmentFlag.AlignRight, tokens().muted)
        places = slots(len(self.bars), plot.left(), plot.width())
        for series in reversed(range(len(self.series))):
            points = [
                self._seen(QRectF(slot.middle, plot.bottom() - scale.share(bar.values[series]) * plot.height(), 0, 0))
                for bar, slot in zip(self.bars, places, strict=True)
            ]
            self._draw_line(painter, [point.topLeft() for point in points], series)
        widest = max(metrics(SMALL_PX).horizontalAdvance(bar.label) for bar in self.bars) + 10
        labelled = every(len(self.bars), plot.width(), widest)
        for bar, slot in list(zip(self.bars, places, strict=True))[::labelled]:
            # Within the plot: below the axis stands its nothing.
            left = min(max(slot.middle - widest / 2, plot.left() - 5), plot.right() + 5 - widest)
            words = QRectF(left, self.height() - _FOOT + 2, widest, 17)
            self._write(painter, words, bar.label, Qt.AlignmentFlag.AlignHCenter, tokens().muted)

    @staticmethod
    def _draw_line(painter: QPainter, points: list[QPointF], series: int) -> None:
        colour = QColor(colour_of(0) if series == 0 else tokens().muted)
        painter.setPen(QPen(colour, 2 if series == 0 else 1.4, _STYLES[series % len(_STYLES)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        runs = _runs(points)
        for run in runs:
            painter.drawPolyline(QPolygonF(run))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for run in runs:
            if len(run) == 1 or (series == 0 and len(points) <= _MOST_DOTS):
                for point in run:
                    painter.drawEllipse(point, 2.6, 2.6)

    def _swatch(self, painter: QPainter, box: QRectF, series: int) -> None:
        middle = box.center().y()
        self._draw_line(painter, [QPointF(box.left() + 1, middle), QPointF(box.right(), middle)], series)


def _runs(points: list[QPointF]) -> list[list[QPointF]]:
    """What lies between the gaps."""
    together = groupby(points, key=lambda point: not math.isnan(point.y()))
    return [list(run) for is_told, run in together if is_told]
