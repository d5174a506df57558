"""80 mm paper: black only, as long as its content, large enough to read at arm's length."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer, Table

from client.core.i18n import tr, trn
from client.printing.codes import qr
from client.printing.lettering import words
from client.printing.look import BLACK, CENTER, LEFT, RIGHT, style
from client.printing.papers import Letterhead, TokenSlip
from client.printing.sheet import duplicate

ROLL_WIDTH: Final = 80 * mm
PRINTED_WIDTH: Final = 72 * mm
_MARGIN: Final = (ROLL_WIDTH - PRINTED_WIDTH) / 2
_END: Final = 3 * mm
_SQUARE: Final = 0.75 * mm
"""A whole number of a receipt printer's dots."""


def token_pdf(document: TokenSlip) -> bytes:
    blocks: list[Flowable] = [*slip_head(document.letterhead, document.copy), Spacer(1, 2 * mm)]
    blocks += [
        centred(tr("Your number") if document.booked_for else tr("Your token"), 10),
        centred(document.token, 44, bold=True, leading=1.2),
        Spacer(1, 2 * mm),
    ]
    blocks += [
        centred(document.room, 15, bold=True),
        centred(document.doctor, 11, bold=True),
        centred(document.department, 10),
    ]
    blocks += [Spacer(1, 2 * mm), rule(), Spacer(1, 2 * mm)]
    if document.booked_for:
        blocks += [centred(tr("Booked for"), 10), centred(document.booked_for, 14, bold=True)]
    else:
        blocks.append(centred(_ahead(document.people_ahead), 12, bold=True))
    if document.expected:
        blocks.append(centred(tr("Expected at about {time}", time=document.expected), 10))
    if document.phone_link:
        blocks += [Spacer(1, 2 * mm), qr(document.phone_link, _SQUARE), Spacer(1, 1 * mm)]
        blocks += [centred(sentence, 9) for sentence in document.phone_says]
    blocks.append(Spacer(1, 2 * mm))
    if document.patient_number:
        blocks.append(centred(document.patient_number, 10))
    blocks.append(centred(document.at, 9))
    return roll(blocks, tr("Token"))


def _ahead(people: int) -> str:
    return trn("{n} person before you", "{n} people before you", people) if people else tr("You are next")


def roll(blocks: Sequence[Flowable], title: str) -> bytes:
    """One page just long enough."""
    height = sum(block.wrap(PRINTED_WIDTH, 10_000 * mm)[1] for block in blocks) + 2 * _END + 1
    buffer = BytesIO()
    document = BaseDocTemplate(buffer, pagesize=(ROLL_WIDTH, height), title=title)
    frame = Frame(_MARGIN, _END, PRINTED_WIDTH, height - 2 * _END, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame]))
    document.build(list(blocks))
    return buffer.getvalue()


def slip_head(letterhead: Letterhead, copy: int) -> list[Flowable]:
    blocks = [centred(letterhead.name, 12, bold=True)]
    if letterhead.local_name:
        blocks.append(centred(letterhead.local_name, 10))
    if copy:
        blocks += [Spacer(1, 1 * mm), centred(f"*** {duplicate(copy)} ***", 12, bold=True)]
    return blocks


def slip_style(size: float, *, bold: bool = False) -> ParagraphStyle:
    return style(size, ink=BLACK, bold=bold, leading=1.35)


def centred(text: str, size: float, *, bold: bool = False, leading: float = 1.4) -> Flowable:
    return words(text, style(size, ink=BLACK, bold=bold, align=CENTER, leading=leading))


def pairs(rows: Sequence[tuple[str, str, bool]], right_width: float = 30 * mm) -> Table:
    """A name at the left, its value at the right; the last of the three says whether it is bold."""
    return Table(
        [
            [
                words(name, style(10, ink=BLACK, bold=bold, align=LEFT, leading=1.35)),
                words(value, style(10, ink=BLACK, bold=bold, align=RIGHT, leading=1.35)),
            ]
            for name, value, bold in rows
        ],
        colWidths=[PRINTED_WIDTH - right_width, right_width],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ],
    )


def rule() -> Table:
    line = Table([[""]], colWidths=[PRINTED_WIDTH], rowHeights=[1], style=[("LINEABOVE", (0, 0), (-1, 0), 0.8, BLACK)])
    line.hAlign = "CENTER"
    return line
