"""Stores, what lies in them, and goods that come in."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from server.core.context import Context
from server.features.prescriptions.service import PrescriptionService
from server.features.stock.moves import Reference, StockMoves
from server.features.stock.repository import StockRepository, Stored
from server.features.stock.tables import StockBatch, StoreRow
from shared.contracts.house import DepartmentNotFound
from shared.contracts.roles import NotYourOwnRights
from shared.contracts.stock import BatchExpired, BatchKnownOtherwise, StoreNameTaken
from shared.errors import StaleVersion
from shared.ids import DepartmentId, MedicineId, StockBatchId, StoreId, new_id
from shared.models.common import Page
from shared.models.prescriptions import SearchMedicines
from shared.models.stock import (
    DepartmentName,
    FoundMedicine,
    KeptStores,
    ListOnHand,
    MoveType,
    ReceivedLine,
    ReceiveStock,
    SaveStore,
    SetReorderLevel,
    StockReceipt,
    Store,
    StoredBatch,
)
from shared.models.stock_packs import KnownBatch, ListBatches, ListPacks, Pack, SavePacks
from shared.permissions import Permission, Scope
from shared.rules.stock import expires_soon, is_expired

OWN_STORES: Final = (Permission.STOCK_COUNT, Permission.STOCK_RECEIVE, Permission.STOCK_TRANSFER)
"""What can be held for the stores of one's own department only."""


class StockService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._stock = StockRepository(ctx.session)
        self._moves = StockMoves(ctx)

    # For who prescribes

    def search_medicines(self, request: SearchMedicines) -> Page[FoundMedicine]:
        """With what the pharmacies can hand out of each: one statement more."""
        page = PrescriptionService(self._ctx).search_medicines(request)
        ids = [medicine.id for medicine in page.items]
        kept = {each.medicine_id: each for each in self._stock.for_prescribers(ids, self._ctx.today)} if ids else {}
        items = []
        for medicine in page.items:
            here = kept.get(medicine.id)
            items.append(
                FoundMedicine(
                    **medicine.model_dump(),
                    on_hand=here.on_hand if here else None,
                    is_low=here is not None and here.is_low,
                )
            )
        return Page(items=items, more=page.more)

    # Stores

    def stores(self) -> Page[Store]:
        return Page(items=[Store.model_validate(row) for row in self._stock.stores(given_up=False)])

    def kept_stores(self) -> KeptStores:
        return KeptStores(
            stores=[Store.model_validate(row) for row in self._stock.stores(given_up=True)],
            departments=[DepartmentName.model_validate(row) for row in self._stock.departments()],
        )

    def save_store(self, request: SaveStore) -> Store:
        """Raises StoreNotFound, StaleVersion, StoreNameTaken, DepartmentNotFound, NotYourOwnRights."""
        store = StoreRow(id=StoreId(new_id()))
        if request.store_id is not None:
            store = self._stock.store_locked(request.store_id)
            if store.version != request.version:
                raise StaleVersion(store.version)
        namesake = self._stock.store_named(request.name)
        if namesake is not None and namesake.id != store.id:
            raise StoreNameTaken
        if request.department_id != store.department_id:
            self._check_owner(store.department_id, request.department_id)
        store.name = request.name
        store.kind = request.kind
        store.department_id = request.department_id
        store.soon_days = request.soon_days
        store.is_active = request.is_active
        self._stock.add(store)
        self._stock.flush()
        return Store.model_validate(store)

    def _check_owner(self, before: DepartmentId | None, after: DepartmentId | None) -> None:
        """Who may do something in the own department's stores alone does not say which these are (decision 0031)."""
        if after is not None and not self._stock.has_department(after):
            raise DepartmentNotFound(after)
        rights, own = self._ctx.actor.permissions, self._ctx.person.department_id
        reaches_own = any(rights.get(permission) is Scope.OWN for permission in OWN_STORES)
        if reaches_own and own is not None and own in {before, after}:
            raise NotYourOwnRights

    def set_reorder_level(self, request: SetReorderLevel) -> None:
        """Raises StoreNotFound, MedicineNotFound."""
        self._stock.store(request.store_id)
        self._stock.medicine(request.medicine_id)
        self._stock.set_reorder_level(request.store_id, request.medicine_id, request.level)
        self._ctx.touched(request.medicine_id)

    def batches(self, request: ListBatches) -> Page[KnownBatch]:
        """Raises MedicineNotFound."""
        medicine = self._stock.medicine(request.medicine_id)
        rows = self._stock.batches_of(medicine.id, request.limit + 1)
        items = [KnownBatch.model_validate(row) for row in rows[: request.limit]]
        return Page(items=items, more=len(rows) > request.limit)

    def packs(self, request: ListPacks) -> Page[Pack]:
        """Raises MedicineNotFound."""
        medicine = self._stock.medicine(request.medicine_id)
        return Page(items=self._stock.packs([medicine.id]).get(medicine.id, []))

    def save_packs(self, request: SavePacks) -> None:
        """Raises MedicineNotFound."""
        medicine = self._stock.medicine(request.medicine_id)
        self._stock.replace_packs(medicine.id, request.packs)
        self._ctx.touched(medicine.id)

    # Shelves

    def on_hand(self, request: ListOnHand) -> Page[StoredBatch]:
        rows = self._stock.on_hand(request, request.limit + 1, self._ctx.today)
        return Page(items=told(self._ctx.today, rows[: request.limit]), more=len(rows) > request.limit)

    def receive(self, request: ReceiveStock) -> StockReceipt:
        """Raises StoreNotFound, MedicineNotFound, BatchKnownOtherwise, BatchExpired."""
        store = self.own_store(request.store_id, Permission.STOCK_RECEIVE)
        self.hold(store.id, [line.medicine_id for line in request.lines])
        receipt = Reference("receipt", new_id(), request.note)
        move_type = MoveType.OPENING if request.opening else MoveType.RECEIVE
        batches = [self.book_in(store.id, line, request.supplier, move_type, receipt) for line in request.lines]
        self._stock.flush()
        stored = self._stock.stored(store.id, [batch.id for batch in batches])
        return StockReceipt(batches=told(self._ctx.today, stored))

    def hold(self, store_id: StoreId, medicine_ids: Collection[MedicineId]) -> None:
        """Before goods of several batches come in: who takes them meanwhile waits, instead of both for each other."""
        self._stock.lock(store_id, medicine_ids)

    def book_in(
        self, store_id: StoreId, line: ReceivedLine, supplier: str, move_type: MoveType, receipt: Reference
    ) -> StockBatch:
        """Raises MedicineNotFound, BatchKnownOtherwise, BatchExpired."""
        self._stock.medicine(line.medicine_id)
        if move_type is not MoveType.OPENING and is_expired(line.expires_on, self._ctx.today):
            raise BatchExpired(line.batch_no, line.expires_on)
        batch = self._stock.keep_batch(
            {
                "id": StockBatchId(new_id()),
                "medicine_id": line.medicine_id,
                "batch_no": line.batch_no.upper(),
                "expires_on": line.expires_on,
                "cost": line.cost,
                "price": line.price,
                "supplier": supplier,
                "first_seen_at": self._ctx.now,
            }
        )
        if (batch.expires_on, batch.price) != (line.expires_on, line.price):
            raise BatchKnownOtherwise(batch.batch_no, batch.expires_on, batch.price)
        self._moves.move(store_id, batch, move_type, line.quantity, receipt, cost=line.cost)
        return batch

    def own_store(self, store_id: StoreId, permission: Permission) -> StoreRow:
        """A right for one's own only reaches the store of one's own department. Raises StoreNotFound, Forbidden."""
        store = self._stock.store(store_id)
        department = self._ctx.person.department_id
        own = store.department_id is not None and store.department_id == department
        self._ctx.actor.reaches(permission, own=own)
        return store


def told(today: date, rows: Sequence[Stored]) -> list[StoredBatch]:
    return [
        StoredBatch(
            batch_id=batch.id,
            store_id=store.id,
            store=store.name,
            medicine_id=medicine.id,
            medicine=medicine.generic,
            strength=medicine.strength,
            form=medicine.form,
            controlled=medicine.controlled,
            batch_no=batch.batch_no,
            expires_on=batch.expires_on,
            is_expired=is_expired(batch.expires_on, today),
            expires_soon=expires_soon(batch.expires_on, today, store.soon_days),
            quarantined=level.quarantined,
            recalled=batch.recalled,
            recalled_because=batch.recalled_because,
            on_hand=level.on_hand,
            cost=batch.cost,
            price=batch.price,
            supplier=batch.supplier,
        )
        for level, batch, medicine, store in rows
    ]
