"""SQL of the lists about stock: the card of a medicine, and what is to be ordered."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased

from server.features.prescriptions.tables import MedicineRow
from server.features.staff.tables import Employee
from server.features.stock.tables import ReorderLevel, StockBatch, StockLevel, StockMove, StoreRow
from server.features.workstations.tables import Workstation
from shared.ids import MedicineId, StoreId
from shared.models.stock import MoveType


class CardRow(NamedTuple):
    move: StockMove
    balance: Decimal
    batch_no: str
    store: str
    moved_by: str
    second_person: str | None
    workstation: str


class UseRow(NamedTuple):
    medicine: MedicineRow
    on_hand: Decimal
    level: Decimal | None
    used: Decimal


class CardRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def card(self, medicine_id: MedicineId, store_id: StoreId | None, limit: int) -> list[CardRow]:
        """Newest first; the balance is that of the store asked for, else of all."""
        of_medicine = select(StockBatch.id).where(StockBatch.medicine_id == medicine_id)
        moves = select(StockMove.id, func.sum(StockMove.quantity).over(order_by=StockMove.id).label("balance")).where(
            StockMove.batch_id.in_(of_medicine)
        )
        if store_id is not None:
            moves = moves.where(StockMove.store_id == store_id)
        running = moves.subquery()
        second = aliased(Employee)
        found = (
            select(
                StockMove,
                running.c.balance,
                StockBatch.batch_no,
                StoreRow.name,
                Employee.full_name,
                second.full_name,
                Workstation.name,
            )
            .join(running, running.c.id == StockMove.id)
            .join(StockBatch, StockBatch.id == StockMove.batch_id)
            .join(StoreRow, StoreRow.id == StockMove.store_id)
            .join(Employee, Employee.id == StockMove.moved_by)
            .join(Workstation, Workstation.id == StockMove.workstation_id)
            .outerjoin(second, second.id == StockMove.second_person)
            .order_by(StockMove.id.desc())
            .limit(limit)
        )
        return [CardRow(*row) for row in self._session.execute(found)]

    def use(self, store_id: StoreId, since: date, today: date) -> list[UseRow]:
        """Of every medicine that the store keeps: what may be given of it, and what went to patients since then."""
        fit = case(
            (or_(StockLevel.quarantined, StockBatch.recalled, StockBatch.expires_on < today), 0),
            else_=StockLevel.on_hand,
        )
        lies = (
            select(StockLevel.medicine_id, func.sum(fit).label("on_hand"))
            .join(StockBatch, StockBatch.id == StockLevel.batch_id)
            .where(StockLevel.store_id == store_id)
            .group_by(StockLevel.medicine_id)
            .subquery()
        )
        went = (
            select(StockBatch.medicine_id, func.sum(-StockMove.quantity).label("used"))
            .join(StockBatch, StockBatch.id == StockMove.batch_id)
            .where(
                StockMove.store_id == store_id,
                StockMove.business_date >= since,
                StockMove.type.in_((MoveType.DISPENSE, MoveType.SALE, MoveType.PATIENT_RETURN)),
            )
            .group_by(StockBatch.medicine_id)
            .subquery()
        )
        found = (
            select(MedicineRow, func.coalesce(lies.c.on_hand, 0), ReorderLevel.level, func.coalesce(went.c.used, 0))
            .outerjoin(lies, lies.c.medicine_id == MedicineRow.id)
            .outerjoin(ReorderLevel, (ReorderLevel.medicine_id == MedicineRow.id) & (ReorderLevel.store_id == store_id))
            .outerjoin(went, went.c.medicine_id == MedicineRow.id)
            .where(MedicineRow.is_active, or_(lies.c.medicine_id.is_not(None), ReorderLevel.level.is_not(None)))
            .order_by(MedicineRow.generic, MedicineRow.form, MedicineRow.strength)
        )
        return [UseRow(*row) for row in self._session.execute(found)]
