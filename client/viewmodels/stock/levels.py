"""At how many each medicine of a store is ordered again, beside what is used of it."""

from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QObject

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.session import Session
from client.core.view_model import ViewModel
from shared.contracts import stock
from shared.errors import ApiError
from shared.ids import MedicineId, StoreId
from shared.models.stock import ReorderLine


@dataclass(frozen=True)
class LevelsState:
    kept: tuple[ReorderLine, ...] = ()
    term: str = ""
    chosen: MedicineId | None = None
    problem: ApiError | None = None

    @property
    def lines(self) -> tuple[ReorderLine, ...]:
        """Those whose names have all the words that were typed."""
        words = self.term.lower().split()
        return tuple(line for line in self.kept if all(word in _name(line) for word in words))

    @property
    def line(self) -> ReorderLine | None:
        return next((line for line in self.lines if line.medicine.id == self.chosen), None)

    @property
    def next_id(self) -> MedicineId | None:
        ids = [line.medicine.id for line in self.lines]
        if self.chosen not in ids:
            return ids[0] if ids else None
        place = ids.index(self.chosen) + 1
        return ids[min(place, len(ids) - 1)]


class Levels(ViewModel[LevelsState]):
    """Each level is kept as it is typed."""

    def __init__(self, calls: Calls, session: Session, store_id: StoreId, parent: QObject | None = None) -> None:
        super().__init__(LevelsState(), parent)
        self._calls = calls
        self._store_id = store_id
        self.may_set = session.can(stock.set_reorder_level)

    @latest
    async def refresh(self) -> None:
        try:
            page = await self._calls.send(stock.reorder(store_id=self._store_id, all=True))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        state = replace(self.state, kept=tuple(page.items), problem=None)
        self._show(state if state.line is not None else replace(state, chosen=state.next_id))

    def look_for(self, term: str) -> None:
        state = replace(self.state, term=term)
        self._show(state if state.line is not None else replace(state, chosen=state.next_id))

    def choose(self, line: ReorderLine) -> None:
        self._show(replace(self.state, chosen=line.medicine.id))

    @slot
    async def keep(self, level: Decimal | None) -> None:
        """None: it is not reordered. Goes on to the next medicine at once."""
        line = self.state.line
        if line is None or not self.may_set:
            return
        self._show(replace(self.state, chosen=self.state.next_id, problem=None))
        asked = stock.set_reorder_level(store_id=self._store_id, medicine_id=line.medicine.id, level=level)
        try:
            await self._calls.send(asked)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem, chosen=line.medicine.id))
            return
        kept = tuple(
            each.model_copy(update={"level": level}) if each.medicine.id == line.medicine.id else each
            for each in self.state.kept
        )
        self._show(replace(self.state, kept=kept))


def _name(line: ReorderLine) -> str:
    return f"{line.medicine.generic} {line.medicine.strength}".lower()
