"""What payers answer, and what becomes of what they refuse: booked, and never changed."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from server.core.clock import business_date
from server.core.context import Context
from server.core.counters import next_number
from server.features.access.approvals import Approvals
from server.features.billing.booking import of_payer
from server.features.billing.numbers import check_exact
from server.features.billing.repository import APPOINTMENT
from server.features.billing.tables import Bill
from server.features.claims import wire
from server.features.claims.figures import ItemFigures
from server.features.claims.repository import ClaimRepository
from server.features.claims.service import ClaimService
from server.features.claims.tables import ClaimFactRow, ClaimPaymentRow, ClaimRow
from server.features.ledger import entries
from server.features.ledger.service import Document, LedgerService
from shared.contracts.claims import ClaimStateConflict, MoreThanOpen, NothingRefused, NotOnClaim
from shared.errors import InvalidRequest
from shared.events import EventType
from shared.ids import AppointmentId, BillId, ClaimFactId, ClaimPaymentId, EmployeeId, new_id
from shared.models.claims import (
    AnswerClaim,
    AnsweredItem,
    ClaimDetails,
    ClaimMode,
    ClaimStatus,
    DecideRefused,
    Decision,
    FactKind,
)
from shared.models.ledger import Account, PostingKind
from shared.money import ZERO, plain
from shared.permissions import Permission

_ACCOUNT: Final = {
    ClaimMode.TRANSFER: Account.BANK,
    ClaimMode.CHEQUE: Account.BANK,
    ClaimMode.MOBILE: Account.MOBILE,
}


class AnswerService:
    """With the claim and its bills locked, so that no credit note and no second answer comes between."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._service = ClaimService(ctx)
        self._claims = ClaimRepository(ctx.session)
        self._ledger = LedgerService(ctx)

    def answer(self, request: AnswerClaim) -> ClaimDetails:
        """What the payer pays settles its dues; what it refuses waits to be decided."""
        claim, bills = self._locked(request, [item.bill_id for item in request.items])
        items = self._claims.figures([claim.id])[claim.id]
        for item in request.items:
            self._check(claim, bills[item.bill_id], item, items[item.bill_id])
        payment = self._take(claim, request, bills)
        for item in request.items:
            bill = bills[item.bill_id]
            bill.payer_pays(item.paid)
            self._ctx.touched(bill.id, bill.billable_id)
            if payment is not None and item.paid:
                self._say(claim, bill, FactKind.PAID, item.paid, payment_id=payment.id)
            if item.refused:
                self._say(claim, bill, FactKind.REFUSED, item.refused, item.reason)
        return self._done(claim)

    def decide(self, request: DecideRefused) -> ClaimDetails:
        """Back to the patient, asked for again, or a loss, which needs another person's word."""
        claim, bills = self._locked(request, request.bill_ids)
        items = self._claims.figures([claim.id])[claim.id]
        for bill_id in bills:
            if not items[bill_id].to_decide:
                raise NothingRefused(bills[bill_id].bill_no or "")
        match request.decision:
            case Decision.RETURN:
                for bill in bills.values():
                    self._return(claim, bill, items[bill.id].to_decide, request.reason)
            case Decision.WRITE_OFF:
                approver = Approvals(self._ctx).check(
                    Permission.CLAIMS_WRITE_OFF, claim.id, request.approval_id, always=True
                )
                for bill in bills.values():
                    self._write_off(claim, bill, items[bill.id].to_decide, request.reason, approver)
            case Decision.RESUBMIT:
                self._resubmit(claim, bills.values(), request.reason)
        return self._done(claim)

    def _locked(
        self, request: AnswerClaim | DecideRefused, bill_ids: Iterable[BillId]
    ) -> tuple[ClaimRow, dict[BillId, Bill]]:
        claim = self._service.current_locked(request.claim_id, request.version)
        if claim.claim_no is None:
            raise ClaimStateConflict(ClaimStatus.DRAFT)
        live = {item.bill_id for item in claim.items if not item.released}
        for bill_id in bill_ids:
            if bill_id not in live:
                raise NotOnClaim(bill_id)
        return claim, self._claims.bills_locked(set(bill_ids))

    def _check(self, claim: ClaimRow, bill: Bill, item: AnsweredItem, stands: ItemFigures) -> None:
        check_exact("items.paid", item.paid, claim.money)
        check_exact("items.refused", item.refused, claim.money)
        if -item.paid > stands.owed_back:
            raise MoreThanOpen(bill.bill_no or "", stands.owed_back)
        if max(item.paid, ZERO) + item.refused > stands.open:
            raise MoreThanOpen(bill.bill_no or "", stands.open)

    def _take(self, claim: ClaimRow, request: AnswerClaim, bills: Mapping[BillId, Bill]) -> ClaimPaymentRow | None:
        """The money that came with the letter, booked; None where none did."""
        money = request.money
        if money is None:
            return None
        if money.received_on > self._ctx.today:
            raise InvalidRequest({"money.received_on": "not yet"})
        series = f"CP-{self._ctx.today.year}"
        payment = ClaimPaymentRow(
            id=ClaimPaymentId(new_id()),
            receipt_no=f"{series}-{next_number(self._ctx.session, series):05d}",
            claim_id=claim.id,
            **money.model_dump(),
            amount=sum((item.paid for item in request.items), ZERO),
            workstation_id=self._ctx.device.id,
            taken_by=self._ctx.person.employee_id,
            taken_at=self._ctx.now,
        )
        self._claims.add(payment)
        paid = [(of_payer(bills[item.bill_id]), item.paid) for item in request.items]
        document = Document(payment.id, payment.receipt_no, claim.currency)
        self._ledger.post(
            PostingKind.CLAIM_PAID, document, entries.claim_paid(_ACCOUNT[money.mode], claim.payer_id, paid)
        )
        return payment

    def _return(self, claim: ClaimRow, bill: Bill, amount: Decimal, reason: str) -> None:
        bill.return_share(amount)
        self._ctx.touched(bill.id, bill.billable_id)
        document = self._say(claim, bill, FactKind.RETURNED, amount, reason)
        self._ledger.post(PostingKind.SHARE_RETURNED, document, entries.share_returned(of_payer(bill), amount))
        if bill.billable_type == APPOINTMENT:
            self._ctx.record(
                EventType.PAYER_SHARE_RETURNED,
                AppointmentId(bill.billable_id),
                bill.patient_id,
                reason,
                bill_no=bill.bill_no,
                claim_no=claim.claim_no,
                amount=plain(amount, claim.money),
                due=plain(bill.due, claim.money),
                currency=claim.currency,
            )

    def _write_off(
        self, claim: ClaimRow, bill: Bill, amount: Decimal, reason: str, approver: EmployeeId | None
    ) -> None:
        bill.write_off_share(amount)
        document = self._say(claim, bill, FactKind.WRITTEN_OFF, amount, reason, approved_by=approver)
        self._ledger.post(PostingKind.SHARE_WRITTEN_OFF, document, entries.share_written_off(of_payer(bill), amount))

    def _resubmit(self, claim: ClaimRow, bills: Iterable[Bill], reason: str) -> None:
        """All that is open of them goes along: the other claim is answered instead."""
        bills = list(bills)
        for bill in bills:
            self._say(claim, bill, FactKind.RESUBMITTED, bill.payer_due, reason)
        again = {bill.id for bill in bills}
        self._claims.release(item for item in claim.items if item.bill_id in again)
        days = [
            business_date(bill.issued_at, ZoneInfo(self._ctx.house.timezone), self._ctx.house.day_starts)
            for bill in bills
            if bill.issued_at is not None
        ]
        self._service.ask_again(claim.payer_id, [wire.item_of(bill) for bill in bills], min(days), max(days))

    def _say(
        self,
        claim: ClaimRow,
        bill: Bill,
        kind: FactKind,
        amount: Decimal,
        reason: str = "",
        *,
        payment_id: ClaimPaymentId | None = None,
        approved_by: EmployeeId | None = None,
    ) -> Document:
        fact = ClaimFactRow(
            id=ClaimFactId(new_id()),
            claim_id=claim.id,
            bill_id=bill.id,
            kind=kind,
            amount=amount,
            reason=reason,
            payment_id=payment_id,
            done_by=self._ctx.person.employee_id,
            approved_by=approved_by,
            done_at=self._ctx.now,
        )
        self._claims.add_fact(fact)
        return Document(fact.id, claim.claim_no or "", claim.currency)

    def _done(self, claim: ClaimRow) -> ClaimDetails:
        self._claims.touch(claim)
        return self._service.answer(claim)
