"""Two cashiers and a manager, and the bills that they make, through the services."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.context import Actor, Context, Device, Person
from server.core.house import House
from server.features.access.approvals import Approvals
from server.features.access.tables import User
from server.features.appointments.tables import Appointment
from server.features.billing.crediting import CreditService
from server.features.billing.discounting import DiscountService
from server.features.billing.lines import Act
from server.features.billing.service import BillingService
from server.features.billing.splitting import SplitService
from server.features.billing.tables import Bill, BillItemRow
from server.features.patients.service import PatientService
from server.features.payers.service import PayerService
from shared.ids import AppointmentId, BillId, EmployeeId, PatientId, PayerId, SessionId, UserId, new_id
from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.models.bill_changes import CancelBill, CreditBill, GiveDiscount, LineToCredit, SplitBill
from shared.models.billing import BillStatus, DiscountKind, IssueBill, ItemKind, ShareKind
from shared.models.patients import RegisterPatient, Sex, TypedAge
from shared.models.payers import AddPayer, PayerKind
from shared.models.workstations import WorkstationKind
from shared.permissions import Permission, Role, held_by
from shared.rules.bills import UnitPrice
from tests.support.house import TestHouse

_PATIENTS: Final = 5
_PAYERS: Final = 3
_FINEST: Final = Decimal("0.001")


@dataclass
class TurnedClock:
    moment: datetime

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@dataclass
class Cashiers:
    """Two cashiers, a manager, and what they have at hand; `chance` decides what happens next."""

    house: TestHouse
    settings: House
    chance: Random
    clock: TurnedClock
    visits: list[tuple[AppointmentId, PatientId]] = field(default_factory=list)
    patients: list[PatientId] = field(default_factory=list)
    bills: list[BillId] = field(default_factory=list)
    attempts: list[Any] = field(default_factory=list)
    payers: list[PayerId] = field(default_factory=list)
    users: dict[EmployeeId, UserId] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    def context(self, session: Session, who: str) -> Context:
        role = Role(who.removesuffix("_b"))
        kind = WorkstationKind.OFFICE if role is Role.MANAGER else WorkstationKind.CASHIER
        if not self.users:
            self.users = dict(session.execute(select(User.employee_id, User.id)).all())
        employee = self.house.employees[who]
        actor = Actor(
            Device(self.house.workstations[kind], f"{kind.value} 1", kind),
            Person(self.users[employee], SessionId(new_id()), employee, None, who),
            held_by(role),
        )
        return Context(session, actor, self.clock, self.settings)

    def _till(self, session: Session) -> Context:
        return self.context(session, self.chance.choice(("cashier", "cashier_b")))

    def _draft(self, session: Session) -> Bill | None:
        """Of one of the last visits, where anything was charged."""
        if not self.visits:
            return None
        visit = self.chance.choice(self.visits)[0]
        return session.scalar(select(Bill).where(Bill.billable_id == visit, Bill.status == BillStatus.DRAFT))

    def _bill(self, session: Session) -> Bill | None:
        """One of the last that were issued."""
        return session.get_one(Bill, self.chance.choice(self.bills), populate_existing=True) if self.bills else None

    def _lines(self, session: Session, bill: Bill) -> list[Any]:
        """Some of its lines."""
        columns = (BillItemRow.id, BillItemRow.quantity, BillItemRow.amount)
        lines = session.execute(select(*columns).where(BillItemRow.bill_id == bill.id).order_by(BillItemRow.id)).all()
        return self.chance.sample(lines, self.chance.randint(1, len(lines)))

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
            act = Act(
                self.chance.choice((ItemKind.CONSULTATION, ItemKind.TEST, ItemKind.SERVICE)),
                new_id(),
                "Anything",
                UnitPrice(
                    Decimal(self.chance.randint(0, 200_000)) / 100,
                    tax_rate=Decimal(self.chance.choice(("0", "0", "0.05", "0.15"))),
                    tax_inclusive=self.chance.random() < 0.5,
                ),
                priced_id=new_id(),
                quantity=Decimal(self.chance.choice(("1", "2", "0.5", "3"))),
            )
            BillingService(self._till(session)).charge(visit, patient, [act])

    def _discount(self, session: Session) -> None:
        """Off a line or the bill: an amount, per cent, or all of it."""
        draft = self._draft(session)
        if draft is not None:
            line = self._lines(session, draft)[0].id if self.chance.random() < 0.5 else None
            kind = self.chance.choice((DiscountKind.PERCENT, DiscountKind.AMOUNT, DiscountKind.WAIVER))
            DiscountService(self.context(session, "manager")).give(
                GiveDiscount(
                    bill_id=draft.id,
                    version=draft.version,
                    bill_item_id=line,
                    kind=kind,
                    value=Decimal(self.chance.randint(1, 10_000)) / 100,
                    reason="Anything",
                )
            )

    def _split(self, session: Session) -> None:
        draft = self._draft(session)
        if draft is None:
            return
        ctx = self.context(session, "manager")
        if len(self.payers) < _PAYERS:
            entry = AddPayer(
                code=f"P{len(self.payers)}", name="Payer", kind=PayerKind.INSURER, default_share=Decimal(50)
            )
            self.payers.append(PayerService(ctx).add(entry).id)
        SplitService(ctx).split(
            SplitBill(
                bill_id=draft.id,
                version=draft.version,
                payer_id=self.chance.choice((None, *self.payers)),
                kind=self.chance.choice((*ShareKind,)),
                value=Decimal(self.chance.randint(1, 10_000)) / 100,
                reason="Anything",
            )
        )

    def _issue(self, session: Session) -> None:
        draft = self._draft(session)
        if draft is not None:
            BillingService(self._till(session)).issue(IssueBill(bill_id=draft.id, version=draft.version))
            self.bills = [*self.bills[-60:], draft.id]

    def _cancel(self, session: Session) -> None:
        bill = self._bill(session)
        if bill is not None:
            again = self.chance.random() < 0.5
            CreditService(self.context(session, "manager")).cancel(
                CancelBill(bill_id=bill.id, version=bill.version, reason="Anything", bill_again=again)
            )

    def _credit(self, session: Session) -> None:
        """Of some lines a part, or all that is left of the bill; with the manager's word."""
        bill = self._bill(session)
        if bill is None:
            return
        ctx = self._till(session)
        lines = []
        if self.chance.random() < 0.7:
            parts = (Decimal(1), Decimal("0.5"), Decimal("0.333"))
            lines = [
                LineToCredit(
                    bill_item_id=line.id,
                    quantity=max((line.quantity * self.chance.choice(parts)).quantize(_FINEST), _FINEST),
                )
                for line in self._lines(session, bill)
            ]
        manager = self.users[self.house.employees["manager"]]
        word = Approvals(ctx).give(manager, Permission.BILLING_CANCEL, bill.id)
        CreditService(ctx).credit(
            CreditBill(bill_id=bill.id, version=bill.version, lines=lines, reason="Anything", approval_id=word.id)
        )
