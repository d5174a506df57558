"""Reports of money on A4: tables whose heads stand on every page, a total under each, lines to sign on."""

from functools import partial
from typing import Any, Final

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, KeepTogether, LongTable, Spacer

from client.printing.cash_papers import Facts, ReportSheet, ReportTable
from client.printing.fonts import SANS, SANS_BOLD
from client.printing.lettering import words
from client.printing.look import ACCENT, INK, LEFT, MUTED, RIGHT, RULE, facts, heading, panel, style
from client.printing.papers import Paper
from client.printing.sheet import Sheet, build
from client.printing.voucher import signature_lines

_SIZE: Final = 8.5
_SMALL: Final = 8
_PADDING: Final = 9
_MOST_FIXED: Final = 0.84


def report_pdf(document: ReportSheet, paper: Paper) -> bytes:
    sheet = Sheet(
        paper=paper,
        letterhead=document.letterhead,
        footer=document.footer,
        title=document.title,
        subject=document.subject,
        copy=0,
        code=document.code,
    )
    return build(sheet, partial(_story, document, sheet.width))


def _story(document: ReportSheet, width: float) -> list[Flowable]:
    blocks: list[Flowable] = [_about(document.about, width)] if document.about else []
    for table in document.tables:
        blocks.append(Spacer(1, 5 * mm))
        if table.title:
            blocks += [heading(table.title), Spacer(1, 1.5 * mm)]
        blocks.append(_table(table, width))
    if document.signs:
        blocks.append(KeepTogether([Spacer(1, 20 * mm), signature_lines(document.signs, width)]))
    return blocks


def _about(about: Facts, width: float) -> Flowable:
    """In two columns, read downwards."""
    half = (len(about) + 1) // 2
    columns = [
        facts([(name, words(value, style(9.5))) for name, value in part], width / 2 - 14, 28 * mm)
        for part in (about[:half], about[half:])
        if part
    ]
    return panel(columns, [width / len(columns)] * len(columns))


def _table(table: ReportTable, width: float) -> Flowable:
    sides = [RIGHT if column.right else LEFT for column in table.columns]
    rows: list[list[Flowable]] = [
        [
            words(column.title, style(_SMALL, ink=MUTED, align=side))
            for column, side in zip(table.columns, sides, strict=True)
        ]
    ]
    rows += [
        [words(cell, style(_SIZE, align=side)) for cell, side in zip(row, sides, strict=True)] for row in table.rows
    ]
    look: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
        ("LINEBELOW", (0, 0), (-1, 0), 1, ACCENT),
    ]
    if table.total:
        bold = zip(table.total, sides, strict=True)
        rows.append([words(cell, style(_SIZE, bold=True, align=side)) for cell, side in bold])
        look += [("LINEABOVE", (0, -1), (-1, -1), 0.8, INK), ("LINEBELOW", (0, -1), (-1, -1), 0, RULE)]
    return LongTable(rows, colWidths=_widths(table, width), repeatRows=1, style=look, hAlign="LEFT")


def _widths(table: ReportTable, width: float) -> list[float]:
    widths = [
        0.0 if column.grows else column.width * mm or _widest(table, place)
        for place, column in enumerate(table.columns)
    ]
    growing = sum(column.grows for column in table.columns)
    if growing and sum(widths) > width * _MOST_FIXED:
        # Many figures beside each other: their words go on in another line, and the names keep their room.
        widths = [each * width * _MOST_FIXED / sum(widths) for each in widths]
    share = (width - sum(widths)) / max(growing, 1)
    return [share if column.grows else fixed for column, fixed in zip(table.columns, widths, strict=True)]


def _widest(table: ReportTable, place: int) -> float:
    cells = {row[place] for row in (*table.rows, table.total) if row}
    written = max((stringWidth(cell, SANS_BOLD, _SIZE) for cell in cells), default=0.0)
    return max(written, stringWidth(table.columns[place].title, SANS, _SMALL)) + _PADDING
