"""A medicine's stock card; of a controlled one it is the register."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from shared.contracts import stock
from shared.errors import ApiError
from shared.ids import MedicineId, StoreId
from shared.models.stock import StockCard


@dataclass(frozen=True)
class CardState:
    card: StockCard | None = None
    problem: ApiError | None = None


class Card(QObject):
    state_changed = Signal(object)  # CardState

    def __init__(
        self, calls: Calls, medicine_id: MedicineId, store_id: StoreId | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.state = CardState()
        self._calls = calls
        self._medicine_id = medicine_id
        self._store_id = store_id

    @latest
    async def refresh(self) -> None:
        try:
            card = await self._calls.send(stock.card(medicine_id=self._medicine_id, store_id=self._store_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(CardState(card))

    def _show(self, state: CardState) -> None:
        self.state = state
        self.state_changed.emit(state)
