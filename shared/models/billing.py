"""What travels about bills, payments and the cash drawer."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.ids import (
    AppointmentId,
    ApprovalId,
    BillDiscountId,
    BillId,
    BillItemId,
    CashSessionId,
    CreditNoteId,
    CreditRequestId,
    PatientId,
    PayerId,
    PaymentId,
)
from shared.models.common import Line, Model, Reason, Version
from shared.models.patients import PatientSummary
from shared.money import ZERO, Currency, Money, Quantity


class BillStatus(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    CANCELLED = "cancelled"
    CREDITED = "credited"


class ItemKind(StrEnum):
    """What a line is of: the groups of a bill. Anything else typed in is OTHER."""

    CONSULTATION = "consultation"
    TEST = "test"
    MEDICINE = "medicine"
    SERVICE = "service"
    OTHER = "other"


class PaymentMode(StrEnum):
    CASH = "cash"
    CARD = "card"
    MOBILE = "mobile"
    BANK = "bank"


class DiscountKind(StrEnum):
    """A waiver is the whole of a line or bill, let off."""

    AMOUNT = "amount"
    PERCENT = "percent"
    WAIVER = "waiver"


class RequestStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"


class ShareKind(StrEnum):
    PERCENT = "percent"
    AMOUNT = "amount"


class CashSessionStatus(StrEnum):
    OPEN = "open"
    COUNTING = "counting"
    CLOSED = "closed"
    VERIFIED = "verified"


class BillItem(Model):
    """One line; its price was copied when the charge was made, later price changes never move it."""

    id: BillItemId
    itemable_type: ItemKind
    itemable_id: UUID
    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal
    tax_inclusive: bool
    package_of: BillItemId | None
    discount: Decimal
    tax: Decimal
    amount: Decimal
    credited: Decimal
    """How many of it were credited."""
    charged_by: str
    charged_at: datetime


class Payment(Model):
    """Append-only; a refund is a negative payment linked to its original."""

    id: PaymentId
    receipt_no: str
    mode: PaymentMode
    amount: Decimal
    tendered: Decimal | None
    change: Decimal | None
    reference: str
    taken_by: str
    workstation: str
    taken_at: datetime
    due_after: Decimal


class BillDiscount(Model):
    """Off one line, or off the bill where `bill_item_id` is None; `amount` is what it comes to, in its turn."""

    id: BillDiscountId
    bill_item_id: BillItemId | None
    kind: DiscountKind
    value: Decimal
    amount: Decimal
    reason: str
    asked_by: str
    approved_by: str
    """The second person's name, where it was above what the house lets one person give."""
    given_at: datetime


class CreditedLine(Model):
    """So much of one line of the bill, and what it came to."""

    bill_item_id: BillItemId
    description: str
    quantity: Decimal
    discount: Decimal
    tax: Decimal
    amount: Decimal


class CreditNote(Model):
    """A document of its own against an issued bill, frozen; `refundable` was paid already and goes back."""

    id: CreditNoteId
    note_no: str
    reason: str
    asked_by: str
    approved_by: str
    made_at: datetime
    lines: list[CreditedLine]
    subtotal: Decimal
    discount: Decimal
    tax: Decimal
    total: Decimal
    refundable: Decimal


class CreditRequest(Model):
    """Somebody asks for a line to be credited: the laboratory, of a test it will not do."""

    id: CreditRequestId
    bill_item_id: BillItemId
    reason: str
    asked_by: str
    asked_at: datetime


class Cancellation(Model):
    reason: str
    by: str
    approved_by: str
    at: datetime


class PayersPart(Model):
    """What an insurer or a company pays of the bill; the patient pays the rest."""

    payer_id: PayerId
    name: str
    kind: ShareKind
    value: Decimal
    share: Decimal
    credited: Decimal
    """Of the share: what need not be paid any more."""


class BillSummary(Model):
    """A row of 'waiting to pay'; `bill_no` is None while the bill is a draft."""

    id: BillId
    bill_no: str | None
    appointment_id: AppointmentId | None
    token: str | None
    direct: bool
    """Of tests that were ordered directly: the patient has no token, and comes from the laboratory."""
    patient: PatientSummary
    status: BillStatus
    currency: Currency
    total: Decimal
    paid: Decimal
    due: Decimal
    since: datetime
    version: int


class BillDetails(BillSummary):
    doctor: str
    department: str
    items: list[BillItem]
    subtotal: Decimal
    discount: Decimal
    discounts: list[BillDiscount]
    """In the order in which they are taken off."""
    tax: Decimal
    payer: PayersPart | None
    patient_share: Decimal
    """Of the total: all of it where nobody else pays."""
    credited: Decimal
    refundable: Decimal
    """Paid by the patient, and credited since: to be paid out."""
    credit_notes: list[CreditNote]
    credit_requests: list[CreditRequest]
    """Those that nobody has answered yet."""
    cancelled: Cancellation | None
    payments: list[Payment]
    issued_at: datetime | None
    issued_by: str


class PatientDues(Model):
    """What a patient owes on issued bills: the sum, and since when the oldest of them."""

    currency: Currency
    amount: Decimal
    bills: int
    oldest: datetime | None


class CashSession(Model):
    """A cashier's drawer from float to count: `expected` is float plus cash in minus cash out."""

    id: CashSessionId
    status: CashSessionStatus
    cashier: str
    workstation: str
    currency: Currency
    opening_float: Decimal
    cash_taken: Decimal
    expected: Decimal
    declared: Decimal | None
    difference: Decimal | None
    opened_at: datetime
    closed_at: datetime | None
    version: int


class PaymentTaken(Model):
    """A payment and the bill as it stands after it: all that a receipt says."""

    payment: Payment
    bill: BillDetails


Positive = Annotated[Money, Field(gt=0, le=Decimal(9_999_999_999))]
# Far below what a column holds, so that no sum over a day can outgrow it.
NotNegative = Annotated[Money, Field(ge=0, le=Decimal(9_999_999_999))]


class ListUnpaid(Model):
    """Drafts and open bills, oldest first; `term`: a token, a patient or bill number, part of a name."""

    term: Line = ""
    limit: int = Field(default=100, ge=1, le=500)


class GetBill(Model):
    bill_id: BillId


class FindDues(Model):
    """Of all the patient's bills but the one that the counter has open."""

    patient_id: PatientId
    besides: BillId | None = None


class BillOf(Model):
    appointment_id: AppointmentId


class IssueBill(Model):
    bill_id: BillId
    version: Version


class GiveDiscount(Model):
    """On one line of a draft, or on all of it; `value` says an amount or per cent, and nothing of a waiver."""

    bill_id: BillId
    version: Version
    bill_item_id: BillItemId | None = None
    kind: DiscountKind
    value: Positive = Decimal(100)
    reason: Reason
    approval_id: ApprovalId | None = None


class TakeDiscountBack(Model):
    bill_id: BillId
    version: Version
    discount_id: BillDiscountId


class CancelBill(Model):
    """Issued, and nothing paid. `bill_again` puts its lines onto the visit's draft: same prices, no discounts."""

    bill_id: BillId
    version: Version
    reason: Reason
    bill_again: bool = False
    approval_id: ApprovalId | None = None


class LineToCredit(Model):
    bill_item_id: BillItemId
    quantity: Quantity


class CreditBill(Model):
    """These lines, or all that is not credited yet where none is named."""

    bill_id: BillId
    version: Version
    lines: Annotated[list[LineToCredit], Field(max_length=500)] = Field(default_factory=list)
    reason: Reason
    approval_id: ApprovalId | None = None


class RejectCredit(Model):
    """The bill stays as it is, though somebody asked."""

    bill_id: BillId
    version: Version
    request_id: CreditRequestId
    reason: Reason


class SplitBill(Model):
    """Who pays what part of a draft, other than the patient's card says; nobody but the patient without a payer."""

    bill_id: BillId
    version: Version
    payer_id: PayerId | None = None
    kind: ShareKind = ShareKind.PERCENT
    value: NotNegative = ZERO
    reason: Reason


class TakePayment(Model):
    """Money taken against a bill; for cash `tendered` is what was handed over."""

    bill_id: BillId
    version: Version
    mode: PaymentMode
    amount: Positive
    tendered: Positive | None = None
    reference: Line = ""


class OpenCashSession(Model):
    opening_float: NotNegative


class CurrentCashSession(Model):
    """The drawer of whoever asks."""


class CloseCashSession(Model):
    cash_session_id: CashSessionId
    version: Version
    declared: NotNegative
