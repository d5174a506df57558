"""Money in advance of one patient: taken, given back as far as it was not used, and its receipts."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contract import Call
from shared.contracts import cash
from shared.errors import ApiError
from shared.models.billing import PaymentMode
from shared.models.cash_payments import Deposit, DepositAccount, DepositTaken
from shared.models.patients import PatientSummary

DepositMode: TypeAlias = Literal[PaymentMode.CASH, PaymentMode.CARD, PaymentMode.MOBILE, PaymentMode.BANK]


@dataclass(frozen=True)
class DepositsState:
    """`account` is None until the server has said how it stands."""

    account: DepositAccount | None = None
    busy: bool = False
    problem: ApiError | None = None


class Deposits(ViewModel[DepositsState]):
    """A receipt is printed for each; `done` carries the one that was taken or given back."""

    done = Signal(object)  # DepositTaken

    def __init__(
        self, calls: Calls, printing: PrintDesk, patient: PatientSummary, parent: QObject | None = None
    ) -> None:
        super().__init__(DepositsState(), parent)
        self.patient = patient
        self._calls = calls
        self._printing = printing

    @slot
    async def look(self) -> None:
        try:
            account = await self._calls.send(cash.deposits(patient_id=self.patient.id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, account=account))

    def take(self, mode: DepositMode, amount: Decimal, tendered: Decimal | None, reference: str) -> None:
        self._send(
            cash.take_deposit(
                patient_id=self.patient.id, mode=mode, amount=amount, tendered=tendered, reference=reference
            )
        )

    def give_back(self, mode: DepositMode, amount: Decimal, reference: str) -> None:
        self._send(cash.return_deposit(patient_id=self.patient.id, mode=mode, amount=amount, reference=reference))

    def reprint(self, deposit: Deposit) -> None:
        account = self.state.account
        if account is not None:
            self._printing.deposit(
                DepositTaken(deposit=deposit, balance=account.balance, currency=account.currency, patient=self.patient)
            )

    @slot
    async def _send(self, call: Call[Any]) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            taken = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self._printing.deposit(taken)
            self.done.emit(taken)
