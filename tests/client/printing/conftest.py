from collections.abc import Callable, Iterator

import pypdfium2
import pytest

from client.printing import fonts
from tests.client.printing.loopback_printer import LoopbackPrinter


@pytest.fixture(autouse=True)
def _fonts(qapp) -> None:
    fonts.register()


@pytest.fixture
def printer() -> Iterator[LoopbackPrinter]:
    """Switched off: it has an address, and refuses."""
    loopback = LoopbackPrinter()
    yield loopback
    loopback.close()


@pytest.fixture
def pages_of() -> Callable[[bytes], list[str]]:
    """The text of each page, its white space made plain."""

    def read(pdf: bytes) -> list[str]:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
        finally:
            document.close()

    return read
