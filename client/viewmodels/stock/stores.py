"""The stores themselves: added, renamed, given up."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.session import Session
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.contracts import stock
from shared.errors import ApiError
from shared.ids import StoreId
from shared.models.stock import SaveStore, Store, StoreKind


@dataclass(frozen=True)
class StoresState:
    stores: tuple[Store, ...] = ()
    """Those given up too."""
    chosen: StoreId | None = None
    """None while a new one is typed."""
    sending: bool = False
    problem: ApiError | None = None

    @property
    def store(self) -> Store | None:
        return next((store for store in self.stores if store.id == self.chosen), None)


class Stores(ViewModel[StoresState]):
    saved = Signal(object)  # Store

    def __init__(self, calls: Calls, session: Session, parent: QObject | None = None) -> None:
        super().__init__(StoresState(), parent)
        self._calls = calls
        self.may_save = session.can(stock.save_store)

    @latest
    async def refresh(self) -> None:
        try:
            page = await self._calls.send(stock.stores(all=True))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, stores=tuple(page.items)))

    def choose(self, store: Store | None) -> None:
        self._show(replace(self.state, chosen=None if store is None else store.id, problem=None))

    def call(self, name: str, kind: StoreKind, soon_days: int | None, *, is_active: bool) -> Call[Store]:
        """Whose own it is stays. Raises ValidationError for what is no store."""
        known = self.state.store
        said = {
            "store_id": known.id if known else None,
            "version": known.version if known else None,
            "department_id": known.department_id if known else None,
            "name": name,
            "kind": kind,
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
