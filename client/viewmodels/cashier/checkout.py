"""One bill at the counter: looked at, issued, paid, printed."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from client.core.view_model import ViewModel
from client.viewmodels.cashier.bill_change import BillChange
from client.viewmodels.cashier.checkout_state import CheckoutState, Step
from client.viewmodels.cashier.counter_lines import CounterLines
from client.viewmodels.cashier.deposits import Deposits
from client.viewmodels.cashier.refund_request import RefundRequest
from client.viewmodels.cashier.tender import Tender
from client.viewmodels.patient.dues import Dues
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contracts import billing, cash
from shared.errors import ApiError
from shared.ids import BillId
from shared.models.billing import BillDetails, BillStatus, Payment, PaymentMode
from shared.models.cash_payments import AttemptOutcome, PaymentTaken
from shared.models.patients import PatientSummary
from shared.money import ZERO
from shared.topics import Topic


class Checkout(ViewModel[CheckoutState]):
    """While a command waits for its answer the bill and what was typed stay locked: money is taken once."""

    paid = Signal(object)  # PaymentTaken
    drawer_needed = Signal()

    def __init__(
        self, calls: Calls, changes: Changes, printing: PrintDesk, session: Session, parent: QObject | None = None
    ) -> None:
        super().__init__(CheckoutState(), parent)
        self.dues = Dues(calls, changes, self)
        self._calls = calls
        self._printing = printing
        self._session = session
        self.lines = CounterLines(calls, self)
        self.lines.changed.connect(self.take)
        changes.on({Topic.BILLING}, self, self.refresh)
        session.state_changed.connect(self._look_at_rights)
        self._look_at_rights()

    def open(self, bill_id: BillId) -> None:
        """Show this bill, with an empty payment; not while another one is being paid."""
        shown = self.state.bill is not None and self.state.bill.id == bill_id and not self.state.loading
        if not self.state.busy and not shown:
            self._open(bill_id)

    @latest
    async def refresh(self) -> None:
        """Somebody changed a bill: perhaps this one."""
        if self.state.bill is not None and not self.state.busy:
            await self._look_again(self.state.bill.id)

    # What is typed

    def set_mode(self, mode: PaymentMode) -> None:
        tender, asked = replace(self.state.tender, mode=mode), self.state.asked
        advance = tender.advance_left(asked)
        if mode is PaymentMode.DEPOSIT and ZERO < advance < tender.left(asked):
            tender = replace(tender, is_part=True, part=advance)
        self._type(tender)

    def set_cash_step(self, step: Decimal) -> None:
        self._show(replace(self.state, cash_step=step))

    def set_tendered(self, amount: Decimal | None, *, is_readable: bool = True) -> None:
        self._type(replace(self.state.tender, tendered=amount, is_readable=is_readable))

    def set_reference(self, text: str) -> None:
        self._type(replace(self.state.tender, reference=text))

    def toggle_part(self) -> None:
        tender = self.state.tender
        self._type(replace(tender, is_part=not tender.is_part, part=None))

    def set_part(self, amount: Decimal | None) -> None:
        self._type(replace(self.state.tender, part=amount))

    def lay_down(self) -> None:
        """This part is said; the rest is paid another way."""
        if self.state.can_lay:
            self._type(self.state.tender.laid_down(self.state.asked))

    def take_back(self) -> None:
        """The part that was laid down last."""
        if self.state.tender.laid:
            self._type(self.state.tender.taken_back())

    def take(self, bill: BillDetails) -> None:
        """As it is after a line was put on it or taken off."""
        if not self.state.busy:
            self._show(self._fresh(bill))

    # Commands

    @slot
    async def issue(self) -> None:
        bill = self.state.bill
        if bill is None or not self.state.can_issue:
            return
        try:
            await self._issue(bill)
        except ApiError as problem:
            await self._refused(bill, problem)
        else:
            self._show(replace(self.state, step=Step.NONE))

    @slot
    async def pay(self) -> None:
        """A draft is issued first: two commands, each done once however often it must be sent."""
        bill, tender = self.state.bill, self.state.tender
        if bill is None or not self.state.can_pay:
            return
        try:
            if bill.status is BillStatus.DRAFT:
                bill = await self._issue(bill)
            taken = await self._take(bill, tender)
        except cash.NoOpenCashSession as problem:
            self._show(replace(self.state, step=Step.NONE, problem=problem))
            self.drawer_needed.emit()
        except ApiError as problem:
            await self._refused(bill, problem)
        else:
            self._show(replace(self.state, bill=taken.bill, tender=Tender(), step=Step.NONE, taken=taken))
            self._printing.receipt(taken)
            self.paid.emit(taken)
            await self._look_at_standing(bill.id)

    @slot
    async def ask_later(self) -> None:
        """The terminal does not answer: noted, so that nobody asks twice."""
        bill, tender = self.state.bill, self.state.tender
        amount, mode = tender.amount(self.state.asked), tender.mode
        if bill is None or amount is None or not self.state.can_ask:
            return
        if mode is PaymentMode.CASH or mode is PaymentMode.DEPOSIT:
            return  # no terminal is asked for these
        self._show(replace(self.state, step=Step.PAYING, problem=None, taken=None))
        try:
            await self._calls.send(
                cash.attempt(
                    bill_id=bill.id,
                    version=bill.version,
                    mode=mode,
                    amount=amount,
                    reference=tender.reference,
                )
            )
        except ApiError as problem:
            await self._refused(bill, problem)
        else:
            self._show(replace(self.state, step=Step.NONE, tender=Tender()))
            await self._look_at_standing(bill.id)

    @slot
    async def found_out(self, outcome: AttemptOutcome) -> None:
        """What the terminal says: a payment now, or nothing was taken."""
        bill, pending = self.state.bill, self.state.pending
        if bill is None or pending is None or self.state.busy:
            return
        self._show(replace(self.state, step=Step.PAYING, problem=None, taken=None))
        try:
            settled = await self._calls.send(cash.settle_attempt(attempt_id=pending.id, outcome=outcome))
        except ApiError as problem:
            await self._refused(bill, problem)
        else:
            taken = settled.taken
            self._show(replace(self.state, step=Step.NONE, bill=taken.bill if taken else bill, taken=taken))
            await self._look_at_standing(bill.id)
            if taken is not None:
                self._printing.receipt(taken)
                self.paid.emit(taken)

    def change(self) -> BillChange:
        """For a sheet that changes the bill which is open."""
        change = BillChange(self._calls)
        change.done.connect(self._take_over)
        return change

    def refund_request(self, bill: BillDetails) -> RefundRequest:
        """For a sheet that asks money back of the bill which is open."""
        return RefundRequest(self._calls, bill)

    def deposits(self, patient: PatientSummary) -> Deposits:
        """What a patient has paid in advance; what is open beside it is looked at anew."""
        deposits = Deposits(self._calls, self._printing, patient)
        deposits.done.connect(self.refresh)
        return deposits

    def print_bill(self) -> None:
        if self.state.bill is not None and self.state.bill.bill_no is not None:
            self._printing.bill(self.state.bill)

    def reprint(self, payment: Payment) -> None:
        if self.state.bill is not None:
            bill = self.state.bill
            whole = [each for each in bill.payments if each.receipt_no == payment.receipt_no]
            taken = PaymentTaken(payments=whole, bill=bill)
            if payment.amount < ZERO:
                self._printing.refund_again(taken)
            else:
                self._printing.receipt(taken)

    def _take_over(self, bill: BillDetails) -> None:
        shown = self.state.bill
        if shown is not None and shown.id == bill.id and bill.version > shown.version:
            known = {note.id for note in shown.credit_notes}
            self._show(replace(self.state, bill=bill, problem=None))
            for note in bill.credit_notes:
                if note.id not in known:
                    self._printing.credit_note(bill, note)

    @latest
    async def _open(self, bill_id: BillId) -> None:
        self._show(replace(self.state, loading=True, problem=None))
        try:
            bill = await self._calls.send(billing.get(bill_id=bill_id))
        except ApiError as problem:
            self._show(replace(self.state, loading=False, problem=problem))
        else:
            if not self.state.busy:
                self._show(self._fresh(bill))
                await self._look_at_standing(bill_id)

    async def _issue(self, bill: BillDetails) -> BillDetails:
        self._show(replace(self.state, step=Step.ISSUING, problem=None))
        issued = await self._calls.send(billing.issue(bill_id=bill.id, version=bill.version))
        self._show(replace(self.state, bill=issued))
        return issued

    async def _take(self, bill: BillDetails, tender: Tender) -> PaymentTaken:
        self._show(replace(self.state, step=Step.PAYING, problem=None, taken=None))
        parts = list(tender.parts(replace(self.state.asked, due=bill.due)))
        return await self._calls.send(cash.pay(bill_id=bill.id, version=bill.version, parts=parts))

    async def _refused(self, bill: BillDetails, problem: ApiError) -> None:
        """Show the bill as it stands now, beside why; what was typed stays."""
        self._show(replace(self.state, step=Step.NONE, problem=problem))
        await self._look_again(bill.id)

    async def _look_again(self, bill_id: BillId) -> None:
        try:
            bill = await self._calls.send(billing.get(bill_id=bill_id))
        except ApiError:
            return  # what is shown stays; the frame says that the server is away
        shown = self.state.bill
        # an answer older than what a command brought meanwhile is not news
        if not self.state.busy and shown is not None and shown.id == bill.id and bill.version >= shown.version:
            self._show(replace(self.state, bill=bill))
            await self._look_at_standing(bill_id)

    async def _look_at_standing(self, bill_id: BillId) -> None:
        try:
            standing = await self._calls.send(cash.standing(bill_id=bill_id))
        except ApiError:
            return  # the server says it again when money is taken
        if self.state.bill is not None and self.state.bill.id == bill_id:
            self._show(replace(self.state, standing=standing))

    def _type(self, tender: Tender) -> None:
        if not self.state.busy:
            self._show(replace(self.state, tender=tender, problem=None))

    def _fresh(self, bill: BillDetails) -> CheckoutState:
        """With an empty payment."""
        return CheckoutState(bill, **self._rights(), cash_step=self.state.cash_step)

    def _look_at_rights(self) -> None:
        self._show(replace(self.state, **self._rights()))

    def _rights(self) -> dict[str, Any]:
        can = self._session.can
        return {
            "may_issue": can(billing.issue),
            "may_discount": can(billing.give_discount),
            "may_cancel": can(billing.cancel),
            "may_refund": can(cash.request_refund),
            "may_pay": can(cash.pay),
        }
