"""Bars below each other, each with its name before it and its value after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from client.widgets.charts.chart import SMALL_PX, Chart, colour_of
from client.widgets.charts.geometry import Scale, scale_of, stacked
from client.widgets.fonts import SEMIBOLD, metrics
from client.widgets.theme import tokens

ROW: Final = 30
_BAR: Final = 14
_GAP: Final = 10


class RowChart(Chart):
    """As high as its rows: it lies in something that scrolls. Parts of a bar are stacked, or laid over each other."""

    def __init__(
        self, name: str, series: Sequence[str] = ("",), *, whole: bool = False, overlaid: bool = False
    ) -> None:
        """`overlaid`: each value is measured from nothing, as a median within the ninth of ten."""
        self._overlaid = overlaid
        super().__init__(name, series, whole=whole)

    def sizeHint(self) -> QSize:
        return QSize(320, max(120, int(self._head) + ROW * len(self.bars)))

    def _measured(self) -> None:
        self.setMinimumHeight(max(60, int(self._head) + ROW * len(self.bars)))
        self.updateGeometry()

    def _places(self) -> list[QRectF]:
        return [QRectF(0, self._head + place * ROW, self.width(), ROW) for place in range(len(self.bars))]

    @property
    def _scale(self) -> Scale:
        if self._overlaid:
            return scale_of((value for bar in self.bars for value in bar.values), whole=self.whole)
        ends = [sum(part for part in bar.values if part > 0) for bar in self.bars]
        ends += [sum(part for part in bar.values if part < 0) for bar in self.bars]
        # Nothing is written on an axis here: the longest bar may be as long as there is room.
        return Scale((min(0.0, *ends), max(0.0, *ends, 1e-9)))

    def _draw(self, painter: QPainter) -> None:
        names = min(max(metrics(SMALL_PX).horizontalAdvance(bar.label) for bar in self.bars) + 2, self.width() * 0.48)
        totals = max(metrics(SMALL_PX, SEMIBOLD).horizontalAdvance(bar.total) for bar in self.bars) + 2
        left, scale = names + _GAP, self._scale
        room = max(8.0, self.width() - left - totals - _GAP - 6)
        for bar, place in zip(self.bars, self._places(), strict=True):
            label = QRectF(4, place.top(), names, place.height())
            self._write(painter, label, bar.label, Qt.AlignmentFlag.AlignLeft, tokens().text)
            top = place.center().y() - _BAR / 2
            self._draw_track(painter, QRectF(left, top, room, _BAR), scale)
            self._draw_bar(painter, bar.values, scale, QRectF(left, top, room, _BAR))
            words = QRectF(left + room + _GAP, place.top(), totals, place.height())
            self._write(painter, words, bar.total, Qt.AlignmentFlag.AlignRight, tokens().text, bold=True)

    def _draw_track(self, painter: QPainter, track: QRectF, scale: Scale) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().sunken))
        painter.drawRoundedRect(self._seen(track), 3, 3)
        if scale.low < 0:
            zero = self._seen(QRectF(track.left() + scale.share(0) * track.width(), track.top() - 3, 0, _BAR + 6))
            painter.setPen(QPen(QColor(tokens().border_strong), 1))
            painter.drawLine(QLineF(zero.left(), zero.top(), zero.left(), zero.bottom()))

    def _draw_bar(self, painter: QPainter, values: Sequence[float], scale: Scale, track: QRectF) -> None:
        if not self._overlaid:
            for series, part in enumerate(stacked(values, scale, track.left(), track.width())):
                if part.length > 0:
                    self._fill(painter, self._seen(QRectF(part.begin, track.top(), part.length, _BAR)), series)
            return
        for series in reversed(range(len(values))):
            length = scale.share(values[series]) * track.width()
            self._lay(painter, self._seen(QRectF(track.left(), track.top(), length, _BAR)), series)

    def _lay(self, painter: QPainter, box: QRectF, series: int) -> None:
        """The first is full; what goes on behind it is pale with an edge, and so told apart without colour."""
        if series == 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour_of(0)))
        else:
            painter.setPen(QPen(QColor(tokens().primary), 1))
            painter.setBrush(QColor(tokens().primary_soft))
            box = box.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 3, 3)

    def _swatch(self, painter: QPainter, box: QRectF, series: int) -> None:
        if self._overlaid:
            self._lay(painter, box, series)
        else:
            super()._swatch(painter, box, series)
