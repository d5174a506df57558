"""What travels about the ledger: its accounts, what is posted to them, and the reports that are read from it."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from shared.ids import PostingId
from shared.models.billing import PaymentMode
from shared.models.common import Day, Model
from shared.money import Currency


class Account(StrEnum):
    """Where money stands. A debit is positive: dues and money that came in; income is a credit, and negative."""

    PATIENT_DUES = "patient_dues"
    PAYER_DUES = "payer_dues"
    INCOME = "income"
    TAX = "tax"
    DISCOUNT = "discount"
    """Against income, so that gross and net are both a sum."""
    CREDITED = "credited"
    CASH = "cash"
    CARD = "card"
    MOBILE = "mobile"
    BANK = "bank"
    ROUNDING = "rounding"
    DEPOSITS = "deposits"
    """What the house owes a patient who paid in advance."""
    FLOAT = "float"
    """The safe, where drawers get their money from and bring it to."""
    CASH_DIFFERENCE = "cash_difference"
    PAYER_LOSS = "payer_loss"
    """Rejected claims that were written off."""
    REFUNDS_PAYABLE = "refunds_payable"
    """Approved, not paid out yet."""


MONEY: Final = {
    PaymentMode.CASH: Account.CASH,
    PaymentMode.CARD: Account.CARD,
    PaymentMode.MOBILE: Account.MOBILE,
    PaymentMode.BANK: Account.BANK,
}
"""Where money of each mode stands once it was taken."""


class PostingKind(StrEnum):
    """What was booked. Each document is booked once in each of its kinds."""

    BILL_ISSUED = "bill_issued"
    BILL_CANCELLED = "bill_cancelled"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    DRAWER_OPENED = "drawer_opened"
    DRAWER_CLOSED = "drawer_closed"


class DayBookRow(Model):
    """One posting that moved money: what came in by each mode, and what went out as less than nothing."""

    posting_id: PostingId
    kind: PostingKind
    document_no: str
    at: datetime
    patient: str
    cashier: str
    moved: dict[PaymentMode, Decimal]


class DayBook(Model):
    """All money that moved on one business day, as it stood at `as_of`."""

    day: date
    as_of: datetime
    currency: Currency
    rows: list[DayBookRow]
    totals: dict[PaymentMode, Decimal]


class GetDayBook(Model):
    """Of today where no day is named."""

    day: Day | None = None
