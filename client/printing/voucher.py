"""Money given back or taken in advance, on the roll or on a sheet, with a line to sign on."""

from functools import partial

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from client.core.i18n import tr
from client.core.numbers import plain
from client.printing.bill import totals_table
from client.printing.cash_papers import Voucher
from client.printing.figures import money
from client.printing.lettering import words
from client.printing.look import BLACK, INK, MUTED, style
from client.printing.papers import Paper
from client.printing.receipt import lines_table
from client.printing.sheet import Sheet, build, patient_panel
from client.printing.slip import PRINTED_WIDTH, centred, pairs, roll, rule, slip_head, slip_style


def voucher_pdf(document: Voucher, paper: Paper) -> bytes:
    if paper is Paper.ROLL:
        return roll(_slip(document), document.title)
    sheet = Sheet(
        paper=paper,
        letterhead=document.letterhead,
        footer=document.footer,
        title=document.title,
        subject=f"{document.number} · {document.patient.name} · {document.patient.number}",
        copy=document.copy,
    )
    return build(sheet, partial(_story, document, sheet.width))


def _slip(document: Voucher) -> list[Flowable]:
    patient, currency = document.patient, document.currency
    blocks = [*slip_head(document.letterhead, document.copy), Spacer(1, 1 * mm), centred(document.title, 12, bold=True)]
    blocks += [Spacer(1, 1 * mm), rule(), Spacer(1, 1 * mm)]
    blocks.append(pairs([(tr("Number"), document.number, True), (tr("Date"), document.at, False)], 48 * mm))
    blocks += [Spacer(1, 1 * mm), words(patient.name, slip_style(10.5, bold=True))]
    if patient.local_name:
        blocks.append(words(patient.local_name, slip_style(10.5)))
    blocks += [words(f"{patient.number} · {patient.age} / {patient.sex}", slip_style(9.5)), Spacer(1, 1 * mm), rule()]
    if document.lines:
        lines = [(line.description, plain(line.amount, currency), False) for line in document.lines]
        blocks += [Spacer(1, 1 * mm), pairs(lines, 22 * mm), rule()]
    sums = [(name, money(amount, currency), bold) for name, amount, bold in document.sums]
    blocks += [Spacer(1, 1 * mm), pairs(sums, 34 * mm), Spacer(1, 1 * mm), rule(), Spacer(1, 1 * mm)]
    if document.amount_in_words:
        blocks.append(words(document.amount_in_words, slip_style(9)))
    blocks += [
        words(tr("{what}: {which}", what=what, which=which), slip_style(9)) for what, which in document.about if which
    ]
    if document.signs:
        line = Table([[""]], colWidths=[PRINTED_WIDTH], rowHeights=[12 * mm])
        line.setStyle([("LINEBELOW", (0, 0), (-1, 0), 0.8, BLACK)])
        blocks += [line, centred(document.signs, 9)]
    blocks.append(centred(tr("Cashier {name}, {counter}", name=document.cashier, counter=document.counter), 9))
    return blocks


def _story(document: Voucher, width: float) -> list[Flowable]:
    about = (
        (tr("Number"), document.number),
        (tr("Date"), document.at),
        *((what, which) for what, which in document.about if which),
        (tr("Cashier"), document.cashier),
        (tr("Counter"), document.counter),
    )
    blocks: list[Flowable] = [
        patient_panel(document.patient, width, about, about_labels=22 * mm),
        Spacer(1, 5 * mm),
    ]
    if document.lines:
        blocks += [lines_table(document.lines, document.currency, width), Spacer(1, 3 * mm)]
    blocks.append(KeepTogether(totals_table(list(document.sums), document.currency, width)))
    if document.amount_in_words:
        blocks += [Spacer(1, 4 * mm), words(document.amount_in_words, style(9, ink=MUTED))]
    if document.signs:
        blocks += [Spacer(1, 16 * mm), signature_lines((document.signs,), width)]
    return blocks


def signature_lines(names: tuple[str, ...], width: float) -> Table:
    """Beside each other, each over what it stands for."""
    place, gap = (width - 10 * mm * (len(names) - 1)) / max(len(names), 2), 10 * mm
    cells: list[Flowable | str] = []
    widths: list[float] = []
    for name in names:
        cells += ["", words(name, style(8.5, ink=MUTED))] if cells else [words(name, style(8.5, ink=MUTED))]
        widths += [gap, place] if widths else [place]
    lines = [("LINEABOVE", (column, 0), (column, 0), 0.8, INK) for column in range(0, len(cells), 2)]
    table = Table([cells], colWidths=widths, style=[*lines, ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    table.hAlign = "LEFT"
    return table
