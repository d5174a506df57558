"""What travels about bills, payments and the cash drawer."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal, TypeAlias
from uuid import UUID

from pydantic import Field

from shared.ids import (
    AppointmentId,
    BillDiscountId,
    BillId,
    BillItemId,
    CreditNoteId,
    CreditRequestId,
    PatientId,
    PayerId,
    PaymentId,
)
from shared.models.common import Line, Model, Name, Version
from shared.models.patients import PatientSummary
from shared.models.prices import PriceKind
from shared.money import Currency, Price, Quantity


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
    PACKAGE = "package"
    """The head of a package: it costs nothing itself, the lines under it come to its price."""
    OTHER = "other"


class FreeBecause(StrEnum):
    """Why a line costs nothing: said on the bill, which it is on all the same."""

    FOLLOW_UP = "follow_up"
    PRICE_LIST = "price_list"
    """So says the list for this patient's category or payer."""
    NO_PRICE = "no_price"
    """No list knows it yet."""


class PaymentMode(StrEnum):
    CASH = "cash"
    CARD = "card"
    MOBILE = "mobile"
    BANK = "bank"
    DEPOSIT = "deposit"
    """What the patient paid in advance."""


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
    free_because: FreeBecause | None
    discount: Decimal
    tax: Decimal
    amount: Decimal
    credited: Decimal
    """How many of it were credited."""
    charged_by: str
    charged_at: datetime


class Payment(Model):
    """One mode's part of a receipt. Append-only; a refund is a negative payment linked to its original."""

    id: PaymentId
    receipt_no: str
    mode: PaymentMode
    amount: Decimal
    """What it settles of the bill."""
    rounding: Decimal
    """What was taken more than that, or less, since cash has no smaller coin."""
    tendered: Decimal | None
    change: Decimal | None
    reference: str
    taken_by: str
    workstation: str
    taken_at: datetime
    due_after: Decimal

    @property
    def received(self) -> Decimal:
        """The money itself."""
        return self.amount + self.rounding


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


# Far below what a column holds, so that no sum over a day can outgrow it.
_MOST: Final = Decimal(9_999_999_999)
Positive: TypeAlias = Annotated[Decimal, Field(max_digits=14, decimal_places=3, gt=0, le=_MOST)]
NotNegative: TypeAlias = Annotated[Decimal, Field(max_digits=14, decimal_places=3, ge=0, le=_MOST)]


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


class Offer(Model):
    """A service or a package that can be put on a draft, at this patient's price."""

    kind: PriceKind
    priced_id: UUID
    code: str
    name: str
    price: Decimal


class FindOffers(Model):
    """By words of code and name, for the patient of that bill."""

    bill_id: BillId
    term: Line = ""
    limit: int = Field(default=20, ge=1, le=100)


class OpenDraft(Model):
    """A bill without a visit: the patient's one draft, the same one for as long as it is not issued."""

    patient_id: PatientId


class AddOffer(Model):
    """A service or a package, at today's price."""

    bill_id: BillId
    version: Version
    kind: Literal[PriceKind.SERVICE, PriceKind.PACKAGE]
    priced_id: UUID
    quantity: Quantity = Decimal(1)


class AddTyped(Model):
    """Anything that no list knows."""

    bill_id: BillId
    version: Version
    description: Name
    unit_price: Price
    quantity: Quantity = Decimal(1)


class RemoveLine(Model):
    """What was put there at the counter; what a doctor ordered is cancelled where it was ordered."""

    bill_id: BillId
    version: Version
    bill_item_id: BillItemId


class IssueBill(Model):
    bill_id: BillId
    version: Version
