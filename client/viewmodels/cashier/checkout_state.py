"""All that the counter shows of one bill: what it is, what was typed, what may be done."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from client.viewmodels.cashier.tender import Asked, Obstacle, Tender
from shared.errors import ApiError
from shared.models.billing import BillDetails, BillStatus, PaymentMode
from shared.models.cash_payments import PaymentAttempt, PaymentTaken, Standing
from shared.money import ZERO

_ASKED: Final = (PaymentMode.CARD, PaymentMode.MOBILE, PaymentMode.BANK)
_OPEN: Final = (BillStatus.DRAFT, BillStatus.ISSUED, BillStatus.PARTLY_PAID)
_CREDITABLE: Final = (BillStatus.ISSUED, BillStatus.PARTLY_PAID, BillStatus.PAID)


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
    cash_step: Decimal = ZERO
    """What the house rounds cash to; nothing where every coin is taken."""
    standing: Standing | None = None
    """Money in advance, and payments to be found out; None until it is known."""
    taken: PaymentTaken | None = None
    """The payment that was just taken for this bill."""
    problem: ApiError | None = None
    may_issue: bool = False
    may_discount: bool = False
    may_cancel: bool = False
    may_refund: bool = False
    may_pay: bool = False

    @property
    def busy(self) -> bool:
        return self.step is not Step.NONE

    @property
    def due(self) -> Decimal:
        return self.bill.due if self.bill else ZERO

    @property
    def asked(self) -> Asked:
        return Asked(self.due, self.cash_step, self.standing.deposit if self.standing is not None else None)

    @property
    def payable(self) -> Decimal | None:
        """The money that the part which is typed asks for."""
        return self.tender.payable(self.asked)

    @property
    def rounding(self) -> Decimal:
        amount, payable = self.tender.amount(self.asked), self.payable
        return payable - amount if payable is not None and amount is not None else ZERO

    @property
    def change(self) -> Decimal | None:
        return self.tender.change(self.asked)

    @property
    def can_lay(self) -> bool:
        """Whether the rest can be paid another way, on the same receipt."""
        return self.can_pay and self.tender.can_lay(self.asked)

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
        issued = self.bill is not None and self.bill.bill_no is not None
        return self.can_pay and issued and self.tender.mode in _ASKED and not self.tender.laid

    @property
    def is_payable(self) -> bool:
        return self.bill is not None and self.bill.status in _OPEN and self.bill.due > ZERO

    @property
    def obstacle(self) -> Obstacle | None:
        return self.tender.obstacle(self.asked) if self.is_payable else None

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
    def can_refund(self) -> bool:
        """Whether something was paid that can be asked back."""
        return self.bill is not None and self.bill.paid > ZERO and self.may_refund and not self.busy

    @property
    def can_issue(self) -> bool:
        draft = self.bill is not None and self.bill.status is BillStatus.DRAFT
        return draft and self.may_issue and not self.busy
