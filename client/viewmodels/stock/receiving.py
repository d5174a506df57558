"""Goods as they are unpacked: one line after the other, each booked in as it is typed."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contracts import stock
from shared.errors import ApiError
from shared.ids import StoreId
from shared.models.prescriptions import Medicine
from shared.models.stock import ReceivedLine
from shared.models.stock_packs import Pack


@dataclass(frozen=True)
class TypedGoods:
    """What a line says so far; what is None is missing, or no number and no date."""

    medicine: Medicine | None = None
    batch_no: str = ""
    expires_on: date | None = None
    quantity: Decimal | None = None
    cost: Decimal | None = None
    price: Decimal | None = None

    @property
    def is_complete(self) -> bool:
        return bool(self.batch_no) and None not in (
            self.medicine,
            self.expires_on,
            self.quantity,
            self.cost,
            self.price,
        )


@dataclass(frozen=True)
class ReceivingState:
    booked: int = 0
    """Lines since the sheet was opened."""
    packs: tuple[Pack, ...] = ()
    """Of the medicine that is typed, the usual one first."""
    sending: bool = False
    problem: ApiError | None = None


class Receiving(ViewModel[ReceivingState]):
    booked = Signal(object)  # TypedGoods

    def __init__(self, calls: Calls, store_id: StoreId, parent: QObject | None = None) -> None:
        super().__init__(ReceivingState(), parent)
        self._calls = calls
        self._store_id = store_id

    @latest
    async def ask_packs(self, medicine: Medicine) -> None:
        """Without an answer it is counted one by one."""
        self._show(replace(self.state, packs=()))
        try:
            page = await self._calls.send(stock.packs(medicine_id=medicine.id))
        except ApiError:
            return
        self._show(replace(self.state, packs=tuple(page.items)))

    @slot
    async def book(self, goods: TypedGoods, supplier: str, note: str, *, opening: bool) -> None:
        if self.state.sending or goods.medicine is None or not goods.is_complete:
            return
        line = ReceivedLine.model_validate(
            {
                "medicine_id": goods.medicine.id,
                "batch_no": goods.batch_no,
                "expires_on": goods.expires_on,
                "quantity": goods.quantity,
                "cost": goods.cost,
                "price": goods.price,
            }
        )
        self._show(replace(self.state, sending=True, problem=None))
        try:
            await self._calls.send(
                stock.receive(store_id=self._store_id, lines=[line], supplier=supplier, note=note, opening=opening)
            )
        except ApiError as problem:
            self._show(replace(self.state, sending=False, problem=problem))
            return
        self._show(replace(self.state, sending=False, booked=self.state.booked + 1, packs=()))
        self.booked.emit(goods)
