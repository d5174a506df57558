"""Refunds that wait: to be decided by another person, or to be paid out."""

from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import QObject

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from client.core.view_model import ViewModel
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contract import Call
from shared.contracts import cash
from shared.errors import ApiError
from shared.ids import EmployeeId, RefundId
from shared.models.billing import PaymentMode
from shared.models.refunds import Refund, RefundPaid, RefundStatus
from shared.topics import Topic

_WAITING: Final = (RefundStatus.REQUESTED, RefundStatus.APPROVED)


@dataclass(frozen=True)
class RefundsState:
    """`paid` is the one that was just paid out, for as long as no other is chosen."""

    refunds: tuple[Refund, ...] = ()
    known: bool = False
    chosen: RefundId | None = None
    paid: RefundPaid | None = None
    me: EmployeeId | None = None
    may_decide: bool = False
    may_pay: bool = False
    busy: bool = False
    problem: ApiError | None = None

    @property
    def refund(self) -> Refund | None:
        return next((one for one in self.refunds if one.id == self.chosen), None)

    @property
    def is_own(self) -> bool:
        """Asked for by whoever looks at it: somebody else decides."""
        return self.refund is not None and self.refund.requested_by_id == self.me

    @property
    def can_decide(self) -> bool:
        return self.may_decide and self.refund is not None and self.refund.status is RefundStatus.REQUESTED

    @property
    def can_pay(self) -> bool:
        return self.may_pay and self.refund is not None and self.refund.status is RefundStatus.APPROVED


class Refunds(ViewModel[RefundsState]):
    def __init__(
        self, calls: Calls, changes: Changes, printing: PrintDesk, session: Session, parent: QObject | None = None
    ) -> None:
        super().__init__(RefundsState(), parent)
        self._calls = calls
        self._printing = printing
        self._session = session
        changes.on({Topic.BILLING}, self, self.refresh)
        session.state_changed.connect(self._look_at_rights)
        self._look_at_rights()

    @latest
    async def refresh(self) -> None:
        """The list stays as it was while the server is away."""
        try:
            pages = [await self._calls.send(cash.refunds(status=status)) for status in _WAITING]
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            found = sorted((one for page in pages for one in page.items), key=lambda one: one.requested_at)
            self._show(replace(self.state, refunds=tuple(found), known=True))

    def choose(self, refund_id: RefundId | None) -> None:
        if refund_id != self.state.chosen:
            paid = self.state.paid if refund_id is None else None
            self._show(replace(self.state, chosen=refund_id, paid=paid, problem=None))

    @slot
    async def approve(self) -> None:
        refund = self.state.refund
        if refund is not None and self.state.can_decide:
            await self._done(cash.approve_refund(refund_id=refund.id))

    @slot
    async def reject(self, reason: str) -> None:
        refund = self.state.refund
        if refund is not None and self.state.can_decide:
            await self._done(cash.reject_refund(refund_id=refund.id, reason=reason))

    @slot
    async def pay_out(self, mode: PaymentMode | None, reference: str) -> None:
        """Out of the own drawer where it is cash; the voucher is printed."""
        refund = self.state.refund
        if refund is None or not self.state.can_pay:
            return
        paid = await self._done(cash.pay_refund(refund_id=refund.id, mode=mode, reference=reference))
        if paid is not None:
            others = tuple(one for one in self.state.refunds if one.id != refund.id)
            self._show(replace(self.state, refunds=others, paid=paid))
            self._printing.refund(paid)

    async def _done(self, call: Call[Any]) -> Any:
        """The answer; None where one is awaited already, or the server refused."""
        if self.state.busy:
            return None
        self._show(replace(self.state, busy=True, problem=None, paid=None))
        try:
            answer = await self._calls.send(call)
        except ApiError as problem:
            answer = None
            self._show(replace(self.state, problem=problem))
        self._show(replace(self.state, busy=False))
        self.refresh()
        return answer

    def _look_at_rights(self) -> None:
        can, me = self._session.can, self._session.me
        self._show(
            replace(
                self.state,
                may_decide=can(cash.approve_refund),
                may_pay=can(cash.pay_refund),
                me=me.employee_id if me is not None else None,
            )
        )
