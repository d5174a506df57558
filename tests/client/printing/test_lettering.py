from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageChops
from PySide6.QtGui import QFont, QFontMetricsF
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from client.printing import fonts
from client.printing.documents import to_pdf
from client.printing.lettering import ShapedText, prose, words
from client.printing.look import RIGHT, style
from client.printing.papers import Paper
from client.printing.raster import page_images
from tests.client.printing.papers_to_print import ARABIC, BENGALI, HINDI, PRESCRIPTION

FAMILIES = {BENGALI: "Noto Sans Bengali", HINDI: "Noto Sans Devanagari", ARABIC: "Noto Sans Arabic"}


def ink_box(block, width: float = 300) -> tuple[int, int, int, int]:
    """Where there is ink, in points from the left and from the top."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(width, 100))
    _, height = block.wrapOn(canvas, width, 100)
    block.drawOn(canvas, 0, 100 - height)
    canvas.save()
    (page,) = page_images(buffer.getvalue(), round(width * 4))
    grey = page.convert("L")
    box = ImageChops.difference(grey, Image.new("L", grey.size, 255)).getbbox()
    assert box is not None
    left, top, right, bottom = (edge // 4 for edge in box)
    return left, top, right, bottom


@pytest.mark.parametrize("name", [BENGALI, HINDI, ARABIC])
def test_a_name_is_as_wide_as_its_joined_letters_not_as_its_single_ones(name):
    font = QFont(FAMILIES[name])
    font.setPixelSize(100)
    metrics = QFontMetricsF(font)
    single = sum(metrics.horizontalAdvance(letter) for letter in name) * 20 / 100

    left, _, right, _ = ink_box(words(name, style(20)))

    assert right - left == pytest.approx(metrics.horizontalAdvance(name) * 20 / 100, abs=4)
    assert single - (right - left) > 4


@pytest.mark.parametrize("name", [BENGALI, HINDI, ARABIC, f"{ARABIC} (Khalid) {BENGALI} 45 · {HINDI}"])
def test_no_letter_is_missing_from_its_font(name):
    block = words(name, style(20))
    block.wrap(1000, 100)

    assert isinstance(block, ShapedText)
    glyphs = [glyph for line, _ in block._lines for run in line.glyphRuns() for glyph in run.glyphIndexes()]
    assert len(glyphs) > 5
    assert 0 not in glyphs


def test_arabic_runs_from_right_to_left_around_a_number():
    block = words("5 أيام ثلاث", style(20))
    block.wrap(1000, 100)

    assert isinstance(block, ShapedText)
    runs = [run for line, _ in block._lines for run in line.glyphRuns()]
    arabic = [run.positions()[0].x() for run in runs if run.isRightToLeft()]
    digits = [run.positions()[0].x() for run in runs if not run.isRightToLeft()]
    assert min(digits) > max(arabic)


def test_prose_begins_where_its_script_begins():
    english, arabic = prose("Drink water.\nاشرب الكثير", style(10, natural=True))

    assert ink_box(english)[0] < 2
    assert ink_box(arabic)[2] > 296


def test_a_name_in_a_table_stands_at_its_columns_edge_in_every_script():
    edges = [ink_box(words(name, style(10)))[0] for name in (BENGALI, HINDI, ARABIC, "Karim")]

    assert max(edges) <= 2
    assert ink_box(words(ARABIC, style(10, align=RIGHT)))[2] >= 297


def test_plain_latin_stays_text_that_can_be_searched():
    for text in ("Dr. Imtiaz – Chowdhury · 30 °C", "José Åström", "µ × ℞ 10⁹/L"):
        assert isinstance(words(text, style(10)), Paragraph)


def test_long_text_in_any_script_goes_on_over_pages(pages_of):
    pdf = to_pdf(replace(PRESCRIPTION, advice=f"{ARABIC} " * 1500), Paper.A5)

    pages = pages_of(pdf)

    assert len(pages) > 3
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


def test_script_runs_count_characters_beyond_the_first_plane():
    block = words(f"😀 {BENGALI}", style(10))
    block.wrap(1000, 100)

    assert isinstance(block, ShapedText)
    assert fonts.script_runs(f"😀 {BENGALI}")[0][2] == "Noto Sans Bengali"
    assert any(
        run.rawFont().familyName() == "Noto Sans Bengali" for line, _ in block._lines for run in line.glyphRuns()
    )
