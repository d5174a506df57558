"""The ledger's accounts, and the kinds of what is posted to them."""

from enum import StrEnum
from typing import Final

from shared.models.billing import PaymentMode


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
    PETTY_CASH = "petty_cash"
    """Put into a drawer or spent from it, for a reason that is no bill."""
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

SETTLING: Final = {**MONEY, PaymentMode.DEPOSIT: Account.DEPOSITS}
"""What a bill can be paid from: money, or what is owed to the patient."""


class PostingKind(StrEnum):
    """What was booked. Each document is booked once in each of its kinds."""

    BILL_ISSUED = "bill_issued"
    BILL_CANCELLED = "bill_cancelled"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    DRAWER_OPENED = "drawer_opened"
    DRAWER_CLOSED = "drawer_closed"
    HAND_OVER = "hand_over"
    CASH_MOVE = "cash_move"
    DEPOSIT = "deposit"
    REFUND_APPROVED = "refund_approved"
    REFUND_PAID = "refund_paid"
    CLAIM_PAID = "claim_paid"
    SHARE_RETURNED = "share_returned"
    SHARE_WRITTEN_OFF = "share_written_off"


AT_THE_COUNTER: Final = (PostingKind.PAYMENT, PostingKind.DEPOSIT, PostingKind.REFUND_PAID)
"""What patients pay and get back: not what goes between drawers, safe and petty cash."""
