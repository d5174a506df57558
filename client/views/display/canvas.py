"""What the wall is painted with: one unit for any screen, mirrored where the language runs from the right."""

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen

from client.core.tongue import Tongue
from client.widgets.fonts import BY_WORDS, REGULAR, font
from client.widgets.icons import pixmap
from client.widgets.tokens import WALL

SHORT_SIDE: Final = 1080.0
LEFT: Final = Qt.AlignmentFlag.AlignLeft
RIGHT: Final = Qt.AlignmentFlag.AlignRight
CENTRE: Final = Qt.AlignmentFlag.AlignHCenter
_DISPLAY_PX: Final = 30
"""Larger letters have a cut of their own."""


class Canvas:
    """Places are given as if everything ran from left to right; one unit is a 1080th of the shorter side."""

    def __init__(self, painter: QPainter, size: QRectF, tongue: Tongue, *, mirrored: bool) -> None:
        self._unit = min(size.width(), size.height()) / SHORT_SIDE
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setLayoutDirection(BY_WORDS)
        painter.scale(self._unit, self._unit)
        self._painter = painter
        self._mirrored = mirrored
        self.tongue = tongue
        self.wide = size.width() / self._unit
        self.high = size.height() / self._unit

    def text(  # a helper of one picture: all its arguments differ each time
        self,
        box: QRectF,
        text: str,
        px: float,
        weight: int = REGULAR,
        ink: str = WALL.text,
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        """One line; what is too long is shortened with … rather than cut."""
        box, align = self._at(box), self._aligned(align)
        drawn = font(round(px), weight, display=px > _DISPLAY_PX)
        self._painter.setFont(drawn)
        self._painter.setPen(QColor(ink))
        shown = QFontMetricsF(drawn).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        flags = align | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        self._painter.drawText(box, flags.value, shown)

    @staticmethod
    def measure(text: str, px: float, weight: int) -> float:
        return QFontMetricsF(font(round(px), weight, display=px > _DISPLAY_PX)).horizontalAdvance(text)

    def largest(self, text: str, px: float, weight: int, width: float, least: float) -> float:
        """The size, at most px, at which the text has room."""
        while px > least and self.measure(text, px, weight) > width:
            px -= 2
        return px

    def ground(self) -> None:
        shade = QLinearGradient(0, 0, 0, self.high)
        shade.setColorAt(0, QColor(WALL.ground))
        shade.setColorAt(1, QColor(WALL.ground_low))
        self._painter.fillRect(QRectF(0, 0, self.wide, self.high), shade)

    def sheet(self, box: QRectF, colour: str, radius: float = 0, *, edge: str = "", thick: float = 1) -> None:
        self._painter.setPen(QPen(QColor(edge), thick) if edge else Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(colour))
        self._painter.drawRoundedRect(self._at(box), radius, radius)

    def line(self, box: QRectF, colour: str) -> None:
        """Along the upper edge of the box."""
        self._painter.setPen(QPen(QColor(colour), 2))
        box = self._at(box)
        self._painter.drawLine(box.topLeft(), box.topRight())

    def dot(self, centre: QPointF, colour: str) -> None:
        self.sheet(QRectF(centre.x() - 7, centre.y() - 7, 14, 14), colour, 7)

    def icon(self, box: QRectF, name: str, colour: str) -> None:
        place: QRect = self._at(box).toRect()
        ratio = self._painter.device().devicePixelRatioF() * self._unit
        self._painter.drawPixmap(place.topLeft(), pixmap(name, colour, place.width(), ratio))

    def _at(self, box: QRectF) -> QRectF:
        return QRectF(self.wide - box.right(), box.top(), box.width(), box.height()) if self._mirrored else box

    def _aligned(self, align: Qt.AlignmentFlag) -> Qt.AlignmentFlag:
        return {LEFT: RIGHT, RIGHT: LEFT}.get(align, align) if self._mirrored else align
