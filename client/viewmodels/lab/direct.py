"""Tests for somebody who sees no doctor of the house: whose, which, how urgent, and asked for by whom."""

from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from client.viewmodels.approval.second_person import SecondPerson
from shared.contracts import lab, staff
from shared.contracts.access import ApprovalNeeded
from shared.errors import ApiError
from shared.ids import ApprovalId
from shared.models.access import Approval
from shared.models.common import Nothing
from shared.models.lab import TestType, Urgency
from shared.models.patients import PatientSummary
from shared.money import ZERO, Currency
from shared.permissions import Permission


@dataclass(frozen=True)
class DirectState:
    patient: PatientSummary | None = None
    tests: tuple[TestType, ...] = ()
    left: str = ""
    """Typed for a test and not added yet."""
    urgency: Urgency = Urgency.ROUTINE
    requester: str = ""
    currency: Currency | None = None
    """None while the hospital was not heard of."""
    sending: bool = False
    problem: ApiError | None = None

    @property
    def total(self) -> Decimal:
        return sum((test.price for test in self.tests), ZERO)

    @property
    def can_order(self) -> bool:
        return self.patient is not None and bool(self.tests) and not self.left and not self.sending


class DirectOrder(ViewModel[DirectState]):
    """Lives as long as the sheet that is filled in; whether a second person is needed the server says."""

    second_person_needed = Signal(object)  # SecondPerson
    ordered = Signal(list)  # WorkItem

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(DirectState(), parent)
        self._calls = calls

    @slot
    async def ask_currency(self) -> None:
        """Without it no price is said."""
        try:
            hospital = await self._calls.send(staff.hospital.bind(Nothing()))
        except ApiError:
            return
        self._show(replace(self.state, currency=hospital.currency))

    def choose_patient(self, patient: PatientSummary) -> None:
        self._write(replace(self.state, patient=patient))

    def add_test(self, test: TestType) -> None:
        if all(known.id != test.id for known in self.state.tests):
            self._write(replace(self.state, tests=(*self.state.tests, test)))

    def remove_test(self, test_type_id: object) -> None:
        kept = tuple(test for test in self.state.tests if test.id != test_type_id)
        self._write(replace(self.state, tests=kept))

    def leave_typed(self, line: str) -> None:
        """Words that stand in the search and were not added: they would be forgotten."""
        self._write(replace(self.state, left=line.strip()))

    def choose_urgency(self, urgency: Urgency) -> None:
        self._write(replace(self.state, urgency=urgency))

    def name_requester(self, requester: str) -> None:
        self._write(replace(self.state, requester=requester))

    @slot
    async def order(self) -> None:
        await self._order(None)

    @slot
    async def order_with(self, approval: Approval) -> None:
        """The same once more, with the word of a second person."""
        await self._order(approval.id)

    async def _order(self, approval_id: ApprovalId | None) -> None:
        state = self.state
        if state.patient is None or not state.can_order:
            return
        self._show(replace(state, sending=True, problem=None))
        call = lab.order_direct(
            patient_id=state.patient.id,
            test_type_ids=[test.id for test in state.tests],
            urgency=state.urgency,
            requester=state.requester,
            approval_id=approval_id,
        )
        try:
            page = await self._calls.send(call)
        except ApprovalNeeded:
            self._show(replace(self.state, sending=False))
            self.second_person_needed.emit(SecondPerson(self._calls, Permission.LAB_ORDER_DIRECT, state.patient.id))
        except ApiError as problem:
            self._show(replace(self.state, sending=False, problem=problem))
        else:
            self._show(replace(self.state, sending=False))
            self.ordered.emit(page.items)

    def _write(self, state: DirectState) -> None:
        """What is on its way stays as it was sent."""
        if not self.state.sending:
            self._show(replace(state, problem=None))
