"""Lucide icons in any token's colour, drawn once and kept."""

from __future__ import annotations

import functools

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from client.resources import path
from client.widgets.theme import tokens
from client.widgets.tokens import Tone

_STROKE = "1.9"
_RATIOS = (1.0, 1.25, 1.5, 2.0)


@functools.lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int = 20, ratio: float = 1.0) -> QPixmap:
    drawing = path(f"icons/{name}.svg").read_text(encoding="utf-8")
    drawing = drawing.replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{_STROKE}"')
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def icon(name: str, colour: str, size: int = 20, *, on: str = "") -> QIcon:
    """For menus and tool buttons; `on` is the colour while checked."""
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(pixmap(name, colour, size, ratio), QIcon.Mode.Normal, QIcon.State.Off)
        if on:
            made.addPixmap(pixmap(name, on, size, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made


def draw_icon(painter: QPainter, box: QRect, name: str, colour: str) -> None:
    """Paint an icon as large as its box, sharp on any screen."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(box.topLeft(), pixmap(name, colour, box.width(), ratio))


class Icon(QWidget):
    """An icon in a tone's ink; it follows the theme because it is painted each time."""

    def __init__(self, name: str, tone: Tone = "grey", size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._tone, self._size = name, tone, size
        self.setFixedSize(size, size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, tone: Tone | None = None) -> None:
        self._name, self._tone = name, tone or self._tone
        self.update()

    def ink(self) -> str:
        return tokens().tone(self._tone)[0]

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_icon(painter, self.rect(), self._name, self.ink())
