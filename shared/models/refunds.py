"""What travels about giving money back: asked for by line, approved by another person, paid out."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.ids import BillId, BillItemId, EmployeeId, RefundId
from shared.models.billing import PaymentMode, Positive
from shared.models.cash_payments import PaymentTaken
from shared.models.common import Line, Model, Reason
from shared.models.patients import PatientSummary
from shared.money import ZERO, Currency


class RefundStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAID = "paid"


class RefundLine(Model):
    bill_item_id: BillItemId
    amount: Positive


class RefundedLine(Model):
    bill_item_id: BillItemId
    description: str
    amount: Decimal


class Refund(Model):
    id: RefundId
    refund_no: str
    status: RefundStatus
    bill_id: BillId
    bill_no: str
    patient: PatientSummary
    currency: Currency
    lines: list[RefundedLine]
    reason: str
    requested_by: str
    requested_by_id: EmployeeId
    """Another person decides."""
    requested_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str
    """Why it was rejected."""
    paid_at: datetime | None

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)


class RefundPaid(Model):
    refund: Refund
    taken: PaymentTaken
    """The negative payments, as they are printed."""


class RequestRefund(Model):
    """By line, never above what was paid of it and not given back."""

    bill_id: BillId
    lines: Annotated[list[RefundLine], Field(min_length=1, max_length=200)]
    reason: Reason

    @model_validator(mode="after")
    def _each_line_once(self) -> Self:
        if len({line.bill_item_id for line in self.lines}) != len(self.lines):
            raise ValueError("a line is refunded once in a request")
        return self


class ListRefunds(Model):
    """The oldest first: of one bill, or all that wait in this state."""

    status: RefundStatus | None = None
    bill_id: BillId | None = None


class ApproveRefund(Model):
    refund_id: RefundId


class RejectRefund(Model):
    refund_id: RefundId
    reason: Reason


class PayRefund(Model):
    """By the way it was paid, unless another is named."""

    refund_id: RefundId
    mode: PaymentMode | None = None
    reference: Line = ""
