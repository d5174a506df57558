"""Taking money for a bill: by one mode or several, on one receipt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from server.core.context import Context
from server.features.billing.numbers import check_exact, document_number
from server.features.billing.repository import APPOINTMENT
from server.features.billing.service import BillingService
from server.features.billing.tables import Bill, PaymentRow
from server.features.cash import booking, wire
from server.features.cash.deposits import DepositService
from server.features.cash.money_repository import MoneyRepository
from server.features.cash.repository import CashRepository
from server.features.cash.tables import CashSessionRow, PaymentAttemptRow
from server.features.ledger import entries
from server.features.ledger.service import LedgerService
from server.features.workstations.names_repository import names_of
from shared.contracts.billing import BillStateConflict
from shared.contracts.cash import AttemptPending, AttemptSettledBefore, MoreThanDue, NotPayableInCash, TenderedTooLittle
from shared.events import EventType
from shared.ids import AppointmentId, PaymentAttemptId, PaymentId, new_id
from shared.models.billing import BillStatus, PaymentMode
from shared.models.cash_payments import (
    AttemptOutcome,
    AttemptPayment,
    AttemptSettled,
    GetStanding,
    PaymentAttempt,
    PaymentPart,
    PaymentTaken,
    SettleAttempt,
    Standing,
    TakePayment,
)
from shared.models.ledger import PostingKind
from shared.money import ZERO, Currency, plain, rounded
from shared.rules.bills import change_of, in_cash

_PAYABLE: Final = (BillStatus.ISSUED, BillStatus.PARTLY_PAID)


class PaymentService:
    """Money goes into the own open drawer, at most what is due."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._billing = BillingService(ctx)
        self._cash = CashRepository(ctx.session)
        self._money = MoneyRepository(ctx.session)
        self._deposits = DepositService(ctx)
        self._ledger = LedgerService(ctx)

    def pay(self, request: TakePayment) -> PaymentTaken:
        """Two cashiers at once: one is told. Who pays beside a payment that is to be found out was told, too."""
        drawer = self._cash.taking_of(self._ctx.person.employee_id)
        bill = self._billing.current_locked(request.bill_id, request.version)
        if not request.despite_pending:
            self._check_nothing_pending(bill)
        return self._pay(bill, drawer, request.parts)

    def standing(self, request: GetStanding) -> Standing:
        """Money in advance, and payments to be found out."""
        bill = self._billing.open(request.bill_id)
        pending = self._money.pending(bill.id)
        names = names_of(self._ctx.session, [row.asked_by for row in pending])
        return Standing(
            deposit=rounded(self._ledger.deposit_of(bill.patient.id), bill.currency),
            pending=[wire.attempt(row, bill.currency, names) for row in pending],
        )

    def attempt(self, request: AttemptPayment) -> PaymentAttempt:
        """The terminal was asked and does not answer: no second try until somebody found out, or was told."""
        self._cash.taking_of(self._ctx.person.employee_id)
        bill = self._billing.current_locked(request.bill_id, request.version)
        check_exact("amount", request.amount, Currency(bill.currency))
        self._check_payable(bill, request.amount)
        self._check_nothing_pending(bill)
        attempt = PaymentAttemptRow(
            id=PaymentAttemptId(new_id()),
            bill_id=bill.id,
            mode=request.mode,
            amount=request.amount,
            reference=request.reference,
            asked_by=self._ctx.person.employee_id,
            asked_at=self._ctx.now,
        )
        self._money.add(attempt)
        self._ctx.touched(bill.id)
        return self._found(attempt, bill)

    def settle(self, request: SettleAttempt) -> AttemptSettled:
        """What the terminal said is a payment now, or nothing was taken."""
        drawer = self._cash.taking_of(self._ctx.person.employee_id)
        attempt = self._money.attempt_locked(request.attempt_id)
        if attempt.outcome is not None:
            raise AttemptSettledBefore
        bill = self._billing.locked(attempt.bill_id)
        taken = None
        if request.outcome is AttemptOutcome.CONFIRMED:
            part = PaymentPart(
                mode=attempt.mode, amount=attempt.amount, reference=request.reference or attempt.reference
            )
            taken = self._pay(bill, drawer, [part])
            attempt.payment_id = taken.payments[0].id
        attempt.outcome = request.outcome
        attempt.settled_by = self._ctx.person.employee_id
        attempt.settled_at = self._ctx.now
        self._ctx.touched(bill.id)
        return AttemptSettled(attempt=self._found(attempt, bill), taken=taken)

    def _pay(self, bill: Bill, drawer: CashSessionRow, parts: Sequence[PaymentPart]) -> PaymentTaken:
        for part in parts:
            check_exact("parts.amount", part.amount, Currency(bill.currency))
        settled = sum((part.amount for part in parts), ZERO)
        self._check_payable(bill, settled)
        in_advance = sum((part.amount for part in parts if part.mode is PaymentMode.DEPOSIT), ZERO)
        if in_advance:
            self._deposits.use(bill.patient_id, in_advance)
        settles = settled == bill.due
        money = [_Money.of(part, bill, self._ctx.house.cash_step, settles=settles) for part in parts]
        receipt_no = document_number(self._ctx, "R")
        taken = [
            self._take(bill, drawer, receipt_no, number, part, handed)
            for number, (part, handed) in enumerate(zip(parts, money, strict=True), start=1)
        ]
        answer = self._billing.get(bill.id)
        ids = {row.id for row in taken}
        return PaymentTaken(payments=[made for made in answer.payments if made.id in ids], bill=answer)

    def _check_payable(self, bill: Bill, amount: Decimal) -> None:
        if bill.status not in _PAYABLE:
            raise BillStateConflict(bill.status)
        if amount > bill.due:
            raise MoreThanDue(bill.due)

    def _check_nothing_pending(self, bill: Bill) -> None:
        for attempt in self._money.pending(bill.id):
            raise AttemptPending(attempt.mode, attempt.amount)

    def _found(self, attempt: PaymentAttemptRow, bill: Bill) -> PaymentAttempt:
        return wire.attempt(attempt, Currency(bill.currency), names_of(self._ctx.session, [attempt.asked_by]))

    def _take(
        self, bill: Bill, drawer: CashSessionRow, receipt_no: str, number: int, part: PaymentPart, money: "_Money"
    ) -> PaymentRow:
        bill.receive(part.amount)
        payment = PaymentRow(
            id=PaymentId(new_id()),
            receipt_no=receipt_no,
            part=number,
            bill_id=bill.id,
            cash_session_id=drawer.id,
            workstation_id=self._ctx.device.id,
            mode=part.mode,
            amount=part.amount,
            rounding=money.rounding,
            tendered=money.tendered,
            change=money.change,
            reference=part.reference,
            due_after=bill.due,
            taken_by=self._ctx.person.employee_id,
            taken_at=self._ctx.now,
        )
        self._money.add(payment)
        counter = replace(booking.whose(drawer), bill_id=bill.id, patient_id=bill.patient_id)
        self._ledger.post(
            PostingKind.PAYMENT,
            booking.of_payment(payment, bill),
            entries.payment(counter, payment.mode, payment.amount, payment.rounding),
        )
        self._record(bill, payment)
        return payment

    def _record(self, bill: Bill, payment: PaymentRow) -> None:
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


@dataclass(frozen=True)
class _Money:
    """What is handed over for a part, what goes back, and what cash is rounded by."""

    tendered: Decimal | None = None
    change: Decimal | None = None
    rounding: Decimal = ZERO

    @classmethod
    def of(cls, part: PaymentPart, bill: Bill, cash_step: Decimal, *, settles: bool) -> "_Money":
        """Cash without a word about it was handed over exactly."""
        if part.mode is not PaymentMode.CASH:
            return cls()
        payable = in_cash(part.amount, cash_step)
        if payable != part.amount and not settles:
            raise NotPayableInCash(cash_step)
        tendered = payable if part.tendered is None else part.tendered
        check_exact("parts.tendered", tendered, Currency(bill.currency))
        if tendered < payable:
            raise TenderedTooLittle
        return cls(tendered, change_of(tendered, payable), payable - part.amount)
