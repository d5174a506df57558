"""What travels about taking money for a bill."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.ids import BillId, DepositId, PatientId, PaymentAttemptId
from shared.models.billing import BillDetails, Payment, PaymentMode, Positive
from shared.models.common import Line, Model, Version
from shared.models.patients import PatientSummary
from shared.money import ZERO, Currency


class PaymentPart(Model):
    """What one mode settles of the bill; for cash `tendered` is what was handed over."""

    mode: PaymentMode
    amount: Positive
    tendered: Positive | None = None
    reference: Line = ""


class TakePayment(Model):
    """Money taken against a bill, by one or several modes, on one receipt."""

    bill_id: BillId
    version: Version
    parts: Annotated[list[PaymentPart], Field(min_length=1, max_length=6)]
    despite_pending: bool = False
    """Though of another payment nobody knows yet whether it went through: the cashier was told."""

    @model_validator(mode="after")
    def _cash_once(self) -> Self:
        if sum(part.mode is PaymentMode.CASH for part in self.parts) > 1:
            raise ValueError("cash is one part of a payment")
        return self


class PaymentTaken(Model):
    """A receipt's payments and the bill as it stands after them: all that a receipt says."""

    payments: Annotated[list[Payment], Field(min_length=1)]
    bill: BillDetails

    @property
    def receipt_no(self) -> str:
        return self.payments[0].receipt_no

    @property
    def amount(self) -> Decimal:
        """What was settled of the bill."""
        return sum((payment.amount for payment in self.payments), ZERO)

    @property
    def tendered(self) -> Decimal | None:
        return next((payment.tendered for payment in self.payments if payment.tendered is not None), None)

    @property
    def change(self) -> Decimal | None:
        """What is given back; None where no cash was taken."""
        return next((payment.change for payment in self.payments if payment.change is not None), None)


class AttemptOutcome(StrEnum):
    CONFIRMED = "confirmed"
    FAILED = "failed"


class PaymentAttempt(Model):
    """A card or mobile payment of which nobody knows yet whether it went through."""

    id: PaymentAttemptId
    bill_id: BillId
    mode: PaymentMode
    amount: Decimal
    reference: str
    asked_by: str
    asked_at: datetime
    outcome: AttemptOutcome | None


class AttemptPayment(Model):
    """The terminal was asked and has not answered: to be found out."""

    bill_id: BillId
    version: Version
    mode: Literal[PaymentMode.CARD, PaymentMode.MOBILE, PaymentMode.BANK]
    amount: Positive
    reference: Line = ""


class SettleAttempt(Model):
    """What the terminal says, by whoever looked."""

    attempt_id: PaymentAttemptId
    outcome: AttemptOutcome
    reference: Line = ""


class AttemptSettled(Model):
    attempt: PaymentAttempt
    taken: PaymentTaken | None
    """The payment, where it went through."""


class Deposit(Model):
    """Paid in advance, or given back as less than nothing."""

    id: DepositId
    receipt_no: str
    mode: PaymentMode
    amount: Decimal
    tendered: Decimal | None
    change: Decimal | None
    reference: str
    taken_by: str
    workstation: str
    taken_at: datetime


class DepositTaken(Model):
    """And what the patient has left with the house after it."""

    deposit: Deposit
    balance: Decimal
    currency: Currency
    patient: PatientSummary


class FindDeposits(Model):
    patient_id: PatientId


class DepositAccount(Model):
    """What a patient has left with the house, and the last receipts of it, the newest first."""

    balance: Decimal
    currency: Currency
    cash_step: Decimal
    deposits: list[Deposit]


class TakeDeposit(Model):
    patient_id: PatientId
    mode: Literal[PaymentMode.CASH, PaymentMode.CARD, PaymentMode.MOBILE, PaymentMode.BANK]
    amount: Positive
    tendered: Positive | None = None
    reference: Line = ""


class ReturnDeposit(Model):
    """Given back, as far as it was not used."""

    patient_id: PatientId
    mode: Literal[PaymentMode.CASH, PaymentMode.CARD, PaymentMode.MOBILE, PaymentMode.BANK]
    amount: Positive
    reference: Line = ""


class GetStanding(Model):
    bill_id: BillId


class Standing(Model):
    """What a cashier must know beside the bill: money in advance, and payments to be found out."""

    deposit: Decimal
    pending: list[PaymentAttempt]
