"""Bills, payments and drawers as the ledger knows them."""

from dataclasses import replace

from server.features.appointments.tables import Appointment
from server.features.billing.tables import Bill, CashSessionRow, PaymentRow
from server.features.ledger import entries
from server.features.ledger.entries import BilledLine, Entry, Whose, bill_issued
from server.features.ledger.service import Document


def of_bill(bill: Bill) -> Document:
    return Document(bill.id, bill.bill_no or "", bill.currency)


def of_payment(payment: PaymentRow, bill: Bill) -> Document:
    return Document(payment.id, payment.receipt_no, bill.currency)


def of_drawer(drawer: CashSessionRow) -> Document:
    return Document(drawer.id, "", drawer.currency)


def issued(bill: Bill, visit: Appointment | None) -> list[Entry]:
    """Earned by the visit's doctor, for the doctor's department."""
    whose = Whose(
        bill_id=bill.id,
        patient_id=bill.patient_id,
        doctor_id=visit.doctor_id if visit else None,
        department_id=visit.doctor.department_id if visit else None,
    )
    return bill_issued(whose, [BilledLine(item.id, item.itemable_type, item.totals) for item in bill.items])


def paid(payment: PaymentRow, bill: Bill, into: CashSessionRow) -> list[Entry]:
    at_counter = replace(drawer(into), bill_id=bill.id, patient_id=bill.patient_id)
    return entries.payment(at_counter, payment.mode, payment.amount)


def drawer(row: CashSessionRow) -> Whose:
    return Whose(cash_session_id=row.id, cashier_id=row.cashier_id)
