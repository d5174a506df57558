"""SQL of counting: what is on a count's list, and how many were there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, insert, literal, select, true, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from server.core.database import Base
from server.features.prescriptions.tables import MedicineRow
from server.features.staff.tables import Employee
from server.features.stock.tables import (
    StockBatch,
    StockCountLineRow,
    StockCountRow,
    StockLevel,
    StockTally,
    StoreRow,
)
from shared.contracts.stock import CountNotFound, StoreNotFound
from shared.ids import EmployeeId, StockBatchId, StockCountId, StoreId
from shared.models.stock_counts import CountPart, CountStatus

Key = tuple[StockBatchId, bool]
"""A batch, on the shelf or in quarantine."""


class CountFound(NamedTuple):
    row: StockCountRow
    store: str
    opened_by: str
    closed_by: str | None
    second_person: str | None
    listed: int
    counted: int


@dataclass(frozen=True)
class LineFound:
    batch: StockBatch
    medicine: MedicineRow
    quarantined: bool
    tally: StockTally | None
    counted_by: str
    times: int

    @property
    def key(self) -> Key:
        return self.batch.id, self.quarantined

    @property
    def difference(self) -> Decimal:
        return Decimal(0) if self.tally is None else self.tally.counted - self.tally.expected


class CountingRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, *rows: Base) -> None:
        self._session.add_all(rows)

    def flush(self) -> None:
        self._session.flush()  # rows without relationships: parents go first, and the answer is read back

    def lock_store(self, store_id: StoreId) -> None:
        """Nobody else draws up a list here meanwhile; whoever takes stock is not kept waiting. Raises StoreNotFound."""
        locked = select(StoreRow.id).where(StoreRow.id == store_id).with_for_update(key_share=True)
        if self._session.scalar(locked) is None:
            raise StoreNotFound(store_id)

    def locked(self, count_id: StockCountId) -> StockCountRow:
        """Raises CountNotFound."""
        found = self._session.scalar(select(StockCountRow).where(StockCountRow.id == count_id).with_for_update())
        if found is None:
            raise CountNotFound(count_id)
        return found

    def list_what_lies_there(self, count: StockCountRow, today: date) -> int:
        """Puts it on the count's list, and says how many batches that are."""
        there = (
            select(literal(count.id), StockLevel.batch_id, StockLevel.quarantined)
            .join(StockBatch, StockBatch.id == StockLevel.batch_id)
            .join(MedicineRow, MedicineRow.id == StockLevel.medicine_id)
            .join(StoreRow, StoreRow.id == StockLevel.store_id)
            .where(StockLevel.store_id == count.store_id, StockLevel.on_hand > 0, _within(count, today))
        )
        columns = ["count_id", "batch_id", "quarantined"]
        listed = insert(StockCountLineRow).from_select(columns, there).returning(StockCountLineRow.batch_id)
        return len(self._session.execute(listed).all())

    def counted_elsewhere(self, count: StockCountRow) -> str | None:
        """The number of another open count that has some of the same on its list."""
        mine, other = aliased(StockCountLineRow), aliased(StockCountLineRow)
        same = and_(mine.batch_id == other.batch_id, mine.quarantined == other.quarantined, mine.count_id == count.id)
        return self._session.scalar(
            select(StockCountRow.count_no)
            .where(
                StockCountRow.store_id == count.store_id,
                StockCountRow.status == CountStatus.OPEN,
                StockCountRow.id != count.id,
                exists().where(other.count_id == StockCountRow.id, same),
            )
            .limit(1)
        )

    def newest(self, store_id: StoreId | None, limit: int) -> list[CountFound]:
        """The open ones first."""
        of_store = true() if store_id is None else StockCountRow.store_id == store_id
        return self._found(of_store, limit)

    def whole(self, count_id: StockCountId) -> CountFound:
        """Raises CountNotFound."""
        for found in self._found(StockCountRow.id == count_id, 1):
            return found
        raise CountNotFound(count_id)

    def lines(self, count_id: StockCountId, keys: Collection[Key] | None = None) -> list[LineFound]:
        """As the shelf is walked: by medicine, then by expiry; all, or some of them."""
        newest = (
            select(StockTally, func.count().over(partition_by=_BATCH).label("times"))
            .where(StockTally.count_id == count_id)
            .ext(distinct_on(*_BATCH))
            .order_by(*_BATCH, StockTally.id.desc())
            .subquery()
        )
        tally = aliased(StockTally, newest)
        found = (
            select(StockBatch, MedicineRow, StockCountLineRow.quarantined, tally, Employee.full_name, newest.c.times)
            .select_from(StockCountLineRow)
            .join(StockBatch, StockBatch.id == StockCountLineRow.batch_id)
            .join(MedicineRow, MedicineRow.id == StockBatch.medicine_id)
            .outerjoin(
                newest,
                and_(
                    newest.c.batch_id == StockCountLineRow.batch_id,
                    newest.c.quarantined == StockCountLineRow.quarantined,
                ),
            )
            .outerjoin(Employee, Employee.id == newest.c.counted_by)
            .where(StockCountLineRow.count_id == count_id)
            .order_by(
                MedicineRow.generic,
                MedicineRow.form,
                MedicineRow.strength,
                StockBatch.expires_on,
                StockBatch.id,
                StockCountLineRow.quarantined,
            )
        )
        if keys is not None:
            found = found.where(tuple_(StockCountLineRow.batch_id, StockCountLineRow.quarantined).in_(keys))
        return [
            LineFound(batch, medicine, quarantined, tallied, counted_by or "", times or 0)
            for batch, medicine, quarantined, tallied, counted_by, times in self._session.execute(found)
        ]

    def listed(self, count_id: StockCountId) -> set[Key]:
        found = select(StockCountLineRow.batch_id, StockCountLineRow.quarantined)
        return {(row[0], row[1]) for row in self._session.execute(found.where(StockCountLineRow.count_id == count_id))}

    def counters(self, count_id: StockCountId) -> set[EmployeeId]:
        """Whoever has counted any of it."""
        return set(self._session.scalars(select(StockTally.counted_by).where(StockTally.count_id == count_id)))

    def _found(self, which: ColumnElement[bool], limit: int) -> list[CountFound]:
        closer, second = aliased(Employee), aliased(Employee)
        of_count = StockCountLineRow.count_id == StockCountRow.id
        listed = select(func.count()).select_from(StockCountLineRow).where(of_count).scalar_subquery()
        counted = (
            select(func.count(func.distinct(tuple_(*_BATCH))))
            .where(StockTally.count_id == StockCountRow.id)
            .scalar_subquery()
        )
        found = (
            select(
                StockCountRow,
                StoreRow.name,
                Employee.full_name,
                closer.full_name,
                second.full_name,
                listed,
                counted,
            )
            .join(StoreRow, StoreRow.id == StockCountRow.store_id)
            .join(Employee, Employee.id == StockCountRow.opened_by)
            .outerjoin(closer, closer.id == StockCountRow.closed_by)
            .outerjoin(second, second.id == StockCountRow.second_person)
            .where(which)
            .order_by(case((StockCountRow.status == CountStatus.OPEN, 0), else_=1), StockCountRow.id.desc())
            .limit(limit)
        )
        return [CountFound(*row) for row in self._session.execute(found)]


_BATCH = (StockTally.batch_id, StockTally.quarantined)


def _within(count: StockCountRow, today: date) -> ColumnElement[bool]:
    match count.part:
        case CountPart.LETTERS:
            first = func.upper(func.left(MedicineRow.generic, 1))
            return first.between(count.first_letter, count.last_letter)
        case CountPart.SOON:
            return StockBatch.expires_on <= today + StoreRow.soon_days
        case CountPart.CONTROLLED:
            return MedicineRow.controlled.is_(True)
        case CountPart.ALL:
            return true()
