"""Bills, payments and drawers as the ledger knows them."""

from dataclasses import replace

from server.features.appointments.tables import Appointment
from server.features.billing.credit_tables import CreditNoteRow
from server.features.billing.tables import Bill, CashSessionRow, PaymentRow
from server.features.ledger import entries
from server.features.ledger.entries import BilledLine, Entry, Whose, bill_issued
from server.features.ledger.service import Document
from shared.money import Currency
from shared.rules.bills import spread


def of_bill(bill: Bill) -> Document:
    return Document(bill.id, bill.bill_no or "", bill.currency)


def of_payment(payment: PaymentRow, bill: Bill) -> Document:
    return Document(payment.id, payment.receipt_no, bill.currency)


def of_drawer(drawer: CashSessionRow) -> Document:
    return Document(drawer.id, "", drawer.currency)


def of_credit_note(note: CreditNoteRow, bill: Bill) -> Document:
    return Document(note.id, note.note_no, bill.currency)


def issued(bill: Bill, visit: Appointment | None) -> list[Entry]:
    """Earned by the visit's doctor, for the doctor's department."""
    lines = [BilledLine(item.id, item.itemable_type, item.totals) for item in bill.items]
    return bill_issued(_whose(bill, visit), lines, bill.payer_id, bill.payer_share)


def cancelled(bill: Bill, visit: Appointment | None) -> list[Entry]:
    return entries.taken_back(issued(bill, visit))


def credited(note: CreditNoteRow, bill: Bill, visit: Appointment | None) -> list[Entry]:
    """No more earned; what was paid already is to be paid out, line by line."""
    kinds = {item.id: item.itemable_type for item in bill.items}
    lines = [BilledLine(line.bill_item_id, kinds[line.bill_item_id], line.totals) for line in note.lines]
    currency = Currency(bill.currency)
    amounts = [line.amount for line in note.lines]
    payers = spread(note.payer_part, amounts, currency)
    left = [amount - part for amount, part in zip(amounts, payers, strict=True)]
    refunds = spread(note.refundable, left, currency)
    return entries.bill_credited(_whose(bill, visit), map(entries.CreditedLine, lines, payers, refunds), bill.payer_id)


def _whose(bill: Bill, visit: Appointment | None) -> Whose:
    return Whose(
        bill_id=bill.id,
        patient_id=bill.patient_id,
        doctor_id=visit.doctor_id if visit else None,
        department_id=visit.doctor.department_id if visit else None,
    )


def paid(payment: PaymentRow, bill: Bill, into: CashSessionRow) -> list[Entry]:
    at_counter = replace(drawer(into), bill_id=bill.id, patient_id=bill.patient_id)
    return entries.payment(at_counter, payment.mode, payment.amount)


def drawer(row: CashSessionRow) -> Whose:
    return Whose(cash_session_id=row.id, cashier_id=row.cashier_id)
