"""Bills as the ledger knows them."""

from decimal import Decimal

from server.features.appointments.tables import Appointment
from server.features.billing.credit_tables import CreditNoteRow
from server.features.billing.tables import Bill
from server.features.ledger import entries
from server.features.ledger.entries import BilledLine, Entry, Whose, bill_issued
from server.features.ledger.service import Document
from shared.money import ZERO, Currency
from shared.rules.bills import spread


def of_bill(bill: Bill) -> Document:
    return Document(bill.id, bill.bill_no or "", bill.currency)


def of_credit_note(note: CreditNoteRow, bill: Bill) -> Document:
    return Document(note.id, note.note_no, bill.currency)


def issued(bill: Bill, visit: Appointment | None) -> list[Entry]:
    """Earned by the visit's doctor, for the doctor's department."""
    lines = [BilledLine(item.id, item.itemable_type, item.totals) for item in bill.items]
    return bill_issued(_whose(bill, visit), lines, bill.payer_id, bill.payer_share)


def cancelled(bill: Bill, visit: Appointment | None) -> list[Entry]:
    return entries.taken_back(issued(bill, visit))


def credited(note: CreditNoteRow, bill: Bill, visit: Appointment | None, *, found: Decimal = ZERO) -> list[Entry]:
    """No more earned, and no more owed: line by line, so that a refund can be told from it.

    `found` was written off as the payer's before, and is no loss any more.
    """
    kinds = {item.id: item.itemable_type for item in bill.items}
    lines = [BilledLine(line.bill_item_id, kinds[line.bill_item_id], line.totals) for line in note.lines]
    payers = spread(note.payer_part, [line.amount for line in note.lines], Currency(bill.currency))
    return [
        *entries.bill_credited(_whose(bill, visit), lines, payers, bill.payer_id),
        *entries.share_written_off(of_payer(bill), -found),
    ]


def of_payer(bill: Bill) -> Whose:
    """The payer's share of it."""
    return Whose(bill_id=bill.id, patient_id=bill.patient_id, payer_id=bill.payer_id)


def _whose(bill: Bill, visit: Appointment | None) -> Whose:
    return Whose(
        bill_id=bill.id,
        patient_id=bill.patient_id,
        doctor_id=visit.doctor_id if visit else None,
        department_id=visit.doctor.department_id if visit else None,
    )
