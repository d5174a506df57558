"""Money at a hospital's counters, in which anything happens, through the services."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.cashiers import Cashiers
from server.core.context import Context
from server.features.cash.deposits import DepositService
from server.features.cash.hand_overs import HandOverService
from server.features.cash.payments import PaymentService
from server.features.cash.refunds import RefundService
from server.features.cash.service import CashService
from server.features.cash.tables import RefundRow
from shared.errors import ApiError
from shared.ids import RefundId
from shared.models.billing import PaymentMode
from shared.models.cash import (
    AcceptHandOver,
    CloseCashSession,
    Count,
    CountCashSession,
    Direction,
    MoveCash,
    OfferHandOver,
    OpenCashSession,
    VerifyCashSession,
)
from shared.models.cash_payments import (
    AttemptOutcome,
    AttemptPayment,
    PaymentPart,
    ReturnDeposit,
    SettleAttempt,
    TakeDeposit,
    TakePayment,
)
from shared.models.refunds import (
    ApproveRefund,
    PayRefund,
    RefundLine,
    RefundStatus,
    RejectRefund,
    RequestRefund,
)
from shared.rules.bills import in_cash

_MODES: Final = (PaymentMode.CASH, PaymentMode.CASH, PaymentMode.CARD, PaymentMode.MOBILE, PaymentMode.BANK)
_WAYS: Final = (PaymentMode.CASH, PaymentMode.CARD, PaymentMode.MOBILE, PaymentMode.BANK, PaymentMode.DEPOSIT)


@dataclass
class Till(Cashiers):
    """Whatever happens there."""

    def step(self, session: Session) -> None:
        """One act; what the house refuses leaves nothing behind."""
        acts: Sequence[tuple[Callable[[Session], None], int]] = (
            (self._come, 14),
            (self._charge, 20),
            (self._discount, 8),
            (self._split, 5),
            (self._issue, 14),
            (self._cancel, 3),
            (self._credit, 6),
            (self._pay, 30),
            (self._open, 10),
            (self._close, 2),
            (self._hand_over, 2),
            (self._petty_cash, 3),
            (self._deposit, 5),
            (self._attempt, 4),
            (self._settle, 4),
            (self._ask_refund, 8),
            (self._decide, 8),
            (self._pay_out, 8),
            (self._sleep, 1),
        )
        (act,) = self.chance.choices([act for act, _ in acts], [weight for _, weight in acts])
        name = act.__name__.removeprefix("_")
        try:
            with session.begin_nested():
                act(session)
        except ApiError:
            name = f"{name} refused"
        self.done[name] += 1

    def _pay(self, session: Session) -> None:
        """All that is due or a part of it, by one way or several, at once."""
        bill = self._bill(session)
        if bill is None or not bill.due:
            return
        left, parts = self._amount(bill.due), []
        modes = self.chance.sample(_WAYS, self.chance.choice((1, 1, 2, 3)))
        for number, mode in enumerate(modes, start=1):
            amount = left if number == len(modes) else self._amount(left)
            if mode is PaymentMode.CASH and amount != bill.due:
                amount = in_cash(amount, self.settings.cash_step)
            if 0 < amount <= left:
                parts.append(PaymentPart(mode=mode, amount=amount))
                left -= amount
        if parts:
            pay = TakePayment(bill_id=bill.id, version=bill.version, parts=parts, despite_pending=True)
            PaymentService(self._till(session)).pay(pay)

    def _open(self, session: Session) -> None:
        CashService(self._till(session)).open(OpenCashSession(opening_float=Decimal(self.chance.randint(0, 5000))))

    def _counted(self, ctx: Context) -> tuple[Any, Count]:
        """The own drawer, being counted: three times in four rightly."""
        drawer = CashService(ctx).current()
        drawer = CashService(ctx).count(CountCashSession(cash_session_id=drawer.id, version=drawer.version))
        wrong = Decimal(self.chance.choice((0, 0, 0, self.chance.randint(-500, 500)))) / 100
        return drawer, Count(other=max(Decimal(0), drawer.expected + wrong))

    def _close(self, session: Session) -> None:
        ctx = self._till(session)
        drawer, counted = self._counted(ctx)
        closed = CashService(ctx).close(
            CloseCashSession(cash_session_id=drawer.id, version=drawer.version, counted=counted)
        )
        if self.chance.random() < 0.5:
            CashService(self.context(session, "manager")).verify(
                VerifyCashSession(cash_session_id=closed.id, version=closed.version)
            )

    def _hand_over(self, session: Session) -> None:
        giver, taker = self.chance.sample(("cashier", "cashier_b"), 2)
        ctx = self.context(session, giver)
        drawer, counted = self._counted(ctx)
        offer = HandOverService(ctx).offer(
            OfferHandOver(cash_session_id=drawer.id, version=drawer.version, counted=counted)
        )
        again = Decimal(self.chance.choice((0, 0, 100))) / 100
        HandOverService(self.context(session, taker)).accept(
            AcceptHandOver(hand_over_id=offer.id, counted=Count(other=counted.total + again))
        )

    def _petty_cash(self, session: Session) -> None:
        CashService(self._till(session)).move(
            MoveCash(
                direction=self.chance.choice((*Direction,)),
                amount=Decimal(self.chance.randint(1, 50_000)) / 100,
                reason="Anything",
            )
        )

    def _deposit(self, session: Session) -> None:
        if self.visits:
            deposits = DepositService(self._till(session))
            what: Any = self.chance.choice((TakeDeposit, TakeDeposit, ReturnDeposit))
            request = what(
                patient_id=self.chance.choice(self.visits)[1],
                mode=self.chance.choice(_MODES),
                amount=Decimal(self.chance.randint(1, 1000)),
            )
            if isinstance(request, TakeDeposit):
                deposits.take(request)
            else:
                deposits.give_back(request)

    def _attempt(self, session: Session) -> None:
        bill = self._bill(session)
        if bill is not None:
            asked = PaymentService(self._till(session)).attempt(
                AttemptPayment(
                    bill_id=bill.id, version=bill.version, mode=PaymentMode.CARD, amount=self._amount(bill.due)
                )
            )
            self.attempts = [*self.attempts[-20:], asked.id]

    def _settle(self, session: Session) -> None:
        if self.attempts:
            PaymentService(self._till(session)).settle(
                SettleAttempt(
                    attempt_id=self.chance.choice(self.attempts), outcome=self.chance.choice((*AttemptOutcome,))
                )
            )

    def _ask_refund(self, session: Session) -> None:
        bill = self._bill(session)
        if bill is not None:
            lines = [
                RefundLine(bill_item_id=line.id, amount=self._amount(line.amount))
                for line in self._lines(session, bill)
            ]
            RefundService(self._till(session)).request(RequestRefund(bill_id=bill.id, lines=lines, reason="Anything"))

    def _refund(self, session: Session, status: RefundStatus) -> RefundId | None:
        """The oldest that is in this state."""
        waiting = select(RefundRow.id).where(RefundRow.status == status).order_by(RefundRow.id).limit(1)
        return session.scalar(waiting)

    def _decide(self, session: Session) -> None:
        refunds = RefundService(self.context(session, "manager"))
        refund_id = self._refund(session, RefundStatus.REQUESTED)
        if refund_id is not None and self.chance.random() < 0.8:
            refunds.approve(ApproveRefund(refund_id=refund_id))
        elif refund_id is not None:
            refunds.reject(RejectRefund(refund_id=refund_id, reason="Anything"))

    def _pay_out(self, session: Session) -> None:
        refund_id = self._refund(session, RefundStatus.APPROVED)
        if refund_id is not None:
            mode = self.chance.choice((None, None, PaymentMode.CASH, PaymentMode.BANK))
            RefundService(self._till(session)).pay_out(PayRefund(refund_id=refund_id, mode=mode))

    def _sleep(self, _: Session) -> None:
        self.clock.moment += timedelta(hours=self.chance.randint(1, 30))
