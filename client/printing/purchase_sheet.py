"""What goes to a supplier on paper: an order, or the debit note of goods that went back."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from client.core.i18n import tr
from client.core.numbers import plain
from client.printing.bill import totals_table
from client.printing.figures import rate
from client.printing.lettering import words
from client.printing.look import MUTED, RIGHT, RULED, facts, panel, style
from client.printing.papers import Footer, Letterhead, Paper
from client.printing.sheet import Sheet, build, signature
from shared.money import Currency


@dataclass(frozen=True)
class PurchaseLine:
    what: str
    detail: str
    """Under it: its batch, what it comes to in tablets."""
    quantity: str
    price: Decimal
    amount: Decimal


@dataclass(frozen=True)
class PurchaseSheet:
    letterhead: Letterhead
    footer: Footer
    title: str
    number: str
    supplier: tuple[str, ...]
    """Name, whom to ask for, address, phone: a line each."""
    about: tuple[tuple[str, str], ...]
    currency: Currency
    lines: tuple[PurchaseLine, ...]
    totals: tuple[tuple[str, Decimal, bool], ...]
    """Name, amount, and whether it stands out."""
    signed_by: str
    reason: str = ""
    copy: int = 0


def purchase_pdf(document: PurchaseSheet, paper: Paper) -> bytes:
    sheet = Sheet(
        paper=paper,
        letterhead=document.letterhead,
        footer=document.footer,
        title=document.title,
        subject=f"{document.number} · {document.supplier[0]}",
        copy=document.copy,
    )
    return build(sheet, partial(_story, document, sheet.width))


def _story(document: PurchaseSheet, width: float) -> list[Flowable]:
    name, *rest = document.supplier
    left, right = width * 0.5, width * 0.5
    to = [(tr("To"), words(name, style(10, bold=True))), *(("", words(line, style(9))) for line in rest)]
    about = [(label, words(value, style(9))) for label, value in document.about]
    blocks: list[Flowable] = [
        panel([facts(to, left - 14, 12 * mm), facts(about, right - 14, 26 * mm)], [left, right]),
        Spacer(1, 5 * mm),
        _lines(document, width),
        Spacer(1, 3 * mm),
        KeepTogether(totals_table(list(document.totals), document.currency, width)),
    ]
    if document.reason:
        said = words(tr("Reason: {reason}", reason=document.reason), style(9, ink=MUTED))
        blocks += [Spacer(1, 4 * mm), said]
    return [*blocks, KeepTogether([Spacer(1, 18 * mm), signature(document.signed_by, "", width)])]


def _lines(document: PurchaseSheet, width: float) -> Table:
    head = ["#", tr("Medicine"), tr("Quantity"), tr("Price"), tr("Amount, {currency}", currency=document.currency)]
    widths = [8 * mm, 0.0, 34 * mm, 24 * mm, 30 * mm]
    widths[1] = width - sum(widths)
    rows: list[list[Flowable | list[Flowable]]] = [
        [words(name, style(8, ink=MUTED, align=RIGHT if place > 1 else 0)) for place, name in enumerate(head)]
    ]
    for number, line in enumerate(document.lines, start=1):
        what: list[Flowable] = [words(line.what, style(9, bold=True))]
        if line.detail:
            what.append(words(line.detail, style(8, ink=MUTED)))
        figures = [line.quantity, rate(line.price, document.currency), plain(line.amount, document.currency)]
        rows.append(
            [
                words(str(number), style(9, ink=MUTED)),
                what,
                *(words(figure, style(9, align=RIGHT)) for figure in figures),
            ]
        )
    return Table(
        rows,
        colWidths=widths,
        repeatRows=1,
        style=RULED,
    )
