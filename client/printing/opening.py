"""Documents from elsewhere as pictures. Whoever made them may mean ill: pages and pixels have a limit."""

from dataclasses import dataclass
from typing import Final

import pypdfium2
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from client.printing.raster import UnreadablePdf, opened_pdf
from shared.models.documents import MediaType

MOST_PAGES: Final = 500
MOST_PIXELS: Final = 30_000_000
_FORMATS: Final = {MediaType.JPEG: b"jpeg", MediaType.PNG: b"png"}


class CannotShow(ValueError):
    """The file is damaged, locked by a password, or larger than anything a hospital scans."""


@dataclass(frozen=True)
class OpenedDocument:
    data: bytes
    media_type: MediaType
    pages: int


def open_document(data: bytes, media_type: MediaType) -> OpenedDocument:
    """Raises CannotShow; nothing is drawn yet."""
    if media_type is not MediaType.PDF:
        _, size, _buffer = _reader(data, media_type)
        if size.isEmpty() or size.width() * size.height() > 4 * MOST_PIXELS:
            raise CannotShow
        return OpenedDocument(data, media_type, 1)
    try:
        with opened_pdf(data) as document:
            return OpenedDocument(data, media_type, min(len(document), MOST_PAGES))
    except UnreadablePdf as error:
        raise CannotShow from error


def picture(document: OpenedDocument, page: int, width: int) -> QImage:
    """One page, as wide as asked for or as many pixels as are let through. Raises CannotShow."""
    if document.media_type is not MediaType.PDF:
        return _image(document, width)
    try:
        with opened_pdf(document.data) as pdf:
            return _page(pdf[page], width)
    except (UnreadablePdf, pypdfium2.PdfiumError) as error:
        raise CannotShow from error


def _page(page: pypdfium2.PdfPage, width: int) -> QImage:
    across, down = page.get_size()
    if across <= 0 or down <= 0:
        raise CannotShow
    scale = min(width / across, (MOST_PIXELS / (across * down)) ** 0.5)
    drawn = page.render(scale=scale).to_pil().convert("RGB")
    borrowed = QImage(drawn.tobytes(), drawn.width, drawn.height, drawn.width * 3, QImage.Format.Format_RGB888)
    return borrowed.copy()  # the bytes are gone after this line


def _image(document: OpenedDocument, width: int) -> QImage:
    reader, size, _buffer = _reader(document.data, document.media_type)
    wanted = size.scaled(QSize(width, width * 20), Qt.AspectRatioMode.KeepAspectRatio) if size.width() > width else size
    if wanted.width() * wanted.height() > MOST_PIXELS:
        raise CannotShow
    reader.setScaledSize(wanted)  # a large photo is never whole in memory
    image = reader.read()
    if image.isNull():
        raise CannotShow
    return image.scaledToWidth(width) if image.width() < width else image


def _reader(data: bytes, media_type: MediaType) -> tuple[QImageReader, QSize, QBuffer]:
    """The buffer has to live as long as the reader, which does not keep it."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(_FORMATS[media_type]))
    reader.setAutoTransform(False)
    return reader, reader.size(), buffer
