"""How long each stage of a test took: a bar to the median, a paler one to the ninth of ten."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.views.lab.words import span_text, stage_took
from client.widgets.fonts import font
from client.widgets.theme import tokens
from shared.models.lab_results import StageTime

_ROW: Final = 46
_BAR: Final = 12


class StageBars(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._stages: tuple[StageTime, ...] = ()
        self.setMinimumWidth(220)

    def set_stages(self, stages: tuple[StageTime, ...]) -> None:
        self._stages = stages
        self.setAccessibleName("; ".join(f"{stage_took(one.stage)}: {_took(one)}" for one in stages))
        self.setMinimumHeight(len(stages) * _ROW)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, len(self._stages) * _ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(13))
        longest = max((one.ninety_percent_minutes for one in self._stages), default=0) or 1
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        start = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        end = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
        for place, one in enumerate(self._stages):
            words = QRectF(0, place * _ROW, self.width(), 22)
            painter.setPen(QColor(tokens().text))
            painter.drawText(words, start | Qt.AlignmentFlag.AlignVCenter, stage_took(one.stage))
            painter.setPen(QColor(tokens().muted))
            painter.drawText(words, end | Qt.AlignmentFlag.AlignVCenter, _short(one))
            painter.setPen(Qt.PenStyle.NoPen)
            for minutes, colour in (
                (longest, tokens().sunken),
                (one.ninety_percent_minutes, tokens().primary_soft),
                (one.median_minutes, tokens().primary),
            ):
                width = self.width() * minutes / longest
                left = self.width() - width if mirrored else 0
                painter.setBrush(QColor(colour))
                painter.drawRoundedRect(QRectF(left, words.bottom() + 2, width, _BAR), 4, 4)


def _short(one: StageTime) -> str:
    return tr("{median} · {ninety}", median=span_text(one.median_minutes), ninety=span_text(one.ninety_percent_minutes))


def _took(one: StageTime) -> str:
    median, ninety = span_text(one.median_minutes), span_text(one.ninety_percent_minutes)
    return tr("half in {median}, nine of ten in {ninety}", median=median, ninety=ninety)
