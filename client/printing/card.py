"""The patient's card and sticker, the tube's label: names in any script, numbers for people and for scanners."""

from typing import Final

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from client.core.i18n import tr
from client.printing.look import ACCENT, ALERT, BLACK, CENTER, INK, MUTED, PAPER_WHITE, RIGHT, style
from client.printing.papers import PatientCard, PatientSticker, SpecimenLabel
from client.printing.sheet import duplicate
from client.printing.small_paper import begun, finished, put

CARD: Final = (85.6 * mm, 54 * mm)
STICKER: Final = (50 * mm, 25 * mm)
_BAND: Final = 11 * mm
_EDGE: Final = 4 * mm
_BAR: Final = 0.27 * mm
"""The narrowest bar that a label printer of 203 dpi draws evenly, and every scanner reads."""


def card_pdf(document: PatientCard) -> bytes:
    width, height = CARD
    buffer, canvas = begun(CARD, tr("Patient card"))
    patient = document.patient
    canvas.setFillColor(ACCENT)
    canvas.rect(0, height - _BAND, width, _BAND, stroke=0, fill=1)
    band_room = width - 2 * _EDGE
    put(canvas, document.letterhead.name, _white(10.5, bold=True), _EDGE, height - 1.6 * mm, band_room)
    contact = document.letterhead.local_name or document.letterhead.phone
    if contact:
        put(canvas, contact, _white(7.5), _EDGE, height - 6.4 * mm, band_room)
    qr_size = 23 * mm
    room = width - 2 * _EDGE - qr_size - 2 * mm
    y = height - _BAND - 2.2 * mm
    y = put(canvas, patient.name, style(12.5, ink=BLACK, bold=True, leading=1.2), _EDGE, y, room, most=2)
    if patient.local_name:
        y = put(canvas, patient.local_name, style(11, ink=INK, leading=1.35), _EDGE, y, room)
    y -= 0.8 * mm
    about = " · ".join(part for part in (patient.sex, patient.age, document.born) if part)
    y = put(canvas, about, style(8, ink=INK, leading=1.35), _EDGE, y, room)
    if document.blood_group:
        blood = tr("Blood group {group}", group=document.blood_group)
        put(canvas, blood, style(8, ink=ALERT, bold=True, leading=1.35), _EDGE, y, room)
    _qr(canvas, document.code, width - _EDGE - qr_size, height - _BAND - 2 * mm - qr_size, qr_size)
    _bars(canvas, document.code, _EDGE, 2.6 * mm, 8.5 * mm)
    right = width - _EDGE - 34 * mm
    put(canvas, patient.number, style(12, ink=BLACK, bold=True, align=RIGHT, leading=1.2), right, 12 * mm, 34 * mm)
    said = duplicate(document.copy) if document.copy else document.issued
    ink = ALERT if document.copy else MUTED
    put(canvas, said, style(6.5, ink=ink, align=RIGHT, leading=1.3), right, 6 * mm, 34 * mm)
    return finished(buffer, canvas)


def sticker_pdf(document: PatientSticker) -> bytes:
    width, height = STICKER
    buffer, canvas = begun(STICKER, tr("Patient sticker"))
    patient = document.patient
    qr_size = 11.5 * mm
    room = width - 3 * mm - qr_size - 1 * mm
    y = height - 1 * mm
    y = put(canvas, patient.name, style(8, ink=BLACK, bold=True, leading=1.15), 1.5 * mm, y, room, most=2)
    if patient.local_name:
        y = put(canvas, patient.local_name, style(7, ink=BLACK, leading=1.3), 1.5 * mm, y, room)
    about = " · ".join(part for part in (patient.sex, patient.age, document.blood_group) if part)
    put(canvas, about, style(6.5, ink=BLACK, leading=1.3), 1.5 * mm, y, room)
    _qr(canvas, document.code, width - 1.5 * mm - qr_size, height - 1 * mm - qr_size, qr_size)
    _bars(canvas, document.code, None, 3.6 * mm, 6.4 * mm)
    number = tr("{number} · {copy}", number=patient.number, copy=duplicate(document.copy))
    shown = number if document.copy else patient.number
    put(canvas, shown, style(6.5, ink=BLACK, bold=True, align=CENTER, leading=1.2), 1.5 * mm, 3.4 * mm, width - 3 * mm)
    return finished(buffer, canvas)


def specimen_pdf(document: SpecimenLabel) -> bytes:
    """Bars across the tube's length; the name above them is what is compared with the patient's own answer."""
    width, height = STICKER
    buffer, canvas = begun(STICKER, tr("Specimen label"))
    patient = document.patient
    edge, room = 1.5 * mm, width - 3 * mm
    y = put(canvas, patient.name, style(8, ink=BLACK, bold=True, leading=1.15), edge, height - 1 * mm, room)
    about = " · ".join(part for part in (patient.sex, patient.age, patient.number) if part)
    put(canvas, about, style(6.5, ink=BLACK, leading=1.25), edge, y, room)
    _bars(canvas, document.accession, None, 10.6 * mm, 6.6 * mm)
    number = style(7.5, ink=BLACK, bold=True, leading=1.15)
    y = put(canvas, document.accession, number, edge, 10.3 * mm, room * 0.55)
    urgent = style(7.5, ink=BLACK, bold=True, align=RIGHT, leading=1.15)
    put(canvas, document.urgency, urgent, edge + room * 0.55, 10.3 * mm, room * 0.45)
    small = style(6, ink=BLACK, leading=1.2)
    y = put(canvas, " · ".join(part for part in (document.tube, document.tests) if part), small, edge, y, room, most=2)
    made = tr("{time} · {copy}", time=document.at, copy=duplicate(document.copy)) if document.copy else document.at
    put(canvas, made, small, edge, y, room)
    return finished(buffer, canvas)


def _white(size: float, *, bold: bool = False) -> ParagraphStyle:
    return style(size, ink=PAPER_WHITE, bold=bold, leading=1.2)


def _qr(canvas: Canvas, code: str, x: float, y: float, size: float) -> None:
    widget = QrCodeWidget(code, barLevel="M")
    left, bottom, right, top = widget.getBounds()
    drawing = Drawing(size, size, transform=[size / (right - left), 0, 0, size / (top - bottom), 0, 0])
    drawing.add(widget)
    renderPDF.draw(drawing, canvas, x, y)


def _bars(canvas: Canvas, code: str, x: float | None, y: float, height: float) -> None:
    """In the middle of a sticker where no `x` is given: both ends need white beside them."""
    canvas.setFillColor(BLACK)
    bars = Code128(code, barHeight=height, barWidth=_BAR, quiet=False)
    bars.drawOn(canvas, (STICKER[0] - bars.width) / 2 if x is None else x, y)
