"""SQL of transfers between stores."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, literal, or_, select
from sqlalchemy.orm import Session, aliased

from server.core.database import Base
from server.features.prescriptions.tables import MedicineRow
from server.features.staff.tables import Employee
from server.features.stock.tables import StockBatch, StockTransferLineRow, StockTransferRow, StoreRow
from shared.contracts.stock import TransferNotFound
from shared.ids import StockTransferId, StoreId
from shared.models.stock import TransferStatus


class TransferFound(NamedTuple):
    transfer: StockTransferRow
    store: str
    to_store: str
    sent_by: str
    received_by: str | None


class LineFound(NamedTuple):
    line: StockTransferLineRow
    batch: StockBatch
    medicine: MedicineRow


class TransferRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, transfer: StockTransferRow, lines: Sequence[Base]) -> None:
        self._session.add(transfer)
        self._session.flush()  # rows without relationships: parents go first
        self._session.add_all(lines)
        self._session.flush()  # the answer is read back

    def locked(self, transfer_id: StockTransferId) -> StockTransferRow:
        """Raises TransferNotFound."""
        found = self._session.scalar(
            select(StockTransferRow).where(StockTransferRow.id == transfer_id).with_for_update()
        )
        if found is None:
            raise TransferNotFound(transfer_id)
        return found

    def newest(self, store_id: StoreId | None, limit: int) -> list[TransferFound]:
        """Those on the way first."""
        on_the_way = case((StockTransferRow.status == TransferStatus.SENT, 0), else_=1)
        return self._found(store_id, None, limit, on_the_way)

    def whole(self, transfer_id: StockTransferId) -> TransferFound:
        (found,) = self._found(None, transfer_id, 1, literal(0))
        return found

    def lines(self, ids: Collection[StockTransferId]) -> dict[StockTransferId, list[LineFound]]:
        found = (
            select(StockTransferLineRow, StockBatch, MedicineRow)
            .join(StockBatch, StockBatch.id == StockTransferLineRow.batch_id)
            .join(MedicineRow, MedicineRow.id == StockBatch.medicine_id)
            .where(StockTransferLineRow.transfer_id.in_(ids))
            .order_by(MedicineRow.generic, StockBatch.expires_on, StockBatch.id)
        )
        lines: dict[StockTransferId, list[LineFound]] = defaultdict(list)
        for row in self._session.execute(found):
            lines[row[0].transfer_id].append(LineFound(*row))
        return lines

    def _found(
        self, store_id: StoreId | None, transfer_id: StockTransferId | None, limit: int, first: ColumnElement[Any]
    ) -> list[TransferFound]:
        to_store, receiver = aliased(StoreRow), aliased(Employee)
        found = (
            select(StockTransferRow, StoreRow.name, to_store.name, Employee.full_name, receiver.full_name)
            .join(StoreRow, StoreRow.id == StockTransferRow.store_id)
            .join(to_store, to_store.id == StockTransferRow.to_store_id)
            .join(Employee, Employee.id == StockTransferRow.sent_by)
            .outerjoin(receiver, receiver.id == StockTransferRow.received_by)
            .order_by(first, StockTransferRow.id.desc())
            .limit(limit)
        )
        if store_id is not None:
            found = found.where(or_(StockTransferRow.store_id == store_id, StockTransferRow.to_store_id == store_id))
        if transfer_id is not None:
            found = found.where(StockTransferRow.id == transfer_id)
        return [TransferFound(*row) for row in self._session.execute(found)]
