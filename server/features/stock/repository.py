"""All SQL of stores, batches and moves."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import Date, Select, Uuid, and_, bindparam, delete, false, func, or_, select, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from server.core.database import Base
from server.features.patients.searching import fold
from server.features.prescriptions.tables import MedicineRow
from server.features.staff.tables import Department
from server.features.stock.tables import MedicinePack, ReorderLevel, StockBatch, StockLevel, StoreRow
from shared.contracts.prescriptions import MedicineNotFound
from shared.contracts.stock import BatchNotFound, StoreNotFound
from shared.ids import DepartmentId, MedicineId, StockBatchId, StoreId
from shared.models.stock import ListOnHand, StockView, StoreKind
from shared.models.stock_packs import Pack

_MEDICINES: Final = bindparam("medicines", type_=ARRAY(Uuid))
_TODAY: Final = bindparam("today", type_=Date())


@dataclass(frozen=True)
class ForPrescribers:
    """What the pharmacies together can hand out of a medicine, and at how much they reorder."""

    medicine_id: MedicineId
    on_hand: Decimal
    reorder_at: Decimal | None

    @property
    def is_low(self) -> bool:
        return self.reorder_at is not None and self.on_hand <= self.reorder_at


class Stored(NamedTuple):
    """So much, of which batch, of what, where."""

    level: StockLevel
    batch: StockBatch
    medicine: MedicineRow
    store: StoreRow


class StockRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, *rows: Base) -> None:
        self._session.add_all(rows)

    def flush(self) -> None:
        self._session.flush()  # the trigger's work is read back, and a constraint speaks here

    # Stores

    def stores(self, *, given_up: bool) -> Sequence[StoreRow]:
        found = select(StoreRow).where(true() if given_up else StoreRow.is_active)
        return self._session.scalars(found.order_by(StoreRow.name, StoreRow.id)).all()

    def store(self, store_id: StoreId) -> StoreRow:
        """Raises StoreNotFound."""
        found = self._session.get(StoreRow, store_id)
        if found is None:
            raise StoreNotFound(store_id)
        return found

    def store_locked(self, store_id: StoreId) -> StoreRow:
        """Raises StoreNotFound."""
        found = self._session.scalar(select(StoreRow).where(StoreRow.id == store_id).with_for_update())
        if found is None:
            raise StoreNotFound(store_id)
        return found

    def store_named(self, name: str) -> StoreRow | None:
        return self._session.scalar(select(StoreRow).where(func.lower(StoreRow.name) == name.lower()))

    def departments(self) -> Sequence[Department]:
        """Those in use, and those that have a store."""
        owning = select(StoreRow.department_id).where(StoreRow.department_id.is_not(None))
        found = select(Department).where(or_(Department.is_active, Department.id.in_(owning)))
        return self._session.scalars(found.order_by(Department.name, Department.id)).all()

    def has_department(self, department_id: DepartmentId) -> bool:
        return self._session.get(Department, department_id) is not None

    def set_reorder_level(self, store_id: StoreId, medicine_id: MedicineId, level: Decimal | None) -> None:
        if level is None:
            row = self._session.get(ReorderLevel, (store_id, medicine_id))
            if row is not None:
                self._session.delete(row)
            return
        statement = insert(ReorderLevel).values(store_id=store_id, medicine_id=medicine_id, level=level)
        self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["store_id", "medicine_id"], set_={"level": statement.excluded.level}
            )
        )

    # Medicines and batches

    def medicine(self, medicine_id: MedicineId) -> MedicineRow:
        """In use or not: what lies there can be counted. Raises MedicineNotFound."""
        found = self._session.get(MedicineRow, medicine_id)
        if found is None:
            raise MedicineNotFound(medicine_id)
        return found

    def medicines_called(self, names: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], MedicineRow]:
        """By generic, form and strength: those there are."""
        named = tuple_(MedicineRow.generic, MedicineRow.form, MedicineRow.strength)
        found = self._session.scalars(select(MedicineRow).where(named.in_(names)))
        return {(row.generic, row.form, row.strength): row for row in found}

    def batch(self, batch_id: StockBatchId) -> StockBatch:
        """Raises BatchNotFound."""
        found = self._session.get(StockBatch, batch_id)
        if found is None:
            raise BatchNotFound(batch_id)
        return found

    def batches(self, ids: Collection[StockBatchId]) -> dict[StockBatchId, StockBatch]:
        """Raises BatchNotFound for the first that does not exist."""
        found = {row.id: row for row in self._session.scalars(select(StockBatch).where(StockBatch.id.in_(ids)))}
        for batch_id in ids:
            if batch_id not in found:
                raise BatchNotFound(batch_id)
        return found

    def batches_of(self, medicine_id: MedicineId, limit: int) -> Sequence[StockBatch]:
        """The last to expire first, lying somewhere or not."""
        found = select(StockBatch).where(StockBatch.medicine_id == medicine_id)
        return self._session.scalars(found.order_by(StockBatch.expires_on.desc(), StockBatch.id).limit(limit)).all()

    def batch_numbered(self, medicine_id: MedicineId, batch_no: str) -> StockBatch | None:
        return self._session.scalar(
            select(StockBatch).where(StockBatch.medicine_id == medicine_id, StockBatch.batch_no == batch_no)
        )

    def keep_batch(self, batch: dict[str, Any]) -> StockBatch:
        """The batch of that number, made if it is new: two counters may book it in at once."""
        self._session.execute(
            insert(StockBatch).values(**batch).on_conflict_do_nothing(index_elements=["medicine_id", "batch_no"])
        )
        found = self.batch_numbered(batch["medicine_id"], batch["batch_no"])
        assert found is not None
        return found

    def packs(self, medicine_ids: Collection[MedicineId]) -> dict[MedicineId, list[Pack]]:
        """The usual one of each first."""
        found = select(MedicinePack).where(MedicinePack.medicine_id.in_(medicine_ids))
        packs: dict[MedicineId, list[Pack]] = {}
        for row in self._session.scalars(found.order_by(MedicinePack.medicine_id, MedicinePack.place)):
            packs.setdefault(row.medicine_id, []).append(Pack.model_validate(row))
        return packs

    def replace_packs(self, medicine_id: MedicineId, packs: Sequence[Pack]) -> None:
        self._session.execute(delete(MedicinePack).where(MedicinePack.medicine_id == medicine_id))
        self.add(
            *(
                MedicinePack(medicine_id=medicine_id, place=place, name=pack.name, units=pack.units)
                for place, pack in enumerate(packs, start=1)
            )
        )

    # On hand

    def lock(self, store_id: StoreId, medicine_ids: Iterable[MedicineId]) -> None:
        """Until the transaction ends nobody else takes any of these from this store."""
        self._session.execute(
            select(func.hms_lock_stock(store_id, bindparam("medicines", sorted(set(medicine_ids)), ARRAY(Uuid))))
        )

    def levels(self, store_id: StoreId, medicine_ids: Collection[MedicineId]) -> list[tuple[StockLevel, StockBatch]]:
        """All that lies there of these medicines, as it is now: what is there, and what once was."""
        found = (
            select(StockLevel, StockBatch)
            .join(StockBatch, StockBatch.id == StockLevel.batch_id)
            .where(StockLevel.store_id == store_id, StockLevel.medicine_id.in_(medicine_ids))
            .order_by(StockBatch.expires_on, StockBatch.id)
            .execution_options(populate_existing=True)  # locked a moment ago, by whom another may have come first
        )
        return [(level, batch) for level, batch in self._session.execute(found)]

    def on_hand(self, asked: ListOnHand, limit: int, today: date) -> list[Stored]:
        """What lies anywhere, the batches of a medicine by expiry."""
        found = _stored().where(StockLevel.on_hand > 0, StoreRow.is_active)
        if asked.store_id:
            found = found.where(StockLevel.store_id == asked.store_id)
        if asked.medicine_id:
            found = found.where(StockLevel.medicine_id == asked.medicine_id)
        match asked.view:
            case StockView.SOON:
                found = found.where(StockBatch.expires_on <= today + StoreRow.soon_days)
            case StockView.ASIDE:
                found = found.where(or_(StockLevel.quarantined, StockBatch.recalled))
            case StockView.CONTROLLED:
                found = found.where(MedicineRow.controlled)
            case StockView.ALL:
                pass
        if words := fold(asked.term).split():
            of_medicine = and_(*(MedicineRow.search.contains(word, autoescape=True) for word in words))
            of_batch = func.lower(StockBatch.batch_no) == asked.term.lower()
            found = found.where(or_(of_medicine, of_batch))
        return [Stored(*row) for row in self._session.execute(found.limit(limit))]

    def stored(self, store_id: StoreId, batch_ids: Collection[StockBatchId]) -> list[Stored]:
        """As it is now, on the shelf and in quarantine."""
        found = _stored().where(StockLevel.store_id == store_id, StockLevel.batch_id.in_(batch_ids))
        # The trigger wrote it behind the session's back.
        return [Stored(*row) for row in self._session.execute(found.execution_options(populate_existing=True))]

    def for_prescribers(self, medicine_ids: Sequence[MedicineId], today: date) -> list[ForPrescribers]:
        """Of those that a pharmacy here has ever kept."""
        found = self._session.execute(_FOR_PRESCRIBERS, {"medicines": medicine_ids, "today": today})
        return [ForPrescribers(*row) for row in found]


def _stored() -> Select[StockLevel, StockBatch, MedicineRow, StoreRow]:
    return (
        select(StockLevel, StockBatch, MedicineRow, StoreRow)
        .join(StockBatch, StockBatch.id == StockLevel.batch_id)
        .join(MedicineRow, MedicineRow.id == StockLevel.medicine_id)
        .join(StoreRow, StoreRow.id == StockLevel.store_id)
        .order_by(
            MedicineRow.generic,
            MedicineRow.form,
            MedicineRow.strength,
            MedicineRow.id,
            StockBatch.expires_on,
            StockBatch.id,
            StoreRow.name,
            StockLevel.quarantined,
        )
    )


_USABLE: Final = and_(
    StockLevel.quarantined == false(), StockBatch.recalled == false(), StockBatch.expires_on >= _TODAY
)
_REORDER_AT: Final = (
    select(func.sum(ReorderLevel.level))
    .join(StoreRow, StoreRow.id == ReorderLevel.store_id)
    .where(ReorderLevel.medicine_id == StockLevel.medicine_id, StoreRow.kind == StoreKind.PHARMACY, StoreRow.is_active)
    .correlate(StockLevel)
    .scalar_subquery()
)
# Asked with every word that a doctor types.
_FOR_PRESCRIBERS: Final = (
    select(StockLevel.medicine_id, func.coalesce(func.sum(StockLevel.on_hand).filter(_USABLE), 0), _REORDER_AT)
    .join(StockBatch, StockBatch.id == StockLevel.batch_id)
    .join(StoreRow, StoreRow.id == StockLevel.store_id)
    .where(StockLevel.medicine_id == func.any(_MEDICINES), StoreRow.kind == StoreKind.PHARMACY, StoreRow.is_active)
    .group_by(StockLevel.medicine_id)
)
