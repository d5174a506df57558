"""Vouchers from what the server answered: money given back, taken in advance, and what of it went back."""

from client.core.i18n import datetime_text, tr
from client.core.words import mode_word
from client.printing.cash_papers import Voucher
from client.printing.papers import Footer, Letterhead, PatientFacts, ReceiptLine
from shared.models.cash_payments import DepositTaken
from shared.models.refunds import RefundPaid
from shared.money import ZERO


def refund_voucher(paid: RefundPaid, letterhead: Letterhead, footer: Footer, patient: PatientFacts) -> Voucher:
    refund, payments = paid.refund, paid.taken.payments
    first = payments[0]
    rounding = -sum((each.rounding for each in payments), ZERO)
    rows = [(tr("Refund"), refund.amount, True)]
    if rounding:
        rows.append((tr("Cash rounding"), rounding, False))
    rows += [(tr("Paid back, {mode}", mode=mode_word(each.mode)), -each.received, True) for each in payments]
    return Voucher(
        letterhead=letterhead,
        footer=footer,
        title=tr("Refund"),
        number=first.receipt_no,
        at=datetime_text(first.taken_at),
        patient=patient,
        currency=refund.currency,
        about=(
            (tr("Refund no."), refund.refund_no),
            (tr("Bill no."), refund.bill_no),
            (tr("Reason"), refund.reason),
            (tr("Asked by"), refund.requested_by),
            (tr("Approved by"), refund.decided_by),
            (tr("Reference"), ", ".join(each.reference for each in payments if each.reference)),
        ),
        lines=tuple(ReceiptLine(line.description, line.amount) for line in refund.lines),
        sums=tuple(rows),
        cashier=first.taken_by,
        counter=first.workstation,
        signs=tr("Received: name and signature"),
    )


def deposit_voucher(
    taken: DepositTaken, letterhead: Letterhead, footer: Footer, patient: PatientFacts, copy: int
) -> Voucher:
    """What is left with the house stands on the original only: on a copy it would be of another day."""
    deposit = taken.deposit
    back = deposit.amount < ZERO
    mode = mode_word(deposit.mode)
    rows = [
        (tr("Given back, {mode}", mode=mode) if back else tr("Paid in, {mode}", mode=mode), abs(deposit.amount), True)
    ]
    if deposit.tendered is not None:
        rows.append((tr("Received"), deposit.tendered, False))
    if deposit.change is not None:
        rows.append((tr("Change"), deposit.change, False))
    if not copy:
        rows.append((tr("Left in advance"), taken.balance, True))
    return Voucher(
        letterhead=letterhead,
        footer=footer,
        title=tr("Deposit given back") if back else tr("Deposit receipt"),
        number=deposit.receipt_no,
        at=datetime_text(deposit.taken_at),
        patient=patient,
        currency=taken.currency,
        about=((tr("Reference"), deposit.reference),),
        sums=tuple(rows),
        cashier=deposit.taken_by,
        counter=deposit.workstation,
        signs=tr("Received: name and signature") if back else "",
        copy=copy,
    )
