"""Money in advance: taken without a bill, used for one, given back as far as it was not."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from server.core.context import Context
from server.features.billing.numbers import check_exact, document_number
from server.features.cash import booking, wire
from server.features.cash.money_repository import MoneyRepository
from server.features.cash.repository import CashRepository
from server.features.cash.tables import CashSessionRow, DepositRow
from server.features.ledger import entries
from server.features.ledger.service import LedgerService
from server.features.patients.service import PatientService
from server.features.patients.tables import Patient
from server.features.workstations.names_repository import names_of
from shared.contracts.cash import NotEnoughCash, NotEnoughDeposit, NotPayableInCash, TenderedTooLittle
from shared.ids import DepositId, PatientId, new_id
from shared.models.billing import PaymentMode
from shared.models.cash_payments import DepositAccount, DepositTaken, FindDeposits, ReturnDeposit, TakeDeposit
from shared.models.charts import ChartPart, OpenedBy
from shared.models.ledger import PostingKind
from shared.models.patients import PatientSummary
from shared.money import Currency, rounded
from shared.rules.bills import change_of, in_cash

_SHOWN: Final = 20


class DepositService:
    """What a patient has left with the house is never below nothing: the patient is locked while it is used."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._money = MoneyRepository(ctx.session)
        self._drawers = CashRepository(ctx.session)
        self._ledger = LedgerService(ctx)

    def account(self, request: FindDeposits) -> DepositAccount:
        """What is left, and how it came and went."""
        PatientService(self._ctx).get(request.patient_id)
        self._ctx.looked_at(request.patient_id, ChartPart.BILLS, OpenedBy.AGAIN)
        house = self._ctx.house
        rows = self._money.deposits_of(request.patient_id, _SHOWN)
        names = names_of(self._ctx.session, [row.taken_by for row in rows], [row.workstation_id for row in rows])
        return DepositAccount(
            balance=rounded(self._ledger.deposit_of(request.patient_id), house.currency),
            currency=house.currency,
            cash_step=rounded(house.cash_step, house.currency),
            deposits=[wire.deposit(row, house.currency, names) for row in rows],
        )

    def take(self, request: TakeDeposit) -> DepositTaken:
        drawer = self._drawers.taking_of(self._ctx.person.employee_id)
        patient = self._money.patient_locked(request.patient_id)
        self._check(request.mode, request.amount, drawer)
        tendered = change = None
        if request.mode is PaymentMode.CASH:
            tendered = request.amount if request.tendered is None else request.tendered
            check_exact("tendered", tendered, Currency(drawer.currency))
            if tendered < request.amount:
                raise TenderedTooLittle
            change = change_of(tendered, request.amount)
        return self._book(drawer, patient, request, request.amount, tendered, change)

    def give_back(self, request: ReturnDeposit) -> DepositTaken:
        """Cash goes out of a drawer that holds it."""
        drawer = self._drawers.giving_of(self._ctx.person.employee_id)
        patient = self._money.patient_locked(request.patient_id)
        self._check(request.mode, request.amount, drawer)
        self.check_left(patient.id, request.amount)
        in_drawer = self._ledger.cash_in(drawer.id)
        if request.mode is PaymentMode.CASH and in_drawer < request.amount:
            raise NotEnoughCash(in_drawer)
        return self._book(drawer, patient, request, -request.amount)

    def use(self, patient_id: PatientId, amount: Decimal) -> None:
        """For a bill. Raises NotEnoughDeposit."""
        self.check_left(self._money.patient_locked(patient_id).id, amount)

    def check_left(self, patient_id: PatientId, amount: Decimal) -> None:
        balance = self._ledger.deposit_of(patient_id)
        if balance < amount:
            raise NotEnoughDeposit(balance)

    def _check(self, mode: PaymentMode, amount: Decimal, drawer: CashSessionRow) -> None:
        check_exact("amount", amount, Currency(drawer.currency))
        step = self._ctx.house.cash_step
        if mode is PaymentMode.CASH and in_cash(amount, step) != amount:
            raise NotPayableInCash(step)

    def _book(
        self,
        drawer: CashSessionRow,
        patient: Patient,
        request: TakeDeposit | ReturnDeposit,
        amount: Decimal,
        tendered: Decimal | None = None,
        change: Decimal | None = None,
    ) -> DepositTaken:
        deposit = DepositRow(
            id=DepositId(new_id()),
            receipt_no=document_number(self._ctx, "R"),
            patient_id=patient.id,
            cash_session_id=drawer.id,
            workstation_id=self._ctx.device.id,
            mode=request.mode,
            amount=amount,
            tendered=tendered,
            change=change,
            reference=request.reference,
            taken_by=self._ctx.person.employee_id,
            taken_at=self._ctx.now,
        )
        self._money.add(deposit)
        self._ledger.post(
            PostingKind.DEPOSIT,
            booking.of_deposit(deposit, drawer),
            entries.deposit(replace(booking.whose(drawer), patient_id=patient.id), deposit.mode, amount),
        )
        self._ctx.touched(patient.id)
        self._money.flush()
        currency = Currency(drawer.currency)
        return DepositTaken(
            deposit=wire.deposit(
                deposit, currency, names_of(self._ctx.session, [deposit.taken_by], [deposit.workstation_id])
            ),
            balance=rounded(self._ledger.deposit_of(patient.id), currency),
            currency=currency,
            patient=PatientSummary.model_validate(patient),
        )
