"""What was paid for a medicine, and to whom."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from shared.contracts import purchases
from shared.errors import ApiError
from shared.ids import MedicineId
from shared.models.purchases import PurchasePrice


@dataclass(frozen=True)
class HistoryState:
    prices: tuple[PurchasePrice, ...] = ()
    problem: ApiError | None = None


class PriceHistory(QObject):
    state_changed = Signal(object)  # HistoryState

    def __init__(self, calls: Calls, medicine_id: MedicineId, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = HistoryState()
        self._calls = calls
        self._medicine_id = medicine_id

    @latest
    async def refresh(self) -> None:
        try:
            page = await self._calls.send(purchases.price_history(medicine_id=self._medicine_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(HistoryState(tuple(page.items)))

    def _show(self, state: HistoryState) -> None:
        self.state = state
        self.state_changed.emit(state)
