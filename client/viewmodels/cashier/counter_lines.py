"""Putting a service, a package or anything typed in on a draft, and taking it off again."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from client.viewmodels.reception.search import PatientSearch
from shared.contract import Call
from shared.contracts import billing
from shared.errors import ApiError
from shared.ids import PatientId
from shared.models.billing import AddOffer, BillDetails, BillItem, Offer


@dataclass(frozen=True)
class LinesState:
    term: str | None = None
    """What the offers were found by; None before anything was."""
    offers: tuple[Offer, ...] = ()
    busy: bool = False
    problem: ApiError | None = None


class CounterLines(ViewModel[LinesState]):
    """`changed` carries the bill as it is then."""

    changed = Signal(object)  # BillDetails

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(LinesState(), parent)
        self._calls = calls
        self.search = PatientSearch(calls, self)
        """For whom a bill without a visit is."""

    @latest
    async def find(self, bill: BillDetails, term: str) -> None:
        self._show(replace(self.state, problem=None))
        try:
            page = await self._calls.send(billing.offers(bill_id=bill.id, term=term))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, term=term, offers=tuple(page.items)))

    def add(self, bill: BillDetails, offer: Offer, quantity: Decimal) -> None:
        facts = {"bill_id": bill.id, "version": bill.version, "kind": offer.kind, "priced_id": offer.priced_id}
        self._save(billing.add_offer.bind(AddOffer.model_validate({**facts, "quantity": quantity})))

    def type_in(self, bill: BillDetails, description: str, price: Decimal, quantity: Decimal) -> None:
        """Raises ValidationError for what no line can say."""
        self._save(
            billing.add_typed(
                bill_id=bill.id,
                version=bill.version,
                description=description,
                unit_price=price,
                quantity=quantity,
            )
        )

    def remove(self, bill: BillDetails, item: BillItem) -> None:
        self._save(billing.remove_line(bill_id=bill.id, version=bill.version, bill_item_id=item.id))

    def open_draft(self, patient_id: PatientId) -> None:
        self._save(billing.open_draft(patient_id=patient_id))

    @slot
    async def _save(self, call: Call[Any]) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            bill = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.changed.emit(bill)
