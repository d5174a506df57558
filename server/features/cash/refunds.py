"""Giving money back: asked for by line, approved by another person, paid out the way it came in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from server.core.context import Context
from server.features.billing.numbers import check_exact, document_number
from server.features.billing.repository import APPOINTMENT, BillingRepository
from server.features.billing.service import BillingService
from server.features.billing.tables import Bill, PaymentRow
from server.features.cash import booking, wire
from server.features.cash.money_repository import MoneyRepository
from server.features.cash.repository import CashRepository
from server.features.cash.tables import CashSessionRow, RefundLineRow, RefundRow
from server.features.ledger import entries
from server.features.ledger.entries import Whose
from server.features.ledger.service import LedgerService
from server.features.workstations.names_repository import names_of
from shared.contracts.cash import MoreThanPaid, NoSuchLine, NotEnoughCash, OwnRefund, RefundConflict
from shared.events import EventType
from shared.ids import AppointmentId, BillId, BillItemId, PaymentId, RefundId, new_id
from shared.models.billing import PaymentMode
from shared.models.cash_payments import PaymentTaken
from shared.models.common import Page
from shared.models.ledger import PostingKind
from shared.models.refunds import (
    ApproveRefund,
    ListRefunds,
    PayRefund,
    Refund,
    RefundLine,
    RefundPaid,
    RefundStatus,
    RejectRefund,
    RequestRefund,
)
from shared.money import ZERO, Currency, plain
from shared.rules.bills import in_cash, paid_by_line

_MOST: Final = 500


class RefundService:
    """Never more than was paid of a line and not given back; what is asked for counts as given."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._bills = BillingRepository(ctx.session)
        self._money = MoneyRepository(ctx.session)
        self._drawers = CashRepository(ctx.session)
        self._ledger = LedgerService(ctx)

    def list(self, request: ListRefunds) -> Page[Refund]:
        rows = self._money.refunds(request.status, request.bill_id, _MOST + 1)
        return Page(items=[self._answer(row) for row in rows[:_MOST]], more=len(rows) > _MOST)

    def request(self, request: RequestRefund) -> Refund:
        bill = self._bills.get_locked(request.bill_id)
        left = self._left(bill)
        names = {item.id: item.description for item in bill.items}
        for line in request.lines:
            check_exact("lines.amount", line.amount, Currency(bill.currency))
            if line.bill_item_id not in left:
                raise NoSuchLine
            if line.amount > left[line.bill_item_id]:
                raise MoreThanPaid(names[line.bill_item_id], left[line.bill_item_id])
        refund = RefundRow(
            id=RefundId(new_id()),
            refund_no=document_number(self._ctx, "F"),
            bill_id=bill.id,
            status=RefundStatus.REQUESTED,
            reason=request.reason,
            requested_by=self._ctx.person.employee_id,
            requested_at=self._ctx.now,
            lines=[RefundLineRow(bill_item_id=line.bill_item_id, amount=line.amount) for line in request.lines],
        )
        self._money.add(refund)
        self._ctx.touched(bill.id)
        return self._kept(refund.id)

    def request_credited(self, bill_id: BillId, item_id: BillItemId, amount: Decimal, reason: str) -> Refund | None:
        """What a credit note makes too much of what was paid: of its own line first, whichever the money was laid to.

        None where nothing of it is left to give back.
        """
        left = self._left(self._bills.get_locked(bill_id))
        lines = []
        for line_id in sorted(left, key=lambda each: each != item_id):
            if part := min(amount, left[line_id]):
                lines.append(RefundLine(bill_item_id=line_id, amount=part))
                amount -= part
        return self.request(RequestRefund(bill_id=bill_id, lines=lines, reason=reason)) if lines else None

    def approve(self, request: ApproveRefund) -> Refund:
        """Another person's word: from here on the house owes it."""
        refund = self._in_state(request.refund_id, RefundStatus.REQUESTED)
        if refund.requested_by == self._ctx.person.employee_id:
            raise OwnRefund
        refund.decide(RefundStatus.APPROVED, self._ctx.person.employee_id, self._ctx.now)
        self._ledger.post(
            PostingKind.REFUND_APPROVED,
            booking.of_refund(refund),
            entries.refund_approved(Whose(bill_id=refund.bill_id, patient_id=refund.bill.patient_id), refund.amount),
        )
        self._ctx.touched(refund.bill_id)
        return self._kept(refund.id)

    def reject(self, request: RejectRefund) -> Refund:
        refund = self._in_state(request.refund_id, RefundStatus.REQUESTED)
        refund.decide(RefundStatus.REJECTED, self._ctx.person.employee_id, self._ctx.now, request.reason)
        self._ctx.touched(refund.bill_id)
        return self._kept(refund.id)

    def pay_out(self, request: PayRefund) -> RefundPaid:
        """Negative payments, each linked to the one that it gives back, the newest first."""
        drawer = self._drawers.giving_of(self._ctx.person.employee_id)
        refund = self._in_state(request.refund_id, RefundStatus.APPROVED)
        bill = self._bills.get_locked(refund.bill_id)
        payments = list(self._payments(refund, bill, drawer, request))
        in_drawer = self._ledger.cash_in(drawer.id)
        cash = sum((-row.amount - row.rounding for row in payments if row.mode is PaymentMode.CASH), ZERO)
        if cash > in_drawer:
            raise NotEnoughCash(in_drawer)
        at_counter = replace(booking.whose(drawer), bill_id=bill.id, patient_id=bill.patient_id)
        for row in payments:
            bill.receive(row.amount)
            row.due_after = bill.due
            self._money.add(row)
            self._ledger.post(
                PostingKind.REFUND_PAID,
                booking.of_payment(row, bill),
                entries.refund_paid(at_counter, row.mode, -row.amount, -row.rounding),
            )
            self._record(bill, row)
        refund.status, refund.paid_at = RefundStatus.PAID, self._ctx.now
        whole = BillingService(self._ctx).get(bill.id)
        ids = {row.id for row in payments}
        taken = PaymentTaken(payments=[made for made in whole.payments if made.id in ids], bill=whole)
        return RefundPaid(refund=self._kept(refund.id), taken=taken)

    def _payments(
        self, refund: RefundRow, bill: Bill, drawer: CashSessionRow, request: PayRefund
    ) -> Iterator[PaymentRow]:
        left, part = refund.amount, 0
        receipt_no = document_number(self._ctx, "R")
        for original, of_it in self._money.originals(bill.id):
            amount = min(left, of_it)
            if not amount:
                return
            left, part = left - amount, part + 1
            mode = request.mode or original.mode
            payable = in_cash(amount, self._ctx.house.cash_step) if mode is PaymentMode.CASH else amount
            yield PaymentRow(
                id=PaymentId(new_id()),
                receipt_no=receipt_no,
                part=part,
                bill_id=bill.id,
                cash_session_id=drawer.id,
                workstation_id=self._ctx.device.id,
                mode=mode,
                amount=-amount,
                rounding=amount - payable,
                reference=request.reference,
                refund_of=original.id,
                taken_by=self._ctx.person.employee_id,
                taken_at=self._ctx.now,
            )

    def _left(self, bill: Bill) -> Mapping[BillItemId, Decimal]:
        """Of each line, what was paid and is neither given back nor asked for."""
        refunded = self._money.refunded(bill.id)
        paid = paid_by_line([item.amount for item in bill.items], bill.paid + self._money.paid_back(bill.id))
        return {item.id: amount - refunded.get(item.id, ZERO) for item, amount in zip(bill.items, paid, strict=True)}

    def _in_state(self, refund_id: RefundId, status: RefundStatus) -> RefundRow:
        refund = self._money.refund_locked(refund_id)
        if refund.status is not status:
            raise RefundConflict(refund.status)
        return refund

    def _record(self, bill: Bill, row: PaymentRow) -> None:
        self._ctx.touched(bill.id, bill.billable_id)
        currency = Currency(bill.currency)
        if bill.billable_type == APPOINTMENT:
            self._ctx.record(
                EventType.PAYMENT_REFUNDED,
                AppointmentId(bill.billable_id),
                bill.patient_id,
                row.receipt_no,
                bill_no=bill.bill_no,
                receipt_no=row.receipt_no,
                mode=row.mode,
                amount=plain(-row.amount, currency),
                due=plain(bill.due, currency),
                currency=currency,
            )

    def _kept(self, refund_id: RefundId) -> Refund:
        self._money.flush()
        return self._answer(self._money.refund(refund_id))

    def _answer(self, refund: RefundRow) -> Refund:
        return wire.refund(refund, names_of(self._ctx.session, [refund.requested_by, refund.decided_by]))
