"""The stores themselves: added, renamed, given to a department, given up."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.contracts import stock
from shared.errors import ApiError
from shared.ids import DepartmentId, StoreId
from shared.models.stock import DepartmentName, SaveStore, Store, StoreKind


@dataclass(frozen=True)
class StoresState:
    stores: tuple[Store, ...] = ()
    """Those given up too."""
    departments: tuple[DepartmentName, ...] = ()
    """Whose own a store can be."""
    chosen: StoreId | None = None
    """None while a new one is typed."""
    sending: bool = False
    problem: ApiError | None = None

    @property
    def store(self) -> Store | None:
        return next((store for store in self.stores if store.id == self.chosen), None)

    def owner(self, store: Store) -> str:
        """The department it is kept by, if it is one's own."""
        return next((one.name for one in self.departments if one.id == store.department_id), "")


class Stores(ViewModel[StoresState]):
    saved = Signal(object)  # Store

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(StoresState(), parent)
        self._calls = calls

    @latest
    async def refresh(self) -> None:
        try:
            kept = await self._calls.send(stock.kept_stores())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, stores=tuple(kept.stores), departments=tuple(kept.departments)))

    def choose(self, store: Store | None) -> None:
        self._show(replace(self.state, chosen=None if store is None else store.id, problem=None))

    def call(
        self,
        name: str,
        kind: StoreKind,
        department_id: DepartmentId | None,
        soon_days: int | None,
        *,
        is_active: bool,
    ) -> Call[Store]:
        """Raises ValidationError for what is no store."""
        known = self.state.store
        said = {
            "store_id": known.id if known else None,
            "version": known.version if known else None,
            "name": name,
            "kind": kind,
            "department_id": department_id,
            "soon_days": soon_days,
            "is_active": is_active,
        }
        return stock.save_store.bind(SaveStore.model_validate(said))

    @slot
    async def save(self, call: Call[Store]) -> None:
        if self.state.sending:
            return
        self._show(replace(self.state, sending=True, problem=None))
        try:
            store = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, sending=False, problem=problem))
            return
        self._show(replace(self.state, sending=False, chosen=store.id))
        self.saved.emit(store)
        self.refresh()
