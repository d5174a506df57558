"""Codes that a phone reads."""

from typing import Final

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing

_QUIET: Final = 4
"""The white squares round a QR code."""


def qr(text: str, square: float) -> Drawing:
    """As large as so many squares need: where these are whole dots of a printer, none is wider than another."""
    code = QrCodeWidget(text, barLevel="M")
    squares = vars(code)["qr"]  # the published types leave it out
    squares.make()
    size = (squares.getModuleCount() + 2 * _QUIET) * square
    left, bottom, right, top = code.getBounds()
    drawing = Drawing(size, size, transform=[size / (right - left), 0, 0, size / (top - bottom), 0, 0])
    drawing.add(code)
    drawing.hAlign = "CENTER"
    return drawing
