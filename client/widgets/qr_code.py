"""A code that a phone reads from the screen."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from reportlab.graphics.barcode.qr import QrCodeWidget

_QUIET = 4
"""The white squares round it, without which no phone finds it."""


class QrCode(QWidget):
    """Black on white in the dark too: a phone wants it so. The words for those who can't see it go beside it."""

    def __init__(self, name: str, side: int = 196) -> None:
        super().__init__()
        self._side = side
        self._squares: list[list[bool]] = []
        self.setAccessibleName(name)
        self.setFixedSize(side, side)

    def set_text(self, text: str) -> None:
        code = vars(QrCodeWidget(text, barLevel="M"))["qr"]  # the published types leave it out
        code.make()
        size = range(code.getModuleCount())
        self._squares = [[bool(code.isDark(row, column)) for column in size] for row in size]
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        if not self._squares:
            return
        square = self._side / (len(self._squares) + 2 * _QUIET)
        for row, squares in enumerate(self._squares):
            for column, is_dark in enumerate(squares):
                if is_dark:
                    left, top = (column + _QUIET) * square, (row + _QUIET) * square
                    painter.fillRect(QRectF(left, top, square, square), QColor("black"))
