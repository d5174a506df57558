"""What is asked of a bill: discounts, who pays it, and what shall not be paid after all."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from shared.ids import ApprovalId, BillDiscountId, BillId, BillItemId, CreditRequestId, PayerId
from shared.models.billing import DiscountKind, NotNegative, Positive, ShareKind
from shared.models.common import Model, Reason, Version
from shared.money import ZERO, Quantity


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
