"""Bills as the ledger knows them."""

from server.features.appointments.tables import Appointment
from server.features.billing.tables import Bill
from server.features.ledger.entries import BilledLine, Entry, Whose, bill_issued
from server.features.ledger.service import Document


def of_bill(bill: Bill) -> Document:
    return Document(bill.id, bill.bill_no or "", bill.currency)


def issued(bill: Bill, visit: Appointment | None) -> list[Entry]:
    """Earned by the visit's doctor, for the doctor's department."""
    whose = Whose(
        bill_id=bill.id,
        patient_id=bill.patient_id,
        doctor_id=visit.doctor_id if visit else None,
        department_id=visit.doctor.department_id if visit else None,
    )
    return bill_issued(whose, [BilledLine(item.id, item.itemable_type, item.totals) for item in bill.items])
