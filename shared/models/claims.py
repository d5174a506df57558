"""What travels of claims: what payers owe of bills, what was asked of them, and what they answered."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from shared.ids import ApprovalId, BillId, ClaimFactId, ClaimId, ClaimPaymentId, PatientId, PayerId
from shared.models.common import Day, Line, Model, Name, Reason, Version
from shared.models.ledger_reports import Ageing
from shared.models.payers import PayerKind
from shared.models.spreadsheets import SpreadsheetForm
from shared.money import ZERO, Currency, Money

MOST_ITEMS: Final = 1000
"""Bills on one claim."""


class ClaimStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    PARTLY_SETTLED = "partly_settled"
    SETTLED = "settled"
    REJECTED = "rejected"
    """The payer pays nothing of it, and what becomes of that is not decided."""
    CLOSED = "closed"
    """Nothing is open any more, and the payer did not pay all of it."""


class ClaimMode(StrEnum):
    """How a payer pays: never at a counter."""

    TRANSFER = "transfer"
    CHEQUE = "cheque"
    MOBILE = "mobile"


class FactKind(StrEnum):
    """What was said of one bill of a claim."""

    PAID = "paid"
    REFUSED = "refused"
    RETURNED = "returned"
    """The patient owes it."""
    WRITTEN_OFF = "written_off"
    RESUBMITTED = "resubmitted"
    """It is asked for again, on another claim."""


class Decision(StrEnum):
    """What becomes of what a payer refused."""

    RETURN = "return"
    WRITE_OFF = "write_off"
    RESUBMIT = "resubmit"


class ClaimItem(Model):
    """One bill's share. What was asked for is paid, refused, credited since, or still open."""

    bill_id: BillId
    bill_no: str
    issued_at: datetime
    patient_id: PatientId
    patient_no: str
    patient: str
    policy_no: str
    amount: Decimal
    paid: Decimal
    to_decide: Decimal
    """Refused, and nothing decided yet."""
    returned: Decimal
    written_off: Decimal
    resubmitted: Decimal
    credited: Decimal
    """Since it was asked for."""
    open: Decimal
    owed_back: Decimal
    """Paid, and credited since: the house owes it to the payer."""


class ClaimPayment(Model):
    """`amount` is less than nothing where it went back to the payer."""

    id: ClaimPaymentId
    receipt_no: str
    mode: ClaimMode
    reference: str
    amount: Decimal
    received_on: date
    taken_by: str
    taken_at: datetime


class ClaimFact(Model):
    """One line of a claim's history; it is only ever added to."""

    id: ClaimFactId
    kind: FactKind
    bill_no: str
    amount: Decimal
    reason: str
    by: str
    approved_by: str
    at: datetime


class ClaimSummary(Model):
    """A draft has no number, and its sums move with its bills."""

    id: ClaimId
    claim_no: str | None
    payer_id: PayerId
    payer: str
    status: ClaimStatus
    period_from: date
    period_to: date
    currency: Currency
    bills: int
    amount: Decimal
    paid: Decimal
    open: Decimal
    to_decide: Decimal
    owed_back: Decimal
    submitted_at: datetime | None
    version: int


class ClaimDetails(ClaimSummary):
    items: list[ClaimItem]
    payments: list[ClaimPayment]
    history: list[ClaimFact]
    begun_by: str
    submitted_by: str


class PayerStanding(Model):
    """What a payer owes, and what of it was never asked for: on no claim yet."""

    payer_id: PayerId
    code: str
    name: str
    kind: PayerKind
    ageing: Ageing
    unclaimed: Decimal
    unclaimed_bills: int
    unclaimed_since: date | None


class Standings(Model):
    """Of all payers, today."""

    day: date
    currency: Currency
    payers: list[PayerStanding]


# Requests


class ListClaims(Model):
    """Drafts first, then the newest; `ended` are those of which nothing is open."""

    payer_id: PayerId | None = None
    ended: bool = False
    limit: int = Field(default=200, ge=1, le=500)


class GetClaim(Model):
    claim_id: ClaimId


class ExportClaim(Model):
    claim_id: ClaimId
    form: SpreadsheetForm


class _ChangeClaim(Model):
    claim_id: ClaimId
    version: Version


class GatherClaim(Model):
    """All open shares of bills issued in these days, onto the payer's one draft."""

    payer_id: PayerId
    period_from: Day
    period_to: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.period_from > self.period_to:
            raise ValueError("the period ends before it begins")
        return self


class LeaveOut(_ChangeClaim):
    """It stays open, for another claim."""

    bill_id: BillId


class DiscardClaim(_ChangeClaim):
    """A draft only."""


class SubmitClaim(_ChangeClaim):
    """From here on it is frozen."""


class AnsweredItem(Model):
    """What the payer says of one bill; what is neither paid nor refused stays open.

    `paid` is less than nothing where the house gives back what was credited since.
    """

    bill_id: BillId
    paid: Money = ZERO
    refused: Annotated[Money, Field(ge=0)] = ZERO
    reason: Line = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.paid and not self.refused:
            raise ValueError("neither paid nor refused")
        if self.refused and not self.reason:
            raise ValueError("a refusal has a reason")
        return self


class ClaimMoney(Model):
    """How and when the payer paid."""

    mode: ClaimMode
    reference: Name
    received_on: Day


class AnswerClaim(_ChangeClaim):
    """The payer's letter: who is paid what, and what is refused."""

    items: Annotated[list[AnsweredItem], Field(min_length=1, max_length=MOST_ITEMS)]
    money: ClaimMoney | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({item.bill_id for item in self.items}) < len(self.items):
            raise ValueError("a bill is answered twice")
        if (self.money is None) == any(item.paid for item in self.items):
            raise ValueError("what is paid comes with money, and nothing else does")
        return self


class DecideRefused(_ChangeClaim):
    """Of each of these bills, all that was refused and is not decided yet."""

    bill_ids: Annotated[list[BillId], Field(min_length=1, max_length=MOST_ITEMS)]
    decision: Decision
    reason: Reason
    approval_id: ApprovalId | None = None
