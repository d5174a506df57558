"""What travels about the cash drawer: from float to count, hand-over and verification."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.ids import CashMoveId, CashSessionId, EmployeeId, HandOverId
from shared.models.billing import NotNegative, Positive
from shared.models.common import Day, Line, Model, Reason, Version
from shared.money import ZERO, Currency


class CashSessionStatus(StrEnum):
    OPEN = "open"
    COUNTING = "counting"
    """Nothing goes in or out until it is counted."""
    CLOSED = "closed"
    VERIFIED = "verified"


class Pieces(Model):
    """So many notes or coins of one kind."""

    denomination: Positive
    number: Annotated[int, Field(ge=0, le=99_999)]


class Count(Model):
    """What lies in a drawer; `other` is what is no piece of the list, or was not sorted."""

    pieces: list[Pieces] = Field(default_factory=list, max_length=40)
    other: NotNegative = ZERO

    @property
    def total(self) -> Decimal:
        return sum((each.denomination * each.number for each in self.pieces), self.other)


class CashSession(Model):
    """A cashier's drawer: `expected` is float plus cash in minus cash out."""

    id: CashSessionId
    session_no: str
    status: CashSessionStatus
    cashier_id: EmployeeId
    cashier: str
    workstation: str
    currency: Currency
    cash_step: Decimal
    """What cash is rounded to; nothing where every coin of the currency is taken."""
    opening_float: Decimal
    cash_taken: Decimal
    expected: Decimal
    declared: Decimal | None
    difference: Decimal | None
    counted: Count | None
    opened_at: datetime
    closed_at: datetime | None
    verified_by: str
    verified_at: datetime | None
    verified_note: str
    version: int


class HandOver(Model):
    """A drawer's money given to the next cashier, who counts it too; the difference is kept."""

    id: HandOverId
    session_no: str
    from_cashier: str
    to_cashier: str
    """Empty until somebody accepts it."""
    currency: Currency
    declared: Decimal
    offered_at: datetime
    accepted: Decimal | None
    difference: Decimal | None
    accepted_at: datetime | None


class CashMove(Model):
    """Money put into a drawer or taken out of it that is no payment; out is less than nothing."""

    id: CashMoveId
    move_no: str
    amount: Decimal
    reason: str
    made_by: str
    made_at: datetime


class CashMoveMade(Model):
    """And how the drawer stands after it."""

    move: CashMove
    session: CashSession


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class OpenCashSession(Model):
    opening_float: NotNegative


class CurrentCashSession(Model):
    """The drawer of whoever asks."""


class ListCashSessions(Model):
    """Of one business day, today where none is named; a cashier sees the own."""

    day: Day | None = None
    to_verify: bool = False
    """Those of any day that are closed and that nobody has verified."""


class CountCashSession(Model):
    """Nothing goes in or out from now on."""

    cash_session_id: CashSessionId
    version: Version


class ResumeCashSession(Model):
    """Back from counting to taking money."""

    cash_session_id: CashSessionId
    version: Version


class CloseCashSession(Model):
    cash_session_id: CashSessionId
    version: Version
    counted: Count


class VerifyCashSession(Model):
    """The note says what was found out about a difference."""

    cash_session_id: CashSessionId
    version: Version
    note: Line = ""


class OfferHandOver(Model):
    """The counted drawer's money, to whoever takes over; nothing goes in or out until they have counted it."""

    cash_session_id: CashSessionId
    version: Version
    counted: Count


class ListHandOvers(Model):
    """What waits to be counted by the next cashier."""


class WithdrawHandOver(Model):
    hand_over_id: HandOverId


class AcceptHandOver(Model):
    hand_over_id: HandOverId
    counted: Count


class MoveCash(Model):
    """Petty cash: into the own drawer or out of it, and why."""

    direction: Direction
    amount: Positive
    reason: Reason
