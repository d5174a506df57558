"""What the house wants at the head of its papers."""

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from client.printing.documents import to_pdf
from client.printing.papers import Paper
from tests.client.printing.papers_to_print import LETTERHEAD, PRESCRIPTION


def pictures_on(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        return [one.get_bounds() for one in found]
    finally:
        document.close()


@pytest.mark.parametrize("paper", [Paper.A4, Paper.A5])
@pytest.mark.parametrize("size", [(600, 200), (80, 640)])
def test_a_logo_of_any_shape_and_one_more_line_stand_in_the_head(paper, size, pages_of):
    picture = BytesIO()
    Image.new("RGBA", size, (11, 114, 133, 200)).save(picture, "PNG")
    head = replace(LETTERHEAD, logo=picture.getvalue(), extra="Reg. 1234 · shantinagar.example")

    pdf = to_pdf(replace(PRESCRIPTION, letterhead=head), paper)

    assert "Reg. 1234 · shantinagar.example" in pages_of(pdf)[0]
    plain = pictures_on(to_pdf(PRESCRIPTION, paper))
    (left, bottom, right, top), *_ = [one for one in pictures_on(pdf) if one not in plain]
    assert 0 < right - left <= 34 / 25.4 * 72 + 1
    assert 0 < top - bottom <= 14 / 25.4 * 72 + 1
    assert (right - left) / (top - bottom) == pytest.approx(size[0] / size[1], rel=0.01)
