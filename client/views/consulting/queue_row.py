"""A row of the waiting list: the name has the first line for itself, since a cut name calls the wrong person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from client.widgets.delegates import ROW_HEIGHT, paint_ground
from client.widgets.fonts import BY_WORDS, MEDIUM, REGULAR, SEMIBOLD, elided, font, metrics
from client.widgets.icons import draw_icon
from client.widgets.rows import ROW_ROLE
from client.widgets.theme import tokens
from client.widgets.tokens import Tone

_TOKEN = 62
_EDGE = 12
_A = Qt.AlignmentFlag


@dataclass(frozen=True)
class QueueRow:
    """Words ready to paint."""

    token: str
    expected: str
    name: str
    under: str
    wait: str
    wait_tone: Tone
    wait_icon: str = ""
    icon: str = ""
    tone: Tone | None = None


class QueueRowDelegate(QStyledItemDelegate):
    def __init__(self, words: Callable[[Any], QueueRow], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = self._words(index.data(ROW_ROLE))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(BY_WORDS)
        paint_ground(painter, option, first=True)
        _Row(painter, option).paint(row)
        painter.restore()


class _Row:
    def __init__(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        self._painter, self._option = painter, option

    def paint(self, row: QueueRow) -> None:
        t, box = tokens(), self._option.rect
        left, right, middle = box.left() + _EDGE, box.right() - 8, box.center().y() + 1
        if row.expected:
            self._text(row.token, QRect(left, middle - 20, _TOKEN - 4, 20), (14, SEMIBOLD, t.primary_ink))
            self._text(row.expected, QRect(left, middle, _TOKEN - 4, 18), (12, REGULAR, t.muted))
        else:
            self._text(row.token, QRect(left, box.top(), _TOKEN, box.height()), (14, SEMIBOLD, t.primary_ink))
        left += _TOKEN
        ink = t.tone(row.tone)[0] if row.tone else t.text
        self._text(row.name, QRect(left, middle - 20, right - left, 20), (14, MEDIUM, ink))
        wait = metrics(13, SEMIBOLD).horizontalAdvance(row.wait) + 4
        late = row.wait_tone != "grey"
        style = (13, SEMIBOLD if late else REGULAR, t.tone(row.wait_tone)[0])
        self._text(row.wait, QRect(right - wait, middle, wait, 18), style)
        if row.wait_icon:
            wait += 18
            draw_icon(self._painter, self._mirrored(QRect(right - wait, middle + 2, 14, 14)), row.wait_icon, style[2])
        if row.icon:
            draw_icon(self._painter, self._mirrored(QRect(left, middle + 2, 14, 14)), row.icon, ink)
            left += 19
        under = QRect(left, middle, right - wait - 6 - left, 18)
        self._text(row.under, under, (12, SEMIBOLD if row.icon else REGULAR, ink if row.icon else t.muted))

    def _text(self, text: str, box: QRect, style: tuple[int, int, str]) -> None:
        px, weight, ink = style
        side = QStyle.visualAlignment(self._option.direction, _A.AlignLeft)
        flags = int(side | _A.AlignVCenter | _A.AlignAbsolute) | int(Qt.TextFlag.TextSingleLine)
        self._painter.setFont(font(px, weight))
        self._painter.setPen(QColor(ink))
        self._painter.drawText(self._mirrored(box), flags, elided(text, px, weight, box.width()))

    def _mirrored(self, box: QRect) -> QRect:
        return QStyle.visualRect(self._option.direction, self._option.rect, box)
