"""Charging, issuing and paying bills."""

from collections.abc import Collection
from decimal import Decimal
from typing import Final
from uuid import UUID

from server.core.context import Context
from server.features.appointments.tables import Appointment
from server.features.billing import booking, wire
from server.features.billing.credit_tables import CreditRequestRow
from server.features.billing.numbers import check_exact, document_number
from server.features.billing.repository import APPOINTMENT, BillingRepository
from server.features.billing.tables import Bill, BillItemRow, PaymentRow
from server.features.ledger.service import LedgerService
from shared.contracts.billing import BillStateConflict, MoreThanDue, NothingToBill, TenderedTooLittle
from shared.errors import StaleVersion
from shared.events import EventType
from shared.ids import AppointmentId, BillId, BillItemId, CreditRequestId, PatientId, PaymentId, new_id
from shared.models.billing import (
    BillDetails,
    BillStatus,
    BillSummary,
    FindDues,
    IssueBill,
    ItemKind,
    ListUnpaid,
    PatientDues,
    PaymentMode,
    PaymentTaken,
    RequestStatus,
    TakePayment,
)
from shared.models.common import Page
from shared.models.ledger import PostingKind
from shared.money import ZERO, Currency, plain, rounded
from shared.rules.bills import UnitPrice, change_of

_PAYABLE: Final = (BillStatus.ISSUED, BillStatus.PARTLY_PAID)
_ONE: Final = Decimal(1)

# The event that says a kind of lines was billed; services have none among the 34 and none of their own yet.
_BILLED: Final = {
    ItemKind.CONSULTATION: EventType.CONSULTATION_BILLED,
    ItemKind.TEST: EventType.TESTS_BILLED,
    ItemKind.MEDICINE: EventType.MEDICINES_BILLED,
}


class BillingService:
    """A visit's bill from its first charge to its last payment."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._bills = BillingRepository(ctx.session)
        self._ledger = LedgerService(ctx)

    def charge(
        self,
        appointment_id: AppointmentId,
        patient_id: PatientId,
        kind: ItemKind,
        itemable_id: UUID,
        description: str,
        price: UnitPrice,
        quantity: Decimal = _ONE,
    ) -> None:
        """Puts an act on the visit's draft at today's price; an act that was charged before is left alone."""
        if self._bills.is_charged(kind, itemable_id):
            return
        currency = self._ctx.house.currency
        bill = self._bills.draft_locked(appointment_id, patient_id, currency, self._ctx.now)
        if self._bills.is_charged(kind, itemable_id):  # by whoever held the draft before us
            return
        line = BillItemRow(
            id=BillItemId(new_id()),
            itemable_type=kind,
            itemable_id=itemable_id,
            description=description,
            quantity=quantity,
            unit_price=price.amount,
            tax_rate=price.tax_rate,
            tax_inclusive=price.tax_inclusive,
            price_version_id=price.version_id,
            discount=ZERO,
            charged_by=self._ctx.person.employee_id,
            charged_at=self._ctx.now,
        )
        line.work_out(currency)
        if not bill.items:
            self._bills.split_as_the_card_says(bill)
        self._bills.add_line(bill, line)
        self._ctx.touched(bill.id, appointment_id)

    def uncharge(self, appointment_id: AppointmentId, kind: ItemKind, itemable_id: UUID, reason: str) -> None:
        """Takes an act that will not be done off the draft; of an issued bill a credit note is asked for."""
        bill = self._bills.draft_with_locked(kind, itemable_id)
        if bill is None:
            self._ask_credit(appointment_id, kind, itemable_id, reason)
            return
        for item in [one for one in bill.items if (one.itemable_type, one.itemable_id) == (kind, itemable_id)]:
            self._bills.take_off(bill, item)
        self._ctx.touched(bill.id, appointment_id)

    def _ask_credit(self, appointment_id: AppointmentId, kind: ItemKind, itemable_id: UUID, reason: str) -> None:
        request = CreditRequestRow(
            id=CreditRequestId(new_id()),
            reason=reason,
            status=RequestStatus.REQUESTED,
            asked_by=self._ctx.person.employee_id,
            asked_at=self._ctx.now,
        )
        bill_id = self._bills.ask_credit(kind, itemable_id, request)
        if bill_id is not None:
            self._ctx.touched(bill_id, appointment_id)

    def unsettled(self, kind: ItemKind, itemable_ids: Collection[UUID]) -> set[UUID]:
        """Which of these acts stand on a bill that is not paid in full, or not issued yet."""
        return self._bills.unsettled(kind, itemable_ids)

    def unpaid(self, request: ListUnpaid) -> Page[BillSummary]:
        """Who waits to pay, before them whose settled bill is to be credited, or was asked for by its number."""
        rows = self._bills.unpaid(request.term, self._ctx.today, request.limit + 1)
        known = {bill.id for bill, _ in rows}
        others = self._bills.numbered(request.term.upper()) if request.term else self._bills.to_credit()
        rows = [*(row for row in others if row[0].id not in known), *rows]
        return Page(
            items=[wire.summary(bill, visit) for bill, visit in rows[: request.limit]],
            more=len(rows) > request.limit,
        )

    def get(self, bill_id: BillId) -> BillDetails:
        return self._details(*self._bills.get_whole(bill_id))

    def of_appointment(self, appointment_id: AppointmentId) -> BillDetails:
        """What is being gathered for the visit, or the bill that was issued last."""
        return self._details(*self._bills.get_newest_of(appointment_id))

    def dues(self, request: FindDues) -> PatientDues:
        """What the patient owes from before, for whoever has the patient in front of them."""
        count, amount, oldest = self._bills.dues(request.patient_id, request.besides)
        currency = self._ctx.house.currency
        return PatientDues(currency=currency, amount=rounded(amount, currency), bills=count, oldest=oldest)

    def issue(self, request: IssueBill) -> BillDetails:
        """The draft gets its number and is frozen; what is charged later opens a new one."""
        bill = self._current_locked(request.bill_id, request.version)
        if bill.status is not BillStatus.DRAFT:
            raise BillStateConflict(bill.status)
        if not bill.items:
            raise NothingToBill
        self._bills.split_as_the_card_says(bill)
        bill.issue(document_number(self._ctx, "B"), self._ctx.person.employee_id, self._ctx.now)
        self._record_issued(bill)
        issued, visit = self._bills.get_whole(bill.id)
        self._ledger.post(PostingKind.BILL_ISSUED, booking.of_bill(issued), booking.issued(issued, visit))
        return self._details(issued, visit)

    def pay(self, request: TakePayment) -> PaymentTaken:
        """Takes money into the cashier's own drawer, at most what is due."""
        cashier = self._ctx.person.employee_id
        drawer = self._bills.drawer_of_shared(cashier)
        bill = self._current_locked(request.bill_id, request.version)
        if bill.status not in _PAYABLE:
            raise BillStateConflict(bill.status)
        check_exact("amount", request.amount, Currency(bill.currency))
        if request.amount > bill.due:
            raise MoreThanDue(bill.due)
        tendered, change = _handed_over(request, Currency(bill.currency))
        bill.receive(request.amount)
        payment = PaymentRow(
            id=PaymentId(new_id()),
            receipt_no=document_number(self._ctx, "R"),
            bill_id=bill.id,
            cash_session_id=drawer.id,
            workstation_id=self._ctx.device.id,
            mode=request.mode,
            amount=request.amount,
            tendered=tendered,
            change=change,
            reference=request.reference,
            due_after=bill.due,
            taken_by=cashier,
            taken_at=self._ctx.now,
        )
        self._bills.add_payment(payment)
        self._ledger.post(PostingKind.PAYMENT, booking.of_payment(payment, bill), booking.paid(payment, bill, drawer))
        self._record_paid(bill, payment)
        answer = self.get(bill.id)
        return PaymentTaken(payment=next(p for p in answer.payments if p.id == payment.id), bill=answer)

    def _current_locked(self, bill_id: BillId, version: int) -> Bill:
        bill = self._bills.get_locked(bill_id)
        if bill.version != version:
            raise StaleVersion(bill.version)
        return bill

    def _record_issued(self, bill: Bill) -> None:
        self._ctx.touched(bill.id, bill.billable_id)
        currency = Currency(bill.currency)
        for kind, event in _BILLED.items():
            lines = [item for item in bill.items if item.itemable_type is kind]
            if lines and bill.billable_type == APPOINTMENT:
                self._ctx.record(
                    event,
                    AppointmentId(bill.billable_id),
                    bill.patient_id,
                    bill.bill_no or "",
                    bill_no=bill.bill_no,
                    lines=len(lines),
                    amount=plain(sum((line.amount for line in lines), Decimal(0)), currency),
                    currency=currency,
                )

    def _record_paid(self, bill: Bill, payment: PaymentRow) -> None:
        self._ctx.touched(bill.id, bill.billable_id)
        currency = Currency(bill.currency)
        if bill.billable_type == APPOINTMENT:
            self._ctx.record(
                EventType.PAYMENT_PARTIAL if bill.due else EventType.PAYMENT_RECEIVED,
                AppointmentId(bill.billable_id),
                bill.patient_id,
                payment.receipt_no,
                bill_no=bill.bill_no,
                receipt_no=payment.receipt_no,
                mode=payment.mode,
                amount=plain(payment.amount, currency),
                due=plain(bill.due, currency),
                currency=currency,
            )

    def _details(self, bill: Bill, visit: Appointment | None) -> BillDetails:
        people = {item.charged_by for item in bill.items} | {p.taken_by for p in bill.payments}
        people |= {who for row in bill.discounts for who in (row.asked_by, row.approved_by) if who}
        people |= {who for note in bill.credit_notes for who in (note.asked_by, note.approved_by)}
        people |= {request.asked_by for request in bill.credit_requests}
        if bill.cancellation is not None:
            people |= {who for who in (bill.cancellation.cancelled_by, bill.cancellation.approved_by) if who}
        if bill.issued_by:
            people.add(bill.issued_by)
        names = wire.Names(
            self._bills.employee_names(people),
            self._bills.workstation_names({p.workstation_id for p in bill.payments}),
        )
        return wire.details(bill, visit, names)


def _handed_over(request: TakePayment, currency: Currency) -> tuple[Decimal | None, Decimal | None]:
    """What was tendered and what goes back; cash without a word about it was handed over exactly."""
    if request.mode is not PaymentMode.CASH:
        return None, None
    tendered = request.amount if request.tendered is None else request.tendered
    check_exact("tendered", tendered, currency)
    if tendered < request.amount:
        raise TenderedTooLittle
    return tendered, change_of(tendered, request.amount)
