"""PDF pages as pixels: for the preview, for receipt printers, and where the system prints no PDF."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

import pypdfium2
from PIL import Image, ImageChops
from PySide6.QtGui import QImage
from reportlab.lib.units import mm

from client.printing.slip import PRINTED_WIDTH, ROLL_WIDTH

_pdfium: Final = Lock()
"""PDFium works in one thread at a time, whatever the document."""

_DARK: Final = 150
"""Grey below this is a dot: thin strokes stay, the edges of letters don't swell."""

_BAND: Final = 256
_INIT: Final = b"\x1b@"
_KICK: Final = b"\x1bp\x00\x19\xfa"
"""ESC p 0 25 250: a pulse on the drawer's line."""
_FEED: Final = b"\x1bd\x05"
"""The knife sits some lines above the print head."""
_CUT: Final = b"\x1dV\x00"


class UnreadablePdf(ValueError):
    """The document on disk is not whole."""


@contextmanager
def opened_pdf(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Raises UnreadablePdf."""
    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise UnreadablePdf from error
        try:
            yield document
        finally:
            document.close()


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """In points."""
    with opened_pdf(pdf) as document:
        return [page.get_size() for page in document]


def page_images(pdf: bytes, width_px: int) -> list[Image.Image]:
    with opened_pdf(pdf) as document:
        return [page.render(scale=width_px / page.get_width()).to_pil() for page in document]


def render_pages(pdf: bytes, width_px: int) -> list[QImage]:
    images = []
    for page in page_images(pdf, width_px):
        pixels = page.convert("RGB")
        borrowed = QImage(pixels.tobytes(), pixels.width, pixels.height, pixels.width * 3, QImage.Format.Format_RGB888)
        images.append(borrowed.copy())  # the bytes are gone after this line
    return images


def dots(pdf: bytes, width: int) -> list[Image.Image]:
    """Black and white, exactly as wide as the print head; of an 80 mm page only the 72 mm it reaches."""
    pages = []
    with opened_pdf(pdf) as document:
        for page in document:
            is_roll = abs(page.get_width() - ROLL_WIDTH) < 1 * mm
            reached = PRINTED_WIDTH if is_roll else page.get_width()
            drawn = page.render(scale=width / reached, grayscale=True).to_pil()
            left = (drawn.width - width) // 2
            cropped = drawn.crop((left, 0, left + width, drawn.height))
            pages.append(cropped.point([0] * _DARK + [255] * (256 - _DARK)).convert("1"))
    return pages


def escpos_bytes(pdf: bytes, width: int, *, copies: int, cut: bool, open_drawer: bool) -> bytes:
    """What a receipt printer is sent: pictures only, since its code pages know no script but Latin."""
    paper = b"".join(_picture(page) for page in dots(pdf, width)) + _FEED + (_CUT if cut else b"")
    return _INIT + (_KICK if open_drawer else b"") + paper * copies


def _picture(page: Image.Image) -> bytes:
    """GS v 0, in bands: small printers hold no whole page."""
    black = ImageChops.invert(page)
    bands = []
    for top in range(0, page.height, _BAND):
        height = min(_BAND, page.height - top)
        size = ((page.width + 7) // 8).to_bytes(2, "little") + height.to_bytes(2, "little")
        bands.append(b"\x1dv0\x00" + size + black.crop((0, top, page.width, top + height)).tobytes())
    return b"".join(bands)
