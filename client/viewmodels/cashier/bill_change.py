"""A change of one bill, sent again with the word of a second person where one is needed."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.patient.payers import payer_choices
from shared.contract import Call
from shared.contracts.access import ApprovalNeeded
from shared.errors import ApiError
from shared.models.access import Approval
from shared.models.billing import BillDetails
from shared.permissions import Permission


@dataclass(frozen=True)
class Unapproved:
    """What waits for a second person's word, and for which right."""

    call: Call[BillDetails]
    permission: Permission


@dataclass(frozen=True)
class BillChangeState:
    busy: bool = False
    problem: ApiError | None = None
    unapproved: Unapproved | None = None


class BillChange(ViewModel[BillChangeState]):
    """Of one sheet: it ends with the bill as it is then, or stays with what was in the way."""

    done = Signal(object)  # BillDetails
    payers_known = Signal(object)  # PayerChoices

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(BillChangeState(), parent)
        self._calls = calls

    @slot
    async def send(self, call: Call[BillDetails]) -> None:
        """`call` is about a bill, by its `bill_id`."""
        if self.state.busy:
            return
        self._show(BillChangeState(busy=True))
        try:
            bill = await self._calls.send(call)
        except ApprovalNeeded as needed:
            self._show(BillChangeState(unapproved=Unapproved(call, needed.permission)))
        except ApiError as problem:
            self._show(BillChangeState(problem=problem))
        else:
            self._show(BillChangeState())
            self.done.emit(bill)

    @slot
    async def ask_payers(self) -> None:
        self.payers_known.emit(await payer_choices(self._calls))

    def second_person(self) -> SecondPerson | None:
        waiting = self.state.unapproved
        if waiting is None:
            return None
        request: Any = waiting.call.request
        return SecondPerson(self._calls, waiting.permission, request.bill_id)

    def go_on_with(self, approval: Approval) -> None:
        waiting = self.state.unapproved
        if waiting is not None:
            agreed = waiting.call.request.model_copy(update={"approval_id": approval.id})
            self._show(BillChangeState())
            self.send(replace(waiting.call, request=agreed))

    def go_without(self) -> None:
        if self.state.unapproved is not None:
            self._show(BillChangeState())
