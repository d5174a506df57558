"""The remote calls about the cash drawer, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.cash.deposits import DepositService
from server.features.cash.hand_overs import HandOverService
from server.features.cash.payments import PaymentService
from server.features.cash.refunds import RefundService
from server.features.cash.service import CashService
from shared.contracts import cash
from shared.models.cash import (
    AcceptHandOver,
    CashMoveMade,
    CashSession,
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
    RejectRefund,
    RequestRefund,
)

routes = Routes()


@routes.handles(cash.current_session)
def current_session(_: CurrentCashSession, ctx: Context) -> CashSession:
    return CashService(ctx).current()


@routes.handles(cash.sessions)
def sessions(request: ListCashSessions, ctx: Context) -> Page[CashSession]:
    return CashService(ctx).sessions(request)


@routes.handles(cash.open_session)
def open_session(request: OpenCashSession, ctx: Context) -> CashSession:
    return CashService(ctx).open(request)


@routes.handles(cash.count_session)
def count_session(request: CountCashSession, ctx: Context) -> CashSession:
    return CashService(ctx).count(request)


@routes.handles(cash.resume_session)
def resume_session(request: ResumeCashSession, ctx: Context) -> CashSession:
    return CashService(ctx).resume(request)


@routes.handles(cash.close_session)
def close_session(request: CloseCashSession, ctx: Context) -> CashSession:
    return CashService(ctx).close(request)


@routes.handles(cash.verify_session)
def verify_session(request: VerifyCashSession, ctx: Context) -> CashSession:
    return CashService(ctx).verify(request)


@routes.handles(cash.hand_overs)
def hand_overs(_: ListHandOvers, ctx: Context) -> Page[HandOver]:
    return HandOverService(ctx).waiting()


@routes.handles(cash.offer)
def offer(request: OfferHandOver, ctx: Context) -> HandOver:
    return HandOverService(ctx).offer(request)


@routes.handles(cash.withdraw)
def withdraw(request: WithdrawHandOver, ctx: Context) -> HandOver:
    return HandOverService(ctx).withdraw(request)


@routes.handles(cash.accept)
def accept(request: AcceptHandOver, ctx: Context) -> CashSession:
    return HandOverService(ctx).accept(request)


@routes.handles(cash.move)
def move(request: MoveCash, ctx: Context) -> CashMoveMade:
    return CashService(ctx).move(request)


@routes.handles(cash.pay)
def pay(request: TakePayment, ctx: Context) -> PaymentTaken:
    return PaymentService(ctx).pay(request)


@routes.handles(cash.standing)
def standing(request: GetStanding, ctx: Context) -> Standing:
    return PaymentService(ctx).standing(request)


@routes.handles(cash.attempt)
def attempt(request: AttemptPayment, ctx: Context) -> PaymentAttempt:
    return PaymentService(ctx).attempt(request)


@routes.handles(cash.settle_attempt)
def settle_attempt(request: SettleAttempt, ctx: Context) -> AttemptSettled:
    return PaymentService(ctx).settle(request)


@routes.handles(cash.deposits)
def deposits(request: FindDeposits, ctx: Context) -> DepositAccount:
    return DepositService(ctx).account(request)


@routes.handles(cash.take_deposit)
def take_deposit(request: TakeDeposit, ctx: Context) -> DepositTaken:
    return DepositService(ctx).take(request)


@routes.handles(cash.return_deposit)
def return_deposit(request: ReturnDeposit, ctx: Context) -> DepositTaken:
    return DepositService(ctx).give_back(request)


@routes.handles(cash.refunds)
def refunds(request: ListRefunds, ctx: Context) -> Page[Refund]:
    return RefundService(ctx).list(request)


@routes.handles(cash.request_refund)
def request_refund(request: RequestRefund, ctx: Context) -> Refund:
    return RefundService(ctx).request(request)


@routes.handles(cash.approve_refund)
def approve_refund(request: ApproveRefund, ctx: Context) -> Refund:
    return RefundService(ctx).approve(request)


@routes.handles(cash.reject_refund)
def reject_refund(request: RejectRefund, ctx: Context) -> Refund:
    return RefundService(ctx).reject(request)


@routes.handles(cash.pay_refund)
def pay_refund(request: PayRefund, ctx: Context) -> RefundPaid:
    return RefundService(ctx).pay_out(request)
