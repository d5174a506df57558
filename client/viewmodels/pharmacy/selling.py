"""A sale without a prescription: for whom, what, and what speaks against it."""

from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from client.viewmodels.pharmacy.giving import Pick, first_expiring
from shared.contracts import patients, pharmacy
from shared.contracts.prescriptions import UnsettledWarnings
from shared.errors import ApiError
from shared.ids import MedicineId, StoreId
from shared.models.patients import PatientDetails
from shared.models.pharmacy import GivenBatch
from shared.models.pharmacy_sales import ForSale, SoldLine
from shared.models.prescriptions import Override, SafetyWarning
from shared.money import ZERO
from shared.rules.patient_numbers import number_in


@dataclass(frozen=True)
class Wanted:
    medicine: ForSale
    quantity: Decimal

    @property
    def amount(self) -> Decimal:
        """By the list, else by the batches that go first; the bill says what it comes to in the end."""
        if self.medicine.price is not None:
            return self.medicine.price * self.quantity
        return sum((pick.batch.price * pick.quantity for pick in self.picks), ZERO)

    @property
    def picks(self) -> tuple[Pick, ...]:
        """Those that expire first: they are taken off the shelf, and written down."""
        return first_expiring(self.medicine.batches, self.quantity)

    @property
    def sold(self) -> SoldLine:
        batches = [GivenBatch(batch_id=pick.batch.batch_id, quantity=pick.quantity) for pick in self.picks]
        return SoldLine(medicine_id=self.medicine.medicine_id, batches=batches)


@dataclass(frozen=True)
class SaleState:
    patient: PatientDetails | None = None
    """None for somebody without a card."""
    term: str = ""
    found: tuple[ForSale, ...] = ()
    basket: tuple[Wanted, ...] = ()
    warnings: tuple[SafetyWarning, ...] = ()
    """What the server refused with: they need a word."""
    busy: bool = False
    problem: ApiError | None = None

    @property
    def needs_reason(self) -> bool:
        """Something in it is given on a prescription: somebody else's was shown."""
        return any(not one.medicine.over_the_counter for one in self.basket)

    @property
    def total(self) -> Decimal:
        return sum((one.amount for one in self.basket), ZERO)


class Sale(ViewModel[SaleState]):
    sold = Signal(object)  # Sold

    def __init__(self, calls: Calls, store_id: StoreId, parent: QObject | None = None) -> None:
        super().__init__(SaleState(), parent)
        self._calls = calls
        self._store_id = store_id

    @latest
    async def find(self, term: str) -> None:
        if not term:
            self._show(replace(self.state, term="", found=()))
            return
        patient = self.state.patient
        call = pharmacy.for_sale(
            store_id=self._store_id, term=term, patient_id=patient.id if patient is not None else None
        )
        try:
            page = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, term=term, found=tuple(page.items), problem=None))

    @slot
    async def look_up(self, number: str) -> None:
        """The patient of this number; what is no number leaves it a walk-in."""
        patient_no = number_in(number)
        if patient_no is None:
            self._show(replace(self.state, patient=None, warnings=()))
            return
        try:
            found = await self._calls.send(patients.by_number(number=patient_no))
            card = await self._calls.send(patients.get(patient_id=found.id))
        except ApiError as problem:
            self._show(replace(self.state, patient=None, problem=problem))
        else:
            self._show(replace(self.state, patient=card, warnings=(), problem=None))

    def put(self, medicine: ForSale, quantity: Decimal) -> None:
        """Into the basket, in the place of what was said of it before."""
        others = tuple(one for one in self.state.basket if one.medicine.medicine_id != medicine.medicine_id)
        self._show(replace(self.state, basket=(*others, Wanted(medicine, quantity)), warnings=(), problem=None))

    def take_out(self, medicine_id: MedicineId) -> None:
        basket = tuple(one for one in self.state.basket if one.medicine.medicine_id != medicine_id)
        self._show(replace(self.state, basket=basket, warnings=(), problem=None))

    @slot
    async def sell(self, buyer: str, phone: str, reason: str, why_all_the_same: str = "") -> None:
        state = self.state
        if state.busy or not state.basket:
            return
        patient = state.patient
        call = pharmacy.sell(
            store_id=self._store_id,
            patient_id=patient.id if patient is not None else None,
            buyer="" if patient is not None else buyer,
            buyer_phone="" if patient is not None else phone,
            lines=[one.sold for one in state.basket],
            reason=reason,
            overrides=[
                Override(key=warning.key, reason=why_all_the_same)
                for warning in state.warnings
                if warning.needs_reason and why_all_the_same
            ],
        )
        self._show(replace(state, busy=True, problem=None))
        try:
            sold = await self._calls.send(call)
        except UnsettledWarnings as refused:
            self._show(replace(self.state, busy=False, warnings=tuple(refused.warnings)))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.sold.emit(sold)


def on_hand(medicine: ForSale) -> Decimal:
    return sum((batch.on_hand for batch in medicine.batches), ZERO)
