"""One bill at the counter: looked at, issued, paid, printed."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from client.viewmodels.cashier.bill_change import BillChange
from client.viewmodels.cashier.counter_lines import CounterLines
from client.viewmodels.cashier.tender import Obstacle, Tender
from client.viewmodels.patient.dues import Dues
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contracts import billing, cash
from shared.errors import ApiError
from shared.ids import BillId
from shared.models.billing import BillDetails, BillStatus, Payment, PaymentMode
from shared.models.cash_payments import AttemptOutcome, PaymentAttempt, PaymentPart, PaymentTaken, Standing
from shared.money import ZERO
from shared.topics import Topic

_ASKED = (PaymentMode.CARD, PaymentMode.MOBILE, PaymentMode.BANK)
_OPEN = (BillStatus.DRAFT, BillStatus.ISSUED, BillStatus.PARTLY_PAID)

_CREDITABLE = (BillStatus.ISSUED, BillStatus.PARTLY_PAID, BillStatus.PAID)


class Step(StrEnum):
    """What is under way, and waited out for as long as the server takes."""

    NONE = "none"
    ISSUING = "issuing"
    PAYING = "paying"


@dataclass(frozen=True)
class CheckoutState:
    bill: BillDetails | None = None
    tender: Tender = field(default_factory=Tender)
    step: Step = Step.NONE
    loading: bool = False
    standing: Standing | None = None
    """Money in advance, and payments to be found out; None until it is known."""
    taken: PaymentTaken | None = None
    """The payment that was just taken for this bill."""
    problem: ApiError | None = None
    may_issue: bool = False
    may_discount: bool = False
    may_cancel: bool = False
    may_pay: bool = False

    @property
    def busy(self) -> bool:
        return self.step is not Step.NONE

    @property
    def due(self) -> Decimal:
        return self.bill.due if self.bill else ZERO

    @property
    def amount(self) -> Decimal | None:
        return self.tender.amount(self.due)

    @property
    def change(self) -> Decimal | None:
        return self.tender.change(self.due)

    @property
    def deposit(self) -> Decimal:
        """What the patient has left with the house."""
        return self.standing.deposit if self.standing is not None else ZERO

    @property
    def pending(self) -> PaymentAttempt | None:
        """What is to be found out before anybody asks for money again."""
        return self.standing.pending[0] if self.standing is not None and self.standing.pending else None

    @property
    def can_ask(self) -> bool:
        """Whether what was typed can be noted as asked for and not answered."""
        return self.can_pay and self.tender.mode in _ASKED and self.bill is not None and self.bill.bill_no is not None

    @property
    def is_payable(self) -> bool:
        return self.bill is not None and self.bill.status in _OPEN and self.bill.due > ZERO

    @property
    def obstacle(self) -> Obstacle | None:
        return self.tender.obstacle(self.due) if self.is_payable else None

    @property
    def can_pay(self) -> bool:
        issues = self.bill is not None and self.bill.status is BillStatus.DRAFT
        return (
            self.is_payable
            and self.may_pay
            and (self.may_issue or not issues)
            and self.obstacle is None
            and self.pending is None
            and not self.busy
        )

    @property
    def can_cancel(self) -> bool:
        bill = self.bill
        return bill is not None and bill.status is BillStatus.ISSUED and not bill.credited and self.may_cancel

    @property
    def can_credit(self) -> bool:
        return self.bill is not None and self.bill.status in _CREDITABLE and self.may_cancel

    @property
    def can_issue(self) -> bool:
        draft = self.bill is not None and self.bill.status is BillStatus.DRAFT
        return draft and self.may_issue and not self.busy


class Checkout(QObject):
    """While a command waits for its answer the bill and what was typed stay locked: money is taken once."""

    state_changed = Signal(object)  # CheckoutState
    paid = Signal(object)  # PaymentTaken
    drawer_needed = Signal()

    def __init__(
        self, calls: Calls, changes: Changes, printing: PrintDesk, session: Session, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.state = CheckoutState()
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
        self._type(replace(self.state.tender, mode=mode))

    def set_tendered(self, amount: Decimal | None, *, is_readable: bool = True) -> None:
        self._type(replace(self.state.tender, tendered=amount, is_readable=is_readable))

    def set_reference(self, text: str) -> None:
        self._type(replace(self.state.tender, reference=text))

    def toggle_part(self) -> None:
        tender = self.state.tender
        self._type(replace(tender, is_part=not tender.is_part, part=None))

    def set_part(self, amount: Decimal | None) -> None:
        self._type(replace(self.state.tender, part=amount))

    def take(self, bill: BillDetails) -> None:
        """As it is after a line was put on it or taken off."""
        if not self.state.busy:
            fresh = CheckoutState(may_issue=self.state.may_issue, may_pay=self.state.may_pay)
            self._show(replace(fresh, bill=bill))

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
        amount, mode = tender.amount(self.state.due), tender.mode
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

    def print_bill(self) -> None:
        if self.state.bill is not None and self.state.bill.bill_no is not None:
            self._printing.bill(self.state.bill)

    def reprint(self, payment: Payment) -> None:
        if self.state.bill is not None:
            bill = self.state.bill
            whole = [each for each in bill.payments if each.receipt_no == payment.receipt_no]
            self._printing.receipt(PaymentTaken(payments=whole, bill=bill))

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
                self._show(replace(CheckoutState(), **self._rights(), bill=bill))
                await self._look_at_standing(bill_id)

    async def _issue(self, bill: BillDetails) -> BillDetails:
        self._show(replace(self.state, step=Step.ISSUING, problem=None))
        issued = await self._calls.send(billing.issue(bill_id=bill.id, version=bill.version))
        self._show(replace(self.state, bill=issued))
        return issued

    async def _take(self, bill: BillDetails, tender: Tender) -> PaymentTaken:
        self._show(replace(self.state, step=Step.PAYING, problem=None, taken=None))
        amount = tender.amount(bill.due)
        assert amount is not None  # can_pay says so
        return await self._calls.send(
            cash.pay(
                bill_id=bill.id,
                version=bill.version,
                parts=[
                    PaymentPart(
                        mode=tender.mode,
                        amount=amount,
                        tendered=tender.handed_over(),
                        reference="" if tender.mode is PaymentMode.CASH else tender.reference,
                    )
                ],
            )
        )

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

    def _look_at_rights(self) -> None:
        self._show(replace(self.state, **self._rights()))

    def _rights(self) -> dict[str, Any]:
        can = self._session.can
        return {
            "may_issue": can(billing.issue),
            "may_discount": can(billing.give_discount),
            "may_cancel": can(billing.cancel),
            "may_pay": can(cash.pay),
        }

    def _show(self, state: CheckoutState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
