"""Cards and stickers as a scanner and a hand see them."""

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from reportlab.lib.units import mm

from client.printing.documents import to_pdf
from client.printing.papers import Paper
from tests.client.printing.papers_to_print import ANITA, CARD, KARIM, KHALID, MEDICINE, SPECIMEN, STICKER

_OF_LABEL_PRINTERS = 203
_OF_CARD_PRINTERS = 300


def drawn(pdf, dpi):
    """Black and white, as such printers print."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return page.render(scale=dpi / 72, grayscale=True).to_pil().point(lambda grey: 255 * (grey > 128))


def codes(image):
    return {(found.format.name, found.text) for found in zxingcpp.read_barcodes(image)}


@pytest.mark.parametrize("patient", [KARIM, ANITA, KHALID], ids=lambda patient: patient.number)
@pytest.mark.parametrize(
    ("document", "paper", "dpi"),
    [(CARD, Paper.CARD, _OF_CARD_PRINTERS), (STICKER, Paper.LABEL, _OF_LABEL_PRINTERS)],
    ids=["card", "sticker"],
)
def test_a_scanner_reads_the_number_from_bars_and_from_the_square(qapp, document, paper, dpi, patient):
    code = patient.number.replace("-", "")

    image = drawn(to_pdf(replace(document, patient=patient, code=code), paper), dpi)

    assert codes(image) == {("Code128", code), ("QRCode", code)}


@pytest.mark.parametrize(
    ("document", "paper", "size"),
    [
        (CARD, Paper.CARD, (85.6, 54)),
        (STICKER, Paper.LABEL, (50, 25)),
        (SPECIMEN, Paper.LABEL, (50, 25)),
        (MEDICINE, Paper.WIDE_LABEL, (70, 35)),
    ],
    ids=["card", "sticker", "specimen", "medicine"],
)
def test_it_has_the_size_of_what_it_is_printed_on(qapp, document, paper, size):
    pages = pypdfium2.PdfDocument(to_pdf(document, paper))

    assert len(pages) == 1
    assert pages[0].get_size() == pytest.approx((size[0] * mm, size[1] * mm), abs=0.1)


def test_a_very_long_name_leaves_the_codes_readable(qapp):
    endless = replace(KARIM, name="Abdul Karim Mohammad Shamsuddin Chowdhury " * 3)

    for document, paper, dpi in ((CARD, Paper.CARD, 300), (STICKER, Paper.LABEL, 203)):
        image = drawn(to_pdf(replace(document, patient=endless), paper), dpi)
        assert codes(image) == {("Code128", "P20260437"), ("QRCode", "P20260437")}


@pytest.mark.parametrize("patient", [KARIM, ANITA, KHALID], ids=lambda patient: patient.number)
@pytest.mark.parametrize("copy", [0, 2])
def test_a_tube_is_known_by_its_bars_whatever_stands_beside_them(qapp, patient, copy):
    crowded = replace(SPECIMEN, patient=patient, tests="Complete blood count, ESR, HbA1c, malaria " * 3, copy=copy)

    image = drawn(to_pdf(crowded, Paper.LABEL), _OF_LABEL_PRINTERS)

    assert codes(image) == {("Code128", SPECIMEN.accession)}
