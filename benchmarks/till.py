"""A hospital's counters in which anything happens, through the services."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from sqlalchemy.orm import Session

from server.core.context import Actor, Context, Device, Person
from server.core.house import House
from server.features.appointments.tables import Appointment
from server.features.billing.service import BillingService
from server.features.cash.deposits import DepositService
from server.features.cash.hand_overs import HandOverService
from server.features.cash.payments import PaymentService
from server.features.cash.refunds import RefundService
from server.features.cash.service import CashService
from server.features.patients.service import PatientService
from shared.errors import ApiError
from shared.ids import AppointmentId, BillId, PatientId, SessionId, UserId, new_id
from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.models.billing import IssueBill, ItemKind, PaymentMode
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
from shared.models.patients import RegisterPatient, Sex, TypedAge
from shared.models.refunds import (
    ApproveRefund,
    ListRefunds,
    PayRefund,
    RefundLine,
    RefundStatus,
    RejectRefund,
    RequestRefund,
)
from shared.models.workstations import WorkstationKind
from shared.permissions import Role, held_by
from shared.rules.bills import UnitPrice
from tests.support.house import TestHouse

_MODES: Final = (PaymentMode.CASH, PaymentMode.CASH, PaymentMode.CARD, PaymentMode.MOBILE, PaymentMode.BANK)
_PATIENTS: Final = 5


@dataclass
class TurnedClock:
    moment: datetime

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@dataclass
class Till:
    """Two cashiers, a manager, and what they have at hand; `chance` decides what happens next."""

    house: TestHouse
    settings: House
    chance: Random
    clock: TurnedClock
    visits: list[tuple[AppointmentId, PatientId]] = field(default_factory=list)
    patients: list[PatientId] = field(default_factory=list)
    bills: list[BillId] = field(default_factory=list)
    attempts: list[Any] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def step(self, session: Session) -> None:
        """One act; what the house refuses leaves nothing behind."""
        acts: Sequence[tuple[Callable[[Session], None], int]] = (
            (self._come, 14),
            (self._charge, 20),
            (self._issue, 14),
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

    def context(self, session: Session, who: str) -> Context:
        role = Role(who.removesuffix("_b"))
        kind = WorkstationKind.OFFICE if role is Role.MANAGER else WorkstationKind.CASHIER
        actor = Actor(
            Device(self.house.workstations[kind], f"{kind.value} 1", kind),
            Person(UserId(new_id()), SessionId(new_id()), self.house.employees[who], None, who),
            held_by(role),
        )
        return Context(session, actor, self.clock, self.settings)

    def _till(self, session: Session) -> Context:
        return self.context(session, self.chance.choice(("cashier", "cashier_b")))

    def _amount(self, most: Decimal) -> Decimal:
        """All of it, half of the time; else any part."""
        if most <= 0 or self.chance.random() < 0.5:
            return max(most, Decimal("0.01"))
        return Decimal(self.chance.randint(1, max(1, int(most * 100)))) / 100

    def _come(self, session: Session) -> None:
        ctx = self._till(session)
        if len(self.patients) < _PATIENTS:
            form = RegisterPatient(
                name="Till", sex=Sex.FEMALE, age=TypedAge(amount=30), phone="01711402317", confirmed=True
            )
            self.patients.append(PatientService(ctx).register(form).id)
        patient_id = self.chance.choice(self.patients)
        visit = Appointment(
            id=AppointmentId(new_id()),
            patient_id=patient_id,
            doctor_id=self.house.employees[self.chance.choice(("doctor", "doctor_b", "doctor_c"))],
            assigned_by=ctx.person.employee_id,
            appointment_date=ctx.today,
            appointment_type=AppointmentType.NEW,
            status=AppointmentStatus.COMPLETED,
            booked_at=ctx.now,
        )
        session.add(visit)
        session.flush()
        self.visits = [*self.visits[-40:], (visit.id, patient_id)]

    def _charge(self, session: Session) -> None:
        if self.visits:
            visit, patient = self.chance.choice(self.visits)
            BillingService(self._till(session)).charge(
                visit,
                patient,
                self.chance.choice((ItemKind.CONSULTATION, ItemKind.TEST, ItemKind.SERVICE)),
                new_id(),
                "Anything",
                UnitPrice(
                    Decimal(self.chance.randint(0, 200_000)) / 100,
                    tax_rate=Decimal(self.chance.choice(("0", "0", "0.05", "0.15"))),
                    tax_inclusive=self.chance.random() < 0.5,
                ),
                Decimal(self.chance.choice(("1", "2", "0.5", "3"))),
            )

    def _issue(self, session: Session) -> None:
        if self.visits:
            billing = BillingService(self._till(session))
            draft = billing.of_appointment(self.chance.choice(self.visits)[0])
            billing.issue(IssueBill(bill_id=draft.id, version=draft.version))
            self.bills = [*self.bills[-60:], draft.id]

    def _pay(self, session: Session) -> None:
        if not self.bills:
            return
        ctx = self._till(session)
        bill = BillingService(ctx).get(self.chance.choice(self.bills))
        left, parts = self._amount(bill.due), []
        modes = self.chance.sample((*PaymentMode,), self.chance.choice((1, 1, 2, 3)))
        for number, mode in enumerate(modes, start=1):
            amount = left if number == len(modes) else self._amount(left)
            if amount > 0:
                parts.append(PaymentPart(mode=mode, amount=amount))
                left -= amount
        PaymentService(ctx).pay(
            TakePayment(bill_id=bill.id, version=bill.version, parts=parts, despite_pending=self.chance.random() < 0.5)
        )

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
        if self.bills:
            ctx = self._till(session)
            bill = BillingService(ctx).get(self.chance.choice(self.bills))
            asked = PaymentService(ctx).attempt(
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
        if self.bills:
            ctx = self._till(session)
            bill = BillingService(ctx).get(self.chance.choice(self.bills))
            lines = [
                RefundLine(bill_item_id=item.id, amount=self._amount(item.amount))
                for item in self.chance.sample(bill.items, self.chance.randint(1, len(bill.items)))
            ]
            RefundService(ctx).request(RequestRefund(bill_id=bill.id, lines=lines, reason="Anything"))

    def _decide(self, session: Session) -> None:
        refunds = RefundService(self.context(session, "manager"))
        waiting = refunds.list(ListRefunds(status=RefundStatus.REQUESTED)).items
        if waiting and self.chance.random() < 0.8:
            refunds.approve(ApproveRefund(refund_id=waiting[0].id))
        elif waiting:
            refunds.reject(RejectRefund(refund_id=waiting[0].id, reason="Anything"))

    def _pay_out(self, session: Session) -> None:
        refunds = RefundService(self._till(session))
        waiting = refunds.list(ListRefunds(status=RefundStatus.APPROVED)).items
        if waiting:
            mode = self.chance.choice((None, None, PaymentMode.CASH, PaymentMode.BANK))
            refunds.pay_out(PayRefund(refund_id=self.chance.choice(waiting).id, mode=mode))

    def _sleep(self, _: Session) -> None:
        self.clock.moment += timedelta(hours=self.chance.randint(1, 30))
