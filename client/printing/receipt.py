"""The receipt: what was paid now, for what, and what is still owed; on the roll or on a sheet."""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from client.core.i18n import tr
from client.core.numbers import plain
from client.printing.bill import shares, totals_table
from client.printing.figures import money
from client.printing.lettering import words
from client.printing.look import MUTED, RIGHT, RULED, style
from client.printing.papers import Paper, Receipt, ReceiptLine
from client.printing.sheet import Sheet, build, patient_panel
from client.printing.slip import centred, pairs, roll, rule, slip_head, slip_style
from shared.money import Currency


def receipt_pdf(document: Receipt, paper: Paper) -> bytes:
    if paper is Paper.ROLL:
        return roll(_slip(document), tr("Receipt"))
    sheet = Sheet(
        paper=paper,
        letterhead=document.letterhead,
        footer=document.footer,
        title=tr("Receipt"),
        subject=f"{document.number} · {document.patient.name} · {document.patient.number}",
        copy=document.copy,
    )
    return build(sheet, partial(_story, document, sheet.width))


def _settlement(document: Receipt) -> list[tuple[str, Decimal, bool]]:
    """From the bill's total to what is still owed, in the order a cashier says it."""
    rows = [(tr("Bill total"), document.total, True)]
    rows += shares(document.payer, document.payer_share, document.total)
    if document.paid_before:
        rows.append((tr("Paid before"), document.paid_before, False))
    if document.rounding:
        rows.append((tr("Cash rounding"), document.rounding, False))
    rows += [(tr("Paid now, {mode}", mode=mode), amount, True) for mode, amount in document.paid_now]
    if document.tendered is not None:
        rows.append((tr("Received"), document.tendered, False))
    if document.change is not None:
        rows.append((tr("Change"), document.change, False))
    return [*rows, (tr("Still due"), document.still_due, True)]


def _slip(document: Receipt) -> list[Flowable]:
    patient = document.patient
    blocks = [*slip_head(document.letterhead, document.copy)]
    blocks += [centred(each, 8.5) for each in (document.letterhead.address, document.letterhead.phone) if each]
    blocks += [Spacer(1, 2 * mm), rule(), Spacer(1, 1 * mm)]
    about = [
        (tr("Receipt"), document.number, True),
        (tr("Bill no."), document.bill_number, False),
        (tr("Date"), document.at, False),
    ]
    blocks += [pairs(about, 48 * mm), Spacer(1, 1 * mm), words(patient.name, slip_style(10.5, bold=True))]
    if patient.local_name:
        blocks.append(words(patient.local_name, slip_style(10.5)))
    blocks += [
        words(f"{patient.number} · {patient.age} / {patient.sex}", slip_style(9.5)),
        Spacer(1, 1.5 * mm),
        rule(),
        Spacer(1, 1 * mm),
        pairs([(line.description, plain(line.amount, document.currency), False) for line in document.lines], 22 * mm),
        rule(),
        Spacer(1, 1 * mm),
        pairs(
            [(name, money(amount, document.currency), bold) for name, amount, bold in _settlement(document)], 34 * mm
        ),
        Spacer(1, 1 * mm),
        rule(),
        Spacer(1, 1 * mm),
    ]
    if document.amount_in_words:
        blocks.append(words(document.amount_in_words, slip_style(9)))
    blocks.append(centred(tr("Cashier {name}, {counter}", name=document.cashier, counter=document.counter), 9))
    return blocks


def _story(document: Receipt, width: float) -> list[Flowable]:
    about = (
        (tr("Receipt"), document.number),
        (tr("Bill no."), document.bill_number),
        (tr("Date"), document.at),
        (tr("Cashier"), document.cashier),
        (tr("Counter"), document.counter),
    )
    blocks: list[Flowable] = [
        patient_panel(document.patient, width, about),
        Spacer(1, 5 * mm),
        lines_table(document.lines, document.currency, width),
        Spacer(1, 3 * mm),
        KeepTogether(totals_table(_settlement(document), document.currency, width)),
    ]
    if document.amount_in_words:
        blocks += [Spacer(1, 4 * mm), words(document.amount_in_words, style(9, ink=MUTED))]
    return blocks


def lines_table(lines: Iterable[ReceiptLine], currency: Currency, width: float) -> Table:
    """What for, and how much of it."""
    amounts = tr("Amount, {currency}", currency=currency)
    head = [words(tr("Description"), style(8, ink=MUTED)), words(amounts, style(8, ink=MUTED, align=RIGHT))]
    rows = [
        [words(line.description, style(9)), words(plain(line.amount, currency), style(9, align=RIGHT))]
        for line in lines
    ]
    return Table(
        [head, *rows],
        colWidths=[width - 34 * mm, 34 * mm],
        repeatRows=1,
        style=RULED,
    )
