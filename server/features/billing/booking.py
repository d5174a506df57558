"""Bills as the ledger knows them."""

from decimal import Decimal

from server.features.appointments.tables import Appointment
from server.features.billing.credit_tables import CreditNoteRow
from server.features.billing.tables import Bill
from server.features.ledger import entries
from server.features.ledger.entries import BilledLine, Earner, Entry, Whose, bill_issued
from server.features.ledger.service import Document
from shared.money import ZERO, Currency
from shared.rules.bills import spread


def of_bill(bill: Bill) -> Document:
    return Document(bill.id, bill.bill_no or "", bill.currency)


def of_credit_note(note: CreditNoteRow, bill: Bill) -> Document:
    return Document(note.id, note.note_no, bill.currency)


def earner(visit: Appointment | None) -> Earner:
    """The visit's doctor, for the doctor's department; whom the visit is handed on to later earned nothing of it."""
    return Earner(visit.doctor_id, visit.doctor.department_id) if visit else Earner()


def issued(bill: Bill, earner: Earner) -> list[Entry]:
    lines = [BilledLine(item.id, item.itemable_type, item.totals) for item in bill.items]
    return bill_issued(_whose(bill, earner), lines, bill.payer_id, bill.payer_share)


def cancelled(bill: Bill, earner: Earner) -> list[Entry]:
    """Taken back from whom it was booked to."""
    return entries.taken_back(issued(bill, earner))


def credited(note: CreditNoteRow, bill: Bill, earner: Earner, *, found: Decimal = ZERO) -> list[Entry]:
    """No more earned, and no more owed: line by line, so that a refund can be told from it.

    `found` was written off as the payer's before, and is no loss any more.
    """
    kinds = {item.id: item.itemable_type for item in bill.items}
    lines = [BilledLine(line.bill_item_id, kinds[line.bill_item_id], line.totals) for line in note.lines]
    payers = spread(note.payer_part, [line.amount for line in note.lines], Currency(bill.currency))
    return [
        *entries.bill_credited(_whose(bill, earner), lines, payers, bill.payer_id),
        *entries.share_written_off(of_payer(bill), -found),
    ]


def of_payer(bill: Bill) -> Whose:
    """The payer's share of it."""
    return Whose(bill_id=bill.id, patient_id=bill.patient_id, payer_id=bill.payer_id)


def _whose(bill: Bill, earner: Earner) -> Whose:
    return Whose(
        bill_id=bill.id,
        patient_id=bill.patient_id,
        doctor_id=earner.doctor_id,
        department_id=earner.department_id,
    )
