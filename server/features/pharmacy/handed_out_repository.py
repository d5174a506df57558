"""SQL of what was handed out before: found by any of its numbers, or by whose it was."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import CompoundSelect, and_, exists, func, or_, select, union
from sqlalchemy.orm import Session, defer

from server.features.billing.repository import SALE
from server.features.billing.tables import Bill, BillItemRow, PaymentRow
from server.features.patients.search_repository import has_said
from server.features.patients.tables import SEALED, Patient
from server.features.pharmacy.tables import DispenseLineRow, DispenseReturnRow, DispenseRow
from server.features.prescriptions.tables import MedicineRow, PrescriptionRow
from server.features.staff.tables import Employee
from server.features.stock.tables import StockBatch
from shared.ids import DispenseId
from shared.models.pharmacy import Outcome


class TurnRow(NamedTuple):
    turn: DispenseRow
    prescription_no: str | None
    patient: Patient
    buyer: str | None
    by: str


class PartRow(NamedTuple):
    line: DispenseLineRow
    medicine: MedicineRow
    batch: StockBatch
    returned: Decimal


class HandedOutRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def called(self, term: str, limit: int) -> list[TurnRow]:
        """Of which something was given, the newest first."""
        sale = and_(Bill.billable_type == SALE, Bill.billable_id == DispenseRow.id)
        patient = or_(Patient.id == PrescriptionRow.patient_id, Patient.id == Bill.patient_id)
        given = exists().where(DispenseLineRow.dispense_id == DispenseRow.id, DispenseLineRow.outcome == Outcome.GIVEN)
        found = (
            select(DispenseRow, PrescriptionRow.prescription_no, Patient, Bill.buyer, Employee.full_name)
            .outerjoin(PrescriptionRow, PrescriptionRow.id == DispenseRow.prescription_id)
            .outerjoin(Bill, sale)
            .join(Patient, patient)
            .join(Employee, Employee.id == DispenseRow.dispensed_by)
            .where(DispenseRow.id.in_(_ids_called(term)), given)
            .options(*(defer(column, raiseload=True) for column in SEALED))
            .order_by(DispenseRow.dispensed_at.desc(), DispenseRow.id)
            .limit(limit)
        )
        return [TurnRow(*row) for row in self._session.execute(found)]

    def parts(self, turns: Collection[DispenseId]) -> Sequence[PartRow]:
        """What was given, and how much of it came back."""
        returned = (
            select(func.coalesce(func.sum(DispenseReturnRow.quantity), 0))
            .where(DispenseReturnRow.dispense_line_id == DispenseLineRow.id)
            .scalar_subquery()
        )
        found = (
            select(DispenseLineRow, MedicineRow, StockBatch, returned)
            .join(MedicineRow, MedicineRow.id == DispenseLineRow.medicine_id)
            .join(StockBatch, StockBatch.id == DispenseLineRow.batch_id)
            .where(DispenseLineRow.dispense_id.in_(turns))
            .order_by(DispenseLineRow.line, DispenseLineRow.id)
        )
        return [PartRow(*row) for row in self._session.execute(found)]


def _ids_called(term: str) -> CompoundSelect[tuple[DispenseId]]:
    """One way in for each number, so that each is found by its own index."""
    named = term.strip().upper()
    of_receipt = select(PaymentRow.bill_id).where(PaymentRow.receipt_no == named)
    of_bill = (
        select(DispenseLineRow.dispense_id)
        .join(BillItemRow, BillItemRow.itemable_id == DispenseLineRow.id)
        .join(Bill, Bill.id == BillItemRow.bill_id)
        .where(or_(Bill.bill_no == named, Bill.id.in_(of_receipt)))
    )
    of_prescription = select(DispenseRow.id).join(PrescriptionRow, PrescriptionRow.id == DispenseRow.prescription_id)
    sold = select(Bill.billable_id).where(Bill.billable_type == SALE)
    whose = select(Patient.id).where(has_said(term))
    return union(
        of_bill,
        of_prescription.where(PrescriptionRow.prescription_no == named),
        of_prescription.where(PrescriptionRow.patient_id.in_(whose)),
        select(DispenseRow.id).where(DispenseRow.sale_no == named),
        sold.where(Bill.patient_id.in_(whose)),
        sold.where(func.lower(Bill.buyer) == term.strip().lower()),
    )
