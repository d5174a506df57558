"""How paper looks: inks, sizes, rules. Everything must read as well on a black-and-white printer."""

from collections.abc import Sequence
from functools import cache
from typing import Final, Literal, TypeAlias

from reportlab.lib.colors import Color, black
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table

from client.printing.fonts import SANS, SANS_BOLD
from client.printing.lettering import words

Align: TypeAlias = Literal[0, 1, 2]
LEFT: Final = 0
CENTER: Final = 1
RIGHT: Final = 2
"""As reportlab counts them."""

BLACK: Final = black
INK: Final = Color(0.078, 0.129, 0.169)
MUTED: Final = Color(0.322, 0.38, 0.431)
ACCENT: Final = Color(0.043, 0.447, 0.522)
RULE: Final = Color(0.835, 0.867, 0.894)
WASH: Final = Color(0.945, 0.965, 0.973)
ALERT: Final = Color(0.753, 0.169, 0.169)
PAPER_WHITE: Final = Color(1, 1, 1)

RULED: Final = (
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
    ("LINEBELOW", (0, 0), (-1, 0), 1, ACCENT),
)
"""A table of lines: a rule below each, a stronger one below its head."""


@cache
def style(
    size: float = 9.5,
    *,
    ink: Color = INK,
    bold: bool = False,
    align: Align = LEFT,
    leading: float = 1.4,
    natural: bool = False,
) -> ParagraphStyle:
    """Natural text begins where its script begins: Arabic prose at the right edge."""
    return ParagraphStyle(
        "paper",
        fontName=SANS_BOLD if bold else SANS,
        fontSize=size,
        leading=size * leading,
        textColor=ink,
        alignment=align,
        wordWrap="NATURAL" if natural else None,
    )


def label(text: str) -> Flowable:
    return words(text, style(8, ink=MUTED))


def heading(text: str) -> Flowable:
    block = words(text, style(8.5, ink=ACCENT, bold=True))
    block.keepWithNext = True
    return block


def facts(rows: Sequence[tuple[str, Flowable]], width: float, label_width: float = 24 * mm) -> Table:
    """Labels and what they name, in two columns."""
    table = Table(
        [[label(name), value] for name, value in rows],
        colWidths=[label_width, width - label_width],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (0, -1), 2.2),
            ("TOPPADDING", (1, 0), (1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ],
    )
    table.hAlign = "LEFT"
    return table


def panel(cells: Sequence[Flowable], widths: Sequence[float]) -> Table:
    """A tinted box around the facts a page is about."""
    return Table(
        [list(cells)],
        colWidths=list(widths),
        style=[
            ("BACKGROUND", (0, 0), (-1, -1), WASH),
            ("BOX", (0, 0), (-1, -1), 0.5, RULE),
            ("ROUNDEDCORNERS", [4, 4, 4, 4]),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
        ],
    )
