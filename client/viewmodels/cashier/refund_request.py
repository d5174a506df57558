"""Asking money back of one bill, by line: what of each was paid and not asked back before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contracts import cash
from shared.errors import ApiError
from shared.ids import BillItemId
from shared.models.billing import BillDetails
from shared.models.refunds import Refund, RefundLine, RefundStatus
from shared.money import ZERO
from shared.rules.bills import paid_by_line


@dataclass(frozen=True)
class RefundRequestState:
    """`left` is None until the server has said what was asked back before."""

    left: Mapping[BillItemId, Decimal] | None = None
    suggested: Mapping[BillItemId, Decimal] = field(default_factory=dict)
    """What was credited after it was paid: that is what people come for."""
    busy: bool = False
    problem: ApiError | None = None


class RefundRequest(ViewModel[RefundRequestState]):
    done = Signal(object)  # Refund

    def __init__(self, calls: Calls, bill: BillDetails, parent: QObject | None = None) -> None:
        super().__init__(RefundRequestState(), parent)
        self.bill = bill
        self._calls = calls

    @slot
    async def look(self) -> None:
        try:
            page = await self._calls.send(cash.refunds(bill_id=self.bill.id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            left = left_by_line(self.bill, page.items)
            self._show(RefundRequestState(left, suggested_by_line(self.bill, left)))

    @slot
    async def ask(self, lines: list[RefundLine], reason: str) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            refund = await self._calls.send(cash.request_refund(bill_id=self.bill.id, lines=lines, reason=reason))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.done.emit(refund)


def left_by_line(bill: BillDetails, refunds: Iterable[Refund]) -> dict[BillItemId, Decimal]:
    """As the server reckons it: the lines are paid in their order; what is asked for counts as given back."""
    asked: defaultdict[BillItemId, Decimal] = defaultdict(Decimal)
    for refund in refunds:
        if refund.status is not RefundStatus.REJECTED:
            for line in refund.lines:
                asked[line.bill_item_id] += line.amount
    back = -sum((payment.amount for payment in bill.payments if payment.amount < ZERO), ZERO)
    paid = paid_by_line([item.amount for item in bill.items], bill.patient_share, bill.paid + back, bill.currency)
    return {item.id: amount - asked[item.id] for item, amount in zip(bill.items, paid, strict=True)}


def suggested_by_line(bill: BillDetails, left: Mapping[BillItemId, Decimal]) -> dict[BillItemId, Decimal]:
    """What is to be paid back after credit notes, on the lines that were credited."""
    suggested: dict[BillItemId, Decimal] = {}
    open_amount = bill.refundable
    for note in bill.credit_notes:
        for line in note.lines:
            free = left.get(line.bill_item_id, ZERO) - suggested.get(line.bill_item_id, ZERO)
            amount = min(line.amount, free, open_amount)
            if amount > ZERO:
                suggested[line.bill_item_id] = suggested.get(line.bill_item_id, ZERO) + amount
                open_amount -= amount
    return suggested
