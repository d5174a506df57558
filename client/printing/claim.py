"""The claim statement: which share of which bill a payer is asked for, under whose policy."""

from functools import partial

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from client.core.i18n import tr
from client.core.numbers import plain
from client.printing.bill import totals_table
from client.printing.lettering import words
from client.printing.look import MUTED, RIGHT, RULED, facts, panel, style
from client.printing.papers import ClaimSheet, Paper
from client.printing.sheet import Sheet, build, signature


def claim_pdf(document: ClaimSheet, paper: Paper) -> bytes:
    sheet = Sheet(
        paper=paper,
        letterhead=document.letterhead,
        footer=document.footer,
        title=tr("Claim statement"),
        subject=f"{document.number} · {document.payer}",
        copy=document.copy,
    )
    return build(sheet, partial(_story, document, sheet.width))


def _story(document: ClaimSheet, width: float) -> list[Flowable]:
    return [
        _head(document, width),
        Spacer(1, 5 * mm),
        _bills(document, width),
        Spacer(1, 3 * mm),
        KeepTogether(
            [
                totals_table([(tr("Total claimed"), document.total, True)], document.currency, width),
                Spacer(1, 4 * mm),
                words(document.amount_in_words, style(9, ink=MUTED)),
                Spacer(1, 16 * mm),
                signature(document.submitted_by, tr("For the hospital"), width),
            ]
        ),
    ]


def _head(document: ClaimSheet, width: float) -> Table:
    left, right = width * 0.5, width * 0.5
    asked: list[tuple[str, Flowable]] = [
        (tr("To"), words(document.payer, style(10, bold=True))),
        (tr("Bills"), words(str(len(document.lines)), style(9.5))),
    ]
    about: list[tuple[str, Flowable]] = [
        (tr("Claim no."), words(document.number, style(9.5, bold=True))),
        (tr("Date"), words(document.at, style(9.5))),
        (tr("Period"), words(document.period, style(9.5))),
    ]
    return panel([facts(asked, left - 14, 14 * mm), facts(about, right - 14, 20 * mm)], [left, right])


def _bills(document: ClaimSheet, width: float) -> Table:
    columns = (
        ("#", 9 * mm),
        (tr("Bill no."), 36 * mm),
        (tr("Date"), 21 * mm),
        (tr("Patient"), 0.0),
        (tr("Policy no."), 32 * mm),
        (tr("Amount, {currency}", currency=document.currency), 27 * mm),
    )
    last = len(columns) - 1
    fixed = sum(wide for _, wide in columns)
    heads = [
        words(name, style(8, ink=MUTED, align=RIGHT if place == last else 0)) for place, (name, _) in enumerate(columns)
    ]
    rows: list[list[Flowable | list[Flowable]]] = [list(heads)]
    for number, line in enumerate(document.lines, start=1):
        rows.append(
            [
                words(str(number), style(9, ink=MUTED)),
                words(line.bill_number, style(9)),
                words(line.day, style(9)),
                [words(line.patient, style(9)), words(line.patient_number, style(7.5, ink=MUTED))],
                words(line.policy, style(9)),
                words(plain(line.amount, document.currency), style(9, align=RIGHT)),
            ]
        )
    return Table(
        rows,
        colWidths=[wide or width - fixed for _, wide in columns],
        repeatRows=1,
        style=RULED,
    )
