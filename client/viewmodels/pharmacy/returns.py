"""What was handed out before: found again, taken back, or labelled again."""

from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contracts import pharmacy
from shared.contracts.access import ApprovalNeeded
from shared.errors import ApiError
from shared.ids import ApprovalId, DispenseLineId, StoreId
from shared.models.pharmacy import Dispensed, DispensedPart
from shared.models.pharmacy_sales import HandedOut, HandedOutPart
from shared.permissions import Permission


@dataclass(frozen=True)
class Returnable:
    """One part of what was handed out at once."""

    of: HandedOut
    part: HandedOutPart

    @property
    def left(self) -> Decimal:
        """What has not come back yet."""
        return self.part.quantity - self.part.returned


@dataclass(frozen=True)
class ReturnsState:
    term: str = ""
    rows: tuple[Returnable, ...] = ()
    known: bool = False
    more: bool = False
    busy: bool = False
    problem: ApiError | None = None


class Returns(ViewModel[ReturnsState]):
    taken = Signal(object, object)  # Returnable, TakenBack
    second_wanted = Signal()
    """The bill was issued: what was income already is given back by two."""

    def __init__(self, calls: Calls, printing: PrintDesk, store_id: StoreId, parent: QObject | None = None) -> None:
        super().__init__(ReturnsState(), parent)
        self._calls = calls
        self._printing = printing
        self._store_id = store_id

    @latest
    async def find(self, term: str) -> None:
        if not term:
            self._show(ReturnsState())
            return
        try:
            page = await self._calls.send(pharmacy.handed_out(term=term))
        except ApiError as problem:
            self._show(replace(self.state, term=term, problem=problem))
        else:
            rows = tuple(Returnable(each, part) for each in page.items for part in each.parts)
            self._show(ReturnsState(term, rows, known=True, more=page.more))

    @slot
    async def take_back(
        self, row: Returnable, quantity: Decimal, reason: str, approval_id: ApprovalId | None = None
    ) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        call = pharmacy.take_back(
            dispense_line_id=row.part.id, quantity=quantity, reason=reason, approval_id=approval_id
        )
        try:
            taken = await self._calls.send(call)
        except ApprovalNeeded:
            self._show(replace(self.state, busy=False))
            self.second_wanted.emit()
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.taken.emit(row, taken)

    def second_person(self, line_id: DispenseLineId) -> SecondPerson:
        return SecondPerson(self._calls, Permission.BILLING_CANCEL, line_id)

    @slot
    async def print_labels(self, of: HandedOut) -> None:
        """Of what a doctor of the house prescribed: how it is taken stands there."""
        if of.prescription_id is None:
            return
        call = pharmacy.open_prescription(prescription_id=of.prescription_id, store_id=self._store_id)
        try:
            opened = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            parts = [DispensedPart.model_validate(part.model_dump(exclude={"returned"})) for part in of.parts]
            self._printing.medicine_labels(Dispensed(id=of.id, parts=parts, opened=opened))
