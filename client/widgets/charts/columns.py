"""Columns beside each other, each of parts upon one another: what came by the hour."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from client.widgets.charts.chart import SMALL_PX, Chart, tick_text
from client.widgets.charts.geometry import Scale, every, inside, scale_of, slots, stacked
from client.widgets.fonts import metrics
from client.widgets.theme import tokens

_FOOT: Final = 20
_TOP: Final = 18
"""For the number upon the highest column."""
_WIDEST: Final = 46
_CENTRE: Final = Qt.AlignmentFlag.AlignHCenter


class ColumnChart(Chart):
    """The total of each column stands upon it, its label below."""

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
        return QRectF(axis, head, max(1, self.width() - axis), max(1, self.height() - head - _FOOT))

    @property
    def _scale(self) -> Scale:
        ends = [sum(part for part in bar.values if part > 0) for bar in self.bars]
        ends += [sum(part for part in bar.values if part < 0) for bar in self.bars]
        return scale_of(ends, 5, whole=self.whole)

    def _draw(self, painter: QPainter) -> None:
        plot, scale = self._plot, self._scale
        for tick in scale.ticks:
            height = plot.bottom() - scale.share(tick) * plot.height()
            painter.setPen(QPen(QColor(tokens().border_strong if not tick else tokens().border), 1))
            line = self._seen(QRectF(plot.left(), height, plot.width(), 0))
            painter.drawLine(QLineF(line.left(), height, line.right(), height))
            words = QRectF(0, height - 9, plot.left() - 6, 18)
            self._write(painter, words, tick_text(tick), Qt.AlignmentFlag.AlignRight, tokens().muted)
        widest = max(metrics(SMALL_PX).horizontalAdvance(bar.label) for bar in self.bars) + 4
        labelled = every(len(self.bars), plot.width(), widest)
        numbered = every(
            len(self.bars), plot.width(), max(metrics(SMALL_PX).horizontalAdvance(bar.total) for bar in self.bars) + 4
        )
        for place, (bar, slot) in enumerate(
            zip(self.bars, slots(len(self.bars), plot.left(), plot.width()), strict=True)
        ):
            column = inside(slot, 0.7, _WIDEST)
            top = plot.bottom() - scale.share(0) * plot.height()
            for series, part in enumerate(stacked(bar.values, scale, 0, plot.height())):
                if part.length > 0:
                    box = QRectF(column.begin, plot.bottom() - part.end, column.length, part.length)
                    top = min(top, box.top())
                    self._fill(painter, self._seen(box), series)
            if place % numbered == 0:
                room = slot.length * numbered
                words = QRectF(slot.middle - room / 2, top - 18, room, 17)
                self._write(painter, words, bar.total, _CENTRE, tokens().text, bold=True)
            if place % labelled == 0:
                room = slot.length * labelled
                words = QRectF(slot.middle - room / 2, self.height() - _FOOT + 2, room, 17)
                self._write(painter, words, bar.label, _CENTRE, tokens().muted)
