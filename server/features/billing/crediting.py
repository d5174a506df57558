"""What was billed and shall not be paid: bills cancelled, and credited in full or in part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from server.core.context import Context
from server.features.access.approvals import Approvals
from server.features.billing import booking
from server.features.billing.credit_tables import BillCancellation, CreditNoteLine, CreditNoteRow, CreditRequestRow
from server.features.billing.numbers import document_number
from server.features.billing.package_repository import PackageRepository
from server.features.billing.repository import APPOINTMENT, BillingRepository
from server.features.billing.service import BillingService
from server.features.billing.tables import Bill, BillItemRow
from server.features.ledger.service import LedgerService
from shared.contracts.billing import (
    BillItemNotFound,
    BillStateConflict,
    CreditRequestNotFound,
    MoreThanBilled,
    NothingToCredit,
)
from shared.errors import StaleVersion
from shared.events import EventType
from shared.ids import AppointmentId, BillId, BillItemId, CreditNoteId, EmployeeId, new_id
from shared.models.bill_changes import CancelBill, CreditBill, RejectCredit
from shared.models.billing import (
    BillDetails,
    BillStatus,
    ItemKind,
    RequestStatus,
)
from shared.models.ledger import PostingKind
from shared.money import ZERO, Currency
from shared.permissions import Permission
from shared.rules.bills import LineTotals, bill_totals, part_of_line

_CREDITABLE: Final = (BillStatus.ISSUED, BillStatus.PARTLY_PAID, BillStatus.PAID)
_OF_ITS_BILL: Final = {"id", "bill_id", "package_of", "discount", "tax", "amount", "released"}
_KEPT: Final = tuple(column.key for column in BillItemRow.__table__.columns if column.key not in _OF_ITS_BILL)
"""What a line says on whichever bill it is."""


@dataclass(frozen=True)
class _Credited:
    item: BillItemRow
    quantity: Decimal
    totals: LineTotals


class CreditService:
    """Never without a reason; a credit note never without a second person."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._bills = BillingRepository(ctx.session)
        self._packages = PackageRepository(ctx.session)
        self._ledger = LedgerService(ctx)

    def cancel(self, request: CancelBill) -> BillDetails:
        """As if it had never been issued; its number stays used, and its acts can be billed again."""
        bill = self._locked(request.bill_id, request.version)
        if bill.status is not BillStatus.ISSUED or bill.credited or bill.is_answered:
            raise BillStateConflict(bill.status)
        approver = Approvals(self._ctx).check(Permission.BILLING_CANCEL, bill.id, request.approval_id)
        self._bills.cancel(
            bill,
            BillCancellation(
                reason=request.reason,
                cancelled_by=self._ctx.person.employee_id,
                approved_by=approver,
                cancelled_at=self._ctx.now,
            ),
        )
        self._answer_requests(bill, {item.id for item in bill.items})
        self._bills.release_lines(bill)
        cancelled, _ = self._bills.get_whole(bill.id)
        taken_back = booking.cancelled(cancelled, self._ledger.earner_of(bill.id))
        self._ledger.post(PostingKind.BILL_CANCELLED, booking.of_bill(cancelled), taken_back)
        if bill.billable_type == APPOINTMENT:
            visit_id = AppointmentId(bill.billable_id)
            self._ctx.record(EventType.BILL_CANCELLED, visit_id, bill.patient_id, request.reason, bill_no=bill.bill_no)
        done = self._packages.take_uses(item.id for item in bill.items)
        if request.bill_again:
            self._bill_again(cancelled, done)
        return self._answer(bill)

    def credit(self, request: CreditBill) -> BillDetails:
        """A document of its own; what was paid of it already is to be paid out."""
        bill = self._locked(request.bill_id, request.version)
        if bill.status is BillStatus.CREDITED:
            raise NothingToCredit
        if bill.status not in _CREDITABLE:
            raise BillStateConflict(bill.status)
        lines = [self._line(bill, item_id, quantity) for item_id, quantity in _wanted(request, bill).items()]
        if not lines:
            raise NothingToCredit
        approver = Approvals(self._ctx).check(Permission.BILLING_CANCEL, bill.id, request.approval_id, always=True)
        assert approver is not None  # always asked for
        self._make_note(bill, lines, request.reason, approver)
        return self._answer(bill)

    def reject(self, request: RejectCredit) -> BillDetails:
        bill = self._locked(request.bill_id, request.version)
        asked = next((row for row in _open_requests(bill) if row.id == request.request_id), None)
        if asked is None:
            raise CreditRequestNotFound(request.request_id)
        self._answer_request(asked, RequestStatus.REJECTED, request.reason)
        return self._answer(bill)

    def _make_note(self, bill: Bill, lines: Sequence[_Credited], reason: str, approver: EmployeeId) -> CreditNoteRow:
        totals = bill_totals(line.totals for line in lines)
        to_refund, payers, lost = bill.refundable, bill.payer_credited, bill.payer_lost
        bill.credit(totals.amount)
        note = CreditNoteRow(
            id=CreditNoteId(new_id()),
            note_no=document_number(self._ctx, "C"),
            workstation_id=self._ctx.device.id,
            reason=reason,
            subtotal=totals.subtotal,
            discount=totals.discount,
            tax=totals.tax,
            total=totals.amount,
            payer_part=bill.payer_credited - payers,
            refundable=bill.refundable - to_refund,
            asked_by=self._ctx.person.employee_id,
            approved_by=approver,
            made_at=self._ctx.now,
            lines=[
                CreditNoteLine(
                    bill_item_id=line.item.id,
                    quantity=line.quantity,
                    discount=line.totals.discount,
                    tax=line.totals.tax,
                    amount=line.totals.amount,
                )
                for line in sorted(lines, key=lambda line: line.item.id)
            ],
        )
        self._bills.add_credit_note(bill, note)
        self._answer_requests(bill, {line.item.id for line in lines})
        credited, _ = self._bills.get_whole(bill.id)
        self._ledger.post(
            PostingKind.CREDIT_NOTE,
            booking.of_credit_note(note, credited),
            booking.credited(note, credited, self._ledger.earner_of(bill.id), found=lost - credited.payer_lost),
        )
        return note

    def _locked(self, bill_id: BillId, version: int) -> Bill:
        bill = self._bills.get_issued_locked(bill_id)
        if bill.version != version:
            raise StaleVersion(bill.version)
        return bill

    def _line(self, bill: Bill, item_id: BillItemId, quantity: Decimal) -> _Credited:
        """What this much of a line comes to: with what was credited before it is the line, to the last unit."""
        item = next((one for one in bill.items if one.id == item_id), None)
        if item is None:
            raise BillItemNotFound(item_id)
        left, currency = left_of(bill, item), Currency(bill.currency)
        if quantity > left:
            raise MoreThanBilled(item.id, left)
        before = bill_totals(line.totals for line in bill.credited_of(item))
        after = part_of_line(item.totals, (item.quantity - left + quantity) / item.quantity, currency)
        return _Credited(item, quantity, after.less(before))

    def _bill_again(self, bill: Bill, done: Mapping[BillItemId, tuple[ItemKind, UUID]]) -> None:
        """At the same prices, on the draft of the same visit; what was done of a package stays in it."""
        of, currency = (bill.billable_type, bill.billable_id), Currency(bill.currency)
        draft = self._bills.draft_locked(of, bill.patient_id, bill.currency, self._ctx.now)
        new_ids = {item.id: BillItemId(new_id()) for item in bill.items}
        for item in bill.items:
            kept = {name: getattr(item, name) for name in _KEPT}
            again = BillItemRow(**kept, id=new_ids[item.id], discount=ZERO)
            again.package_of = new_ids[item.package_of] if item.package_of else None
            again.work_out(currency)
            self._bills.add_line(draft, again)
        self._bills.flush()
        for item in bill.items:
            if item.id in done and item.priced_id is not None:
                self._packages.use(of, *done[item.id], item.priced_id, self._ctx.now)
        self._ctx.touched(draft.id)

    def _answer_requests(self, bill: Bill, items: set[BillItemId]) -> None:
        """Whoever asked for these lines has it."""
        for asked in _open_requests(bill):
            if asked.bill_item_id in items:
                self._answer_request(asked, RequestStatus.APPROVED)

    def _answer_request(self, asked: CreditRequestRow, status: RequestStatus, answer: str = "") -> None:
        asked.status, asked.answer = status, answer
        asked.answered_by, asked.answered_at = self._ctx.person.employee_id, self._ctx.now

    def _answer(self, bill: Bill) -> BillDetails:
        self._ctx.touched(bill.id, bill.billable_id)
        return BillingService(self._ctx).get(bill.id)


def _wanted(request: CreditBill, bill: Bill) -> dict[BillItemId, Decimal]:
    """How many of which lines; a line that is named twice is named once."""
    if not request.lines:
        return {item.id: left for item in bill.items if (left := left_of(bill, item))}
    wanted: dict[BillItemId, Decimal] = {}
    for line in request.lines:
        wanted[line.bill_item_id] = wanted.get(line.bill_item_id, ZERO) + line.quantity
    return wanted


def _open_requests(bill: Bill) -> list[CreditRequestRow]:
    return [row for row in bill.credit_requests if row.status is RequestStatus.REQUESTED]


def left_of(bill: Bill, item: BillItemRow) -> Decimal:
    """How many of it are not credited yet."""
    return item.quantity - sum((line.quantity for line in bill.credited_of(item)), ZERO)
