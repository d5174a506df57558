"""The label of one medicine: what a patient reads at home, in their own script."""

from collections.abc import Sequence
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from client.core.i18n import tr
from client.printing.lettering import words
from client.printing.look import BLACK, RIGHT, style
from client.printing.papers import MedicineLabel
from client.printing.sheet import duplicate
from client.printing.small_paper import begun, finished, put

LABEL: Final = (70 * mm, 35 * mm)
_EDGE: Final = 2 * mm
_ROOM: Final = LABEL[0] - 2 * _EDGE
_FOOT: Final = 4.2 * mm
_SIZES: Final = (10.5, 9.5, 8.5, 7.5, 6.5, 5.5, 4.5)
"""A long instruction is printed smaller; it is never cut."""


def medicine_pdf(document: MedicineLabel) -> bytes:
    width, height = LABEL
    buffer, canvas = begun(LABEL, tr("Medicine label"))
    patient = document.patient
    small, small_right = style(6.5, ink=BLACK, leading=1.2), style(6.5, ink=BLACK, align=RIGHT, leading=1.2)
    top = height - 1.2 * mm
    put(canvas, document.hospital, small, _EDGE, top, _ROOM * 0.7)
    top = put(canvas, document.at, small_right, _EDGE + _ROOM * 0.7, top, _ROOM * 0.3)
    name = style(9.5, ink=BLACK, bold=True, leading=1.2)
    number = style(7.5, ink=BLACK, bold=True, align=RIGHT, leading=1.5)
    put(canvas, patient.number, number, _EDGE + _ROOM * 0.7, top, _ROOM * 0.3)
    top = put(canvas, patient.name, name, _EDGE, top, _ROOM * 0.7, most=2)
    canvas.setLineWidth(0.5)
    canvas.line(_EDGE, top - 0.7 * mm, width - _EDGE, top - 0.7 * mm)
    medicine = style(10, ink=BLACK, bold=True, leading=1.15)
    quantity = style(8.5, ink=BLACK, bold=True, align=RIGHT, leading=1.4)
    put(canvas, document.quantity, quantity, _EDGE + _ROOM * 0.78, top - 1.2 * mm, _ROOM * 0.22)
    top = put(canvas, document.medicine, medicine, _EDGE, top - 1.2 * mm, _ROOM * 0.77, most=2)
    _say(canvas, document.says, top - 0.6 * mm)
    put(canvas, document.batches, small, _EDGE, _FOOT, _ROOM * 0.76)
    said = duplicate(document.copy) if document.copy else ""
    put(canvas, said, small_right, _EDGE + _ROOM * 0.76, _FOOT, _ROOM * 0.24)
    return finished(buffer, canvas)


def _say(canvas: Canvas, sentences: Sequence[str], top: float) -> None:
    """As large as the room between the medicine and the foot allows."""
    for size in _SIZES:
        blocks = [_sentence(text, size if place == 0 else size * 0.85) for place, text in enumerate(sentences)]
        heights = [block.wrapOn(canvas, _ROOM, LABEL[1])[1] for block in blocks]
        if sum(heights) <= top - _FOOT or size == _SIZES[-1]:
            for block, high in zip(blocks, heights, strict=True):
                block.drawOn(canvas, _EDGE, top - high)
                top -= high
            return


def _sentence(text: str, size: float) -> Flowable:
    return words(text, style(size, ink=BLACK, leading=1.3, natural=True))
