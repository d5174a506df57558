"""The frame around every A4 and A5 document: letterhead, title, footer and page numbers on each page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Final

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, Image, NextPageTemplate, PageTemplate, Table

from client.core.i18n import tr
from client.printing.codes import qr
from client.printing.lettering import words
from client.printing.look import ACCENT, ALERT, CENTER, INK, MUTED, PAPER_WHITE, RIGHT, RULE, facts, panel, style
from client.printing.papers import Footer, Letterhead, Paper, PatientFacts

_SIZES: Final = {Paper.A4: (A4, 1.0), Paper.A5: (A5, 0.82)}
"""A5 is a smaller page with somewhat smaller type: everything is laid out for a larger page and drawn scaled."""
_LOGO_ROOM: Final = (34 * mm, 14 * mm)
_FOOT: Final = 12 * mm
_SQUARE: Final = 0.54 * mm
_FAINT: Final = Color(0.87, 0.87, 0.87)
"""Seen on any copy, and read through."""


@dataclass(frozen=True)
class Sheet:
    paper: Paper
    letterhead: Letterhead
    footer: Footer
    title: str
    subject: str
    """Number and patient: stands on every page after the first, so that a loose page still says whose it is."""
    copy: int
    code: str = ""
    """A link or a number, as a QR code at the head of every page."""
    across: str = ""
    """A word in large grey letters over every page, and in its head: this paper is not to be used."""

    @property
    def scale(self) -> float:
        return _SIZES[self.paper][1]

    @property
    def size(self) -> tuple[float, float]:
        """Of the page as it is laid out, before scaling."""
        width, height = _SIZES[self.paper][0]
        return width / self.scale, height / self.scale

    @property
    def margin(self) -> float:
        return 16 * mm if self.paper is Paper.A4 else 13 * mm

    @property
    def width(self) -> float:
        return self.size[0] - 2 * self.margin


def build(sheet: Sheet, story: Callable[[], list[Flowable]]) -> bytes:
    """The PDF; laid out a second time only when it needs more than the one page first assumed."""
    pdf, pages = _lay_out(sheet, story(), of=1)
    if pages > 1:
        pdf, pages = _lay_out(sheet, story(), of=pages)
    return pdf


def patient_panel(
    patient: PatientFacts,
    width: float,
    about: tuple[tuple[str, str], ...],
    *,
    age_label: str | None = None,
    about_labels: float = 17 * mm,
) -> Table:
    left_width, right_width = width * 0.56, width * 0.44
    names: list[tuple[str, Flowable]] = [(tr("Patient"), words(patient.name, style(10, bold=True)))]
    if patient.local_name:
        names.append(("", words(patient.local_name, style(10))))
    names.append((age_label or tr("Age / sex"), words(f"{patient.age} / {patient.sex}", style(9.5))))
    names.append((tr("Patient no."), words(patient.number, style(9.5))))
    if patient.phone:
        names.append((tr("Phone"), words(patient.phone, style(9.5))))
    others = [(name, words(value, style(9.5))) for name, value in about]
    return panel(
        [facts(names, left_width - 14, 20 * mm), facts(others, right_width - 14, about_labels)],
        [left_width, right_width],
    )


def signature(doctor: str, degrees: str, width: float) -> Table:
    line_width = min(70 * mm, width * 0.5)
    return Table(
        [["", [words(doctor, style(10, bold=True)), words(degrees, style(8.5, ink=MUTED))]]],
        colWidths=[width - line_width, line_width],
        style=[
            ("LINEABOVE", (1, 0), (1, 0), 0.8, INK),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
        ],
    )


def _lay_out(sheet: Sheet, story: list[Flowable], of: int) -> tuple[bytes, int]:
    _, paper_height = sheet.size
    buffer = BytesIO()
    document = BaseDocTemplate(buffer, pagesize=_SIZES[sheet.paper][0], title=sheet.title, author=sheet.letterhead.name)
    head = _head(sheet)
    _, head_height = head.wrap(sheet.width, paper_height)
    subject = words(sheet.subject, style(8.5, ink=MUTED))
    _, subject_height = subject.wrap(sheet.width, paper_height)
    top = paper_height - 12 * mm - head_height - 4 * mm
    draw = partial(_draw, sheet, head, head_height, of)
    first = Frame(sheet.margin, _FOOT + 6 * mm, sheet.width, top - _FOOT - 6 * mm, 0, 0, 0, 0)
    below = top - subject_height - 3 * mm
    later = Frame(sheet.margin, _FOOT + 6 * mm, sheet.width, below - _FOOT - 6 * mm, 0, 0, 0, 0)

    def draw_later(canvas: Canvas, at: BaseDocTemplate) -> None:
        draw(canvas, at)
        subject.drawOn(canvas, sheet.margin, top - subject_height)

    document.addPageTemplates(
        [
            PageTemplate("first", [first], onPage=draw),
            PageTemplate("later", [later], onPage=draw_later),
        ]
    )
    document.build([NextPageTemplate("later"), *story])
    return buffer.getvalue(), document.page


def _head(sheet: Sheet) -> Table:
    letterhead = sheet.letterhead
    hospital: list[Flowable] = [words(letterhead.name, style(14, bold=True, leading=1.25))]
    if letterhead.local_name:
        hospital.append(words(letterhead.local_name, style(10.5, leading=1.4)))
    contact = " · ".join(each for each in (letterhead.address, letterhead.phone) if each)
    hospital += [words(each, style(8, ink=MUTED)) for each in (contact, letterhead.extra) if each]
    emblem = _emblem(letterhead.logo)
    title = [words(sheet.title, style(13, ink=ACCENT, bold=True, align=RIGHT, leading=1.3))]
    if sheet.across:
        title.append(mark(sheet.across))
    if sheet.copy:
        title.append(mark(duplicate(sheet.copy)))
    title_width = min(48 * mm, sheet.width * 0.36)
    cells: list[Flowable | list[Flowable]] = [emblem, hospital, title]
    mark_width = emblem.wrap(0, 0)[0] + 4 * mm
    widths = [mark_width, sheet.width - mark_width - title_width, title_width]
    if sheet.code:
        code = qr(sheet.code, _SQUARE)
        cells.append(code)
        widths[1] -= code.width
        widths.append(code.width)
    return Table(
        [cells],
        colWidths=widths,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ("ALIGN", (2, 0), (2, 0), "RIGHT"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.6, RULE),
        ],
    )


def mark(text: str) -> Flowable:
    """A stamp."""
    return Table(
        [[words(text, style(10, ink=ALERT, bold=True, align=CENTER))]],
        colWidths=[34 * mm],
        style=[
            ("BOX", (0, 0), (-1, -1), 1, ALERT),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ],
    )


def duplicate(copy: int) -> str:
    return tr("DUPLICATE {number}", number=copy)


def _draw(sheet: Sheet, head: Table, head_height: float, of: int, canvas: Canvas, at: BaseDocTemplate) -> None:
    paper_width, paper_height = sheet.size
    canvas.scale(sheet.scale, sheet.scale)  # for the whole page
    canvas.saveState()
    if sheet.across:
        _write_across(canvas, sheet)
    canvas.setFillColor(ACCENT)
    canvas.rect(0, paper_height - 3.5 * mm, paper_width, 3.5 * mm, stroke=0, fill=1)
    head.drawOn(canvas, sheet.margin, paper_height - 12 * mm - head_height)
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.6)
    canvas.line(sheet.margin, _FOOT + 2 * mm, paper_width - sheet.margin, _FOOT + 2 * mm)
    footer = sheet.footer
    said = tr(
        "Printed {at} by {by} at {workstation}", at=footer.printed_at, by=footer.by, workstation=footer.workstation
    )
    pages = tr("Page {page} of {pages}", page=at.page, pages=of)
    _put(canvas, words(said, style(7.5, ink=MUTED)), sheet.margin, sheet.width * 0.75)
    _put(
        canvas, words(pages, style(7.5, ink=MUTED, align=RIGHT)), sheet.margin + sheet.width * 0.75, sheet.width * 0.25
    )
    canvas.restoreState()


def _write_across(canvas: Canvas, sheet: Sheet) -> None:
    width, height = sheet.size
    block = words(sheet.across, style(76, ink=_FAINT, bold=True, align=CENTER))
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(52)
    _, high = block.wrapOn(canvas, height, height)
    block.drawOn(canvas, -height / 2, -high / 2)
    canvas.restoreState()


def _put(canvas: Canvas, block: Flowable, x: float, width: float) -> None:
    _, height = block.wrapOn(canvas, width, _FOOT)
    block.drawOn(canvas, x, _FOOT - height)


def _emblem(logo: bytes) -> Flowable:
    """The hospital's logo as large as the letterhead has room; the mark of a hospital without one."""
    if not logo:
        return _Cross()
    picture = Image(BytesIO(logo), mask="auto")
    scale = min(_LOGO_ROOM[0] / picture.imageWidth, _LOGO_ROOM[1] / picture.imageHeight)
    picture.drawWidth, picture.drawHeight = picture.imageWidth * scale, picture.imageHeight * scale
    return picture


class _Cross(Flowable):
    """The mark of a hospital in the letterhead's corner."""

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        del available_width, available_height
        return 12 * mm, 12 * mm

    def draw(self) -> None:
        canvas: Canvas = self.canv
        canvas.setFillColor(ACCENT)
        canvas.roundRect(0, 0, 12 * mm, 12 * mm, 2.4 * mm, stroke=0, fill=1)
        canvas.setFillColor(PAPER_WHITE)
        canvas.rect(4.8 * mm, 1.8 * mm, 2.4 * mm, 8.4 * mm, stroke=0, fill=1)
        canvas.rect(1.8 * mm, 4.8 * mm, 8.4 * mm, 2.4 * mm, stroke=0, fill=1)
