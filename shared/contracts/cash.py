"""The remote calls about the cash drawer, and what goes into it."""

from dataclasses import dataclass
from decimal import Decimal

from shared.contract import command, query
from shared.contracts.billing import BillNotFound, BillStateConflict
from shared.contracts.patients import PatientNotFound
from shared.errors import ApiError, Conflict, NotFound, StaleVersion
from shared.ids import CashSessionId, HandOverId, PaymentAttemptId, RefundId
from shared.models.billing import PaymentMode
from shared.models.cash import (
    AcceptHandOver,
    CashMoveMade,
    CashSession,
    CashSessionStatus,
    CloseCashSession,
    CountCashSession,
    CurrentCashSession,
    HandOver,
    ListCashSessions,
    ListHandOvers,
    MoveCash,
    OfferHandOver,
    OpenCashSession,
    ResumeCashSession,
    VerifyCashSession,
    WithdrawHandOver,
)
from shared.models.cash_payments import (
    AttemptPayment,
    AttemptSettled,
    DepositAccount,
    DepositTaken,
    FindDeposits,
    GetStanding,
    PaymentAttempt,
    PaymentTaken,
    ReturnDeposit,
    SettleAttempt,
    Standing,
    TakeDeposit,
    TakePayment,
)
from shared.models.common import Page
from shared.models.refunds import (
    ApproveRefund,
    ListRefunds,
    PayRefund,
    Refund,
    RefundPaid,
    RefundStatus,
    RejectRefund,
    RequestRefund,
)
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class CashSessionNotFound(NotFound):
    cash_session_id: CashSessionId


class NoOpenCashSession(Conflict):
    """No payment without an open drawer."""


@dataclass(eq=False)
class CashSessionOpen(Conflict):
    """This cashier has an open drawer."""

    cash_session_id: CashSessionId


@dataclass(eq=False)
class CashSessionConflict(Conflict):
    """The drawer's state does not allow this."""

    status_found: CashSessionStatus


class OwnDrawer(Conflict):
    """Nobody verifies the own drawer, or hands it over to themselves."""


@dataclass(eq=False)
class NotEnoughCash(Conflict):
    """The drawer holds less than shall go out."""

    in_drawer: Decimal


@dataclass(eq=False)
class HandOverNotFound(NotFound):
    hand_over_id: HandOverId


class HandOverSettled(Conflict):
    """It was accepted or taken back before."""


class HandOverWaits(Conflict):
    """The drawer's money is offered to somebody: it is taken back, or accepted, before anything else."""


@dataclass(eq=False)
class MoreThanDue(Conflict):
    """The amount is larger than what is still due."""

    due: Decimal


class TenderedTooLittle(ApiError):
    """Less was handed over than shall be paid."""

    status = 422


@dataclass(eq=False)
class NotPayableInCash(ApiError):
    """Cash that leaves something due is a multiple of this; only what settles a bill is rounded."""

    status = 422
    cash_step: Decimal


@dataclass(eq=False)
class AttemptPending(Conflict):
    """Of another payment of this bill nobody knows yet whether it went through."""

    mode: PaymentMode
    amount: Decimal


@dataclass(eq=False)
class AttemptNotFound(NotFound):
    attempt_id: PaymentAttemptId


class AttemptSettledBefore(Conflict):
    """Somebody found out already."""


@dataclass(eq=False)
class NotEnoughDeposit(Conflict):
    """The patient has less left with the house."""

    balance: Decimal


@dataclass(eq=False)
class RefundNotFound(NotFound):
    refund_id: RefundId


@dataclass(eq=False)
class RefundConflict(Conflict):
    """The refund's state does not allow this."""

    status_found: RefundStatus


@dataclass(eq=False)
class MoreThanPaid(Conflict):
    """A line gives back at most what was paid of it and not given back before."""

    description: str
    left: Decimal


class OwnRefund(Conflict):
    """Nobody approves what they asked for."""


class NoSuchLine(ApiError):
    """The bill has no such line."""

    status = 422


current_session = query(
    "/cash-sessions/current",
    CurrentCashSession,
    CashSession,
    allow=Permission.CASH_SESSION,
    raises=(NoOpenCashSession,),
)

sessions = query("/cash-sessions", ListCashSessions, Page[CashSession], allow=Permission.LEDGER_REPORTS)

open_session = command(
    "/cash-sessions",
    OpenCashSession,
    CashSession,
    allow=Permission.CASH_SESSION,
    changes={Topic.CASH},
    raises=(CashSessionOpen,),
)

_OPEN_DRAWER = (NoOpenCashSession, CashSessionConflict)
_MOVED = (CashSessionNotFound, CashSessionConflict, StaleVersion, HandOverWaits)

count_session = command(
    "/cash-sessions/{cash_session_id}/count",
    CountCashSession,
    CashSession,
    allow=Permission.CASH_SESSION,
    changes={Topic.CASH},
    raises=_MOVED,
)

resume_session = command(
    "/cash-sessions/{cash_session_id}/resume",
    ResumeCashSession,
    CashSession,
    allow=Permission.CASH_SESSION,
    changes={Topic.CASH},
    raises=_MOVED,
)

close_session = command(
    "/cash-sessions/{cash_session_id}/close",
    CloseCashSession,
    CashSession,
    allow=Permission.CASH_SESSION,
    changes={Topic.CASH},
    raises=_MOVED,
)

verify_session = command(
    "/cash-sessions/{cash_session_id}/verify",
    VerifyCashSession,
    CashSession,
    allow=Permission.CASH_VERIFY,
    changes={Topic.CASH},
    raises=(CashSessionNotFound, CashSessionConflict, StaleVersion, OwnDrawer),
)

hand_overs = query("/cash-hand-overs", ListHandOvers, Page[HandOver], allow=Permission.CASH_SESSION)

offer = command(
    "/cash-sessions/{cash_session_id}/hand-over",
    OfferHandOver,
    HandOver,
    allow=Permission.CASH_SESSION,
    changes={Topic.CASH},
    raises=_MOVED,
)

withdraw = command(
    "/cash-hand-overs/{hand_over_id}/withdraw",
    WithdrawHandOver,
    HandOver,
    allow=Permission.CASH_SESSION,
    changes={Topic.CASH},
    raises=(HandOverNotFound, HandOverSettled),
)

accept = command(
    "/cash-hand-overs/{hand_over_id}/accept",
    AcceptHandOver,
    CashSession,
    allow=Permission.CASH_SESSION,
    changes={Topic.CASH},
    raises=(HandOverNotFound, HandOverSettled, CashSessionOpen, OwnDrawer),
)

move = command(
    "/cash-moves",
    MoveCash,
    CashMoveMade,
    allow=Permission.CASH_SESSION,
    changes={Topic.CASH},
    raises=(NoOpenCashSession, CashSessionConflict, NotEnoughCash),
)

pay = command(
    "/bills/{bill_id}/payments",
    TakePayment,
    PaymentTaken,
    allow=Permission.BILLING_PAY,
    changes={Topic.BILLING, Topic.CASH},
    raises=(
        BillNotFound,
        BillStateConflict,
        MoreThanDue,
        TenderedTooLittle,
        NotPayableInCash,
        NoOpenCashSession,
        CashSessionConflict,
        StaleVersion,
        AttemptPending,
        NotEnoughDeposit,
    ),
)

standing = query(
    "/bills/{bill_id}/standing", GetStanding, Standing, allow=Permission.BILLING_VIEW, raises=(BillNotFound,)
)

attempt = command(
    "/bills/{bill_id}/attempts",
    AttemptPayment,
    PaymentAttempt,
    allow=Permission.BILLING_PAY,
    changes={Topic.BILLING},
    raises=(
        BillNotFound,
        BillStateConflict,
        MoreThanDue,
        NoOpenCashSession,
        CashSessionConflict,
        StaleVersion,
        AttemptPending,
    ),
)

settle_attempt = command(
    "/payment-attempts/{attempt_id}/settle",
    SettleAttempt,
    AttemptSettled,
    allow=Permission.BILLING_PAY,
    changes={Topic.BILLING, Topic.CASH},
    raises=(
        AttemptNotFound,
        AttemptSettledBefore,
        BillStateConflict,
        MoreThanDue,
        *_OPEN_DRAWER,
    ),
)

deposits = query(
    "/patients/{patient_id}/deposits",
    FindDeposits,
    DepositAccount,
    allow=Permission.BILLING_VIEW,
    raises=(PatientNotFound,),
)

take_deposit = command(
    "/patients/{patient_id}/deposits",
    TakeDeposit,
    DepositTaken,
    allow=Permission.BILLING_PAY,
    changes={Topic.BILLING, Topic.CASH},
    raises=(PatientNotFound, TenderedTooLittle, NotPayableInCash, *_OPEN_DRAWER),
)

return_deposit = command(
    "/patients/{patient_id}/deposits/return",
    ReturnDeposit,
    DepositTaken,
    allow=Permission.BILLING_PAY,
    changes={Topic.BILLING, Topic.CASH},
    raises=(PatientNotFound, NotEnoughDeposit, NotEnoughCash, NotPayableInCash, *_OPEN_DRAWER),
)

refunds = query("/refunds", ListRefunds, Page[Refund], allow=Permission.CASH_REFUND)

request_refund = command(
    "/bills/{bill_id}/refunds",
    RequestRefund,
    Refund,
    allow=Permission.CASH_REFUND,
    changes={Topic.BILLING},
    raises=(BillNotFound, NoSuchLine, MoreThanPaid),
)

approve_refund = command(
    "/refunds/{refund_id}/approve",
    ApproveRefund,
    Refund,
    allow=Permission.CASH_APPROVE,
    changes={Topic.BILLING},
    raises=(RefundNotFound, RefundConflict, OwnRefund),
)

reject_refund = command(
    "/refunds/{refund_id}/reject",
    RejectRefund,
    Refund,
    allow=Permission.CASH_APPROVE,
    changes={Topic.BILLING},
    raises=(RefundNotFound, RefundConflict),
)

pay_refund = command(
    "/refunds/{refund_id}/pay",
    PayRefund,
    RefundPaid,
    allow=Permission.BILLING_PAY,
    changes={Topic.BILLING, Topic.CASH},
    raises=(RefundNotFound, RefundConflict, NotEnoughCash, *_OPEN_DRAWER),
)
