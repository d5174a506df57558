"""The bill: every charge under its kind, then what it comes to."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from itertools import count

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from client.core.i18n import tr
from client.core.numbers import plain
from client.printing.figures import money, quantity, rate
from client.printing.lettering import words
from client.printing.look import INK, MUTED, RIGHT, RULED, WASH, style
from client.printing.papers import BillLine, BillSheet, Paper
from client.printing.sheet import Sheet, build, patient_panel
from shared.money import Currency


def bill_pdf(document: BillSheet, paper: Paper) -> bytes:
    sheet = Sheet(
        paper=paper,
        letterhead=document.letterhead,
        footer=document.footer,
        title=tr("Credit note") if document.credits else tr("Bill"),
        subject=f"{document.number} · {document.patient.name} · {document.patient.number}",
        copy=document.copy,
    )
    return build(sheet, partial(_story, document, sheet.width))


def _story(document: BillSheet, width: float) -> list[Flowable]:
    about = [(tr("Bill no."), document.number), (tr("Date"), document.at)]
    if document.credits:
        about = [(tr("Number"), document.number), (tr("To bill no."), document.credits), *about[1:]]
    blocks: list[Flowable] = [
        patient_panel(document.patient, width, tuple(about)),
        Spacer(1, 5 * mm),
        _Charges(document, width).table(),
        Spacer(1, 3 * mm),
        KeepTogether(totals_table(_totals(document), document.currency, width)),
    ]
    blocks += [
        part
        for said in (document.reason and tr("Reason: {reason}", reason=document.reason), document.amount_in_words)
        if said
        for part in (Spacer(1, 4 * mm), words(said, style(9, ink=MUTED)))
    ]
    return blocks


def _totals(document: BillSheet) -> list[tuple[str, Decimal, bool]]:
    rows = [(tr("Subtotal"), document.gross, False)]
    rows += [(what, -amount, False) for what, amount in document.discounts]
    if document.discount and not document.discounts:
        rows.append((tr("Discount"), -document.discount, False))
    if document.tax:
        rows.append((tr("Tax"), document.tax, False))
    if document.credits:
        rows.append((tr("Credited"), document.total, True))
        return [*rows, (tr("To be paid back"), document.paid, False)] if document.paid else rows
    rows.append((tr("Total"), document.total, True))
    rows += shares(document.payer, document.payer_share, document.total)
    if document.credited:
        rows.append((tr("Credited"), -document.credited, False))
    return [
        *rows,
        (tr("Paid"), document.paid, False),
        (tr("Due"), document.due, True),
    ]


def shares(payer: str, share: Decimal, total: Decimal) -> list[tuple[str, Decimal, bool]]:
    """What each pays, where it is not the patient alone."""
    if not payer:
        return []
    return [(tr("{payer} pays", payer=payer), -share, False), (tr("Patient pays"), total - share, True)]


def totals_table(rows: list[tuple[str, Decimal, bool]], currency: Currency, width: float) -> Table:
    """Sums under the amounts they add up; the ones that matter are bold and ruled."""
    amount_width, name_width = 38 * mm, 42 * mm
    strong = [index for index, (_, _, bold) in enumerate(rows) if bold]
    return Table(
        [
            [
                "",
                words(name, style(11 if bold else 9.5, bold=bold, ink=INK if bold else MUTED, align=RIGHT)),
                words(money(amount, currency), style(11 if bold else 9.5, bold=bold, align=RIGHT)),
            ]
            for name, amount, bold in rows
        ],
        colWidths=[width - name_width - amount_width, name_width, amount_width],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            *(("LINEABOVE", (1, index), (-1, index), 0.8, INK) for index in strong),
        ],
    )


class _Charges:
    """The table of lines; discount and tax have a column only where some line has one."""

    def __init__(self, document: BillSheet, width: float) -> None:
        self._document = document
        self._width = width
        self._groups = [group for group in document.groups if group.lines]
        lines = [line for group in self._groups for line in group.lines]
        self._discounted = any(line.discount for line in lines)
        self._taxed = any(line.tax for line in lines)

    def table(self) -> Table:
        columns = self._columns()
        rows: list[list[Flowable]] = [[words(name, self._head_style(index)) for index, (name, _) in enumerate(columns)]]
        group_rows = []
        numbers = count(1)
        for group in self._groups:
            group_rows.append(len(rows))
            rows.append([words(group.title, style(9, bold=True)), *[Spacer(0, 0)] * (len(columns) - 1)])
            rows.extend(self._line(line, numbers) for line in group.lines)
        fixed = sum(width for _, width in columns)
        return Table(
            rows,
            colWidths=[width or self._width - fixed for _, width in columns],
            repeatRows=1,
            style=[
                *RULED,
                *(("SPAN", (0, row), (-1, row)) for row in group_rows),
                *(("BACKGROUND", (0, row), (-1, row), WASH) for row in group_rows),
                *(("NOSPLIT", (0, row), (0, row + 1)) for row in group_rows),
            ],
        )

    def _columns(self) -> list[tuple[str, float]]:
        """Each with its width; the description takes what is left."""
        columns = [("#", 8 * mm), (tr("Description"), 0.0), (tr("Qty"), 13 * mm), (tr("Rate"), 20 * mm)]
        if self._discounted:
            columns.append((tr("Discount"), 19 * mm))
        if self._taxed:
            columns.append((tr("Tax"), 16 * mm))
        return [*columns, (tr("Amount, {currency}", currency=self._document.currency), 25 * mm)]

    @staticmethod
    def _head_style(column: int) -> ParagraphStyle:
        return style(8, ink=MUTED, align=RIGHT if column > 1 else 0)

    def _line(self, line: BillLine, numbers: Iterator[int]) -> list[Flowable]:
        currency = self._document.currency
        figures = [quantity(line.quantity), rate(line.rate, currency)]
        if self._discounted:
            figures.append(plain(-line.discount, currency) if line.discount else "")
        if self._taxed:
            figures.append(plain(line.tax, currency) if line.tax else "")
        figures.append(plain(line.amount, currency))
        return [
            words(str(next(numbers)), style(9, ink=MUTED)),
            words(line.description, style(9)),
            *(words(figure, style(9, align=RIGHT)) for figure in figures),
        ]
