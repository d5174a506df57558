"""SQL of suppliers and orders."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, select, true
from sqlalchemy.orm import Session, aliased

from server.core.database import Base
from server.features.prescriptions.tables import MedicineRow
from server.features.purchases.tables import (
    GoodsReceivedLineRow,
    PurchaseOrderLineRow,
    PurchaseOrderRow,
    SupplierRow,
)
from server.features.staff.tables import Employee
from server.features.stock.tables import StoreRow
from shared.contracts.purchases import OrderNotFound, SupplierNotFound
from shared.ids import MedicineId, PurchaseOrderId, StoreId, SupplierId
from shared.models.purchases import OPEN_ORDERS, ListOrders, OrderStatus, OrderView


class OrderFound(NamedTuple):
    order: PurchaseOrderRow
    supplier: str
    store: str
    drafted_by: str
    ordered_by: str | None
    closed_by: str | None
    items: int
    total: Decimal


class LineFound(NamedTuple):
    line: PurchaseOrderLineRow
    medicine: MedicineRow
    received: int
    free: int
    price: Decimal | None


class PurchaseRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, *rows: Base) -> None:
        self._session.add_all(rows)

    def flush(self) -> None:
        self._session.flush()  # rows without relationships: parents go first, and the answer is read back

    # Suppliers

    def suppliers(self, *, retired: bool) -> Sequence[SupplierRow]:
        found = select(SupplierRow).where(true() if retired else SupplierRow.is_active)
        return self._session.scalars(found.order_by(func.lower(SupplierRow.name))).all()

    def supplier(self, supplier_id: SupplierId) -> SupplierRow:
        """Raises SupplierNotFound."""
        found = self._session.get(SupplierRow, supplier_id)
        if found is None:
            raise SupplierNotFound(supplier_id)
        return found

    def supplier_locked(self, supplier_id: SupplierId) -> SupplierRow:
        """Raises SupplierNotFound."""
        found = self._session.scalar(select(SupplierRow).where(SupplierRow.id == supplier_id).with_for_update())
        if found is None:
            raise SupplierNotFound(supplier_id)
        return found

    def supplier_named(self, name: str) -> SupplierRow | None:
        return self._session.scalar(select(SupplierRow).where(func.lower(SupplierRow.name) == name.lower()))

    # Orders

    def order_locked(self, order_id: PurchaseOrderId) -> PurchaseOrderRow:
        """Raises OrderNotFound."""
        found = self._session.scalar(select(PurchaseOrderRow).where(PurchaseOrderRow.id == order_id).with_for_update())
        if found is None:
            raise OrderNotFound(order_id)
        return found

    def replace_lines(self, order_id: PurchaseOrderId, lines: Sequence[PurchaseOrderLineRow]) -> None:
        self._session.execute(delete(PurchaseOrderLineRow).where(PurchaseOrderLineRow.order_id == order_id))
        self.add(*lines)
        self.flush()

    def orders(self, asked: ListOrders, limit: int) -> list[OrderFound]:
        """The newest first."""
        is_open = PurchaseOrderRow.status.in_((OrderStatus.DRAFT, *OPEN_ORDERS))
        which: list[ColumnElement[bool]] = [is_open if asked.view is OrderView.OPEN else ~is_open]
        if asked.supplier_id:
            which.append(PurchaseOrderRow.supplier_id == asked.supplier_id)
        if asked.store_id:
            which.append(PurchaseOrderRow.store_id == asked.store_id)
        return self._found(which, limit)

    def whole(self, order_id: PurchaseOrderId) -> OrderFound:
        """Raises OrderNotFound."""
        for found in self._found([PurchaseOrderRow.id == order_id], 1):
            return found
        raise OrderNotFound(order_id)

    def lines(self, order_id: PurchaseOrderId) -> list[LineFound]:
        """With how much of each has come, and what one was sold at when it came last."""
        came = (
            select(
                GoodsReceivedLineRow.order_line,
                func.sum(GoodsReceivedLineRow.packs).label("packs"),
                func.sum(GoodsReceivedLineRow.free_packs).label("free"),
            )
            .where(GoodsReceivedLineRow.order_id == order_id)
            .group_by(GoodsReceivedLineRow.order_line)
            .subquery()
        )
        other = aliased(PurchaseOrderLineRow)
        sold_at = (
            select(GoodsReceivedLineRow.price)
            .join(
                other,
                (other.order_id == GoodsReceivedLineRow.order_id) & (other.line == GoodsReceivedLineRow.order_line),
            )
            .where(other.medicine_id == PurchaseOrderLineRow.medicine_id)
            .order_by(GoodsReceivedLineRow.goods_id.desc())
            .limit(1)
            .correlate(PurchaseOrderLineRow)
            .scalar_subquery()
        )
        found = (
            select(
                PurchaseOrderLineRow,
                MedicineRow,
                func.coalesce(came.c.packs, 0),
                func.coalesce(came.c.free, 0),
                sold_at,
            )
            .join(MedicineRow, MedicineRow.id == PurchaseOrderLineRow.medicine_id)
            .outerjoin(came, came.c.order_line == PurchaseOrderLineRow.line)
            .where(PurchaseOrderLineRow.order_id == order_id)
            .order_by(PurchaseOrderLineRow.line)
        )
        return [LineFound(*row) for row in self._session.execute(found)]

    def on_order(self, store_id: StoreId, medicine_ids: Collection[MedicineId]) -> dict[MedicineId, Decimal]:
        """Units on their way into a store."""
        came = (
            select(
                GoodsReceivedLineRow.order_id,
                GoodsReceivedLineRow.order_line,
                func.sum(GoodsReceivedLineRow.packs).label("packs"),
            )
            .group_by(GoodsReceivedLineRow.order_id, GoodsReceivedLineRow.order_line)
            .subquery()
        )
        left = func.greatest(PurchaseOrderLineRow.packs - func.coalesce(came.c.packs, 0), 0)
        found = (
            select(PurchaseOrderLineRow.medicine_id, left * PurchaseOrderLineRow.pack_size)
            .join(PurchaseOrderRow, PurchaseOrderRow.id == PurchaseOrderLineRow.order_id)
            .outerjoin(
                came,
                (came.c.order_id == PurchaseOrderLineRow.order_id) & (came.c.order_line == PurchaseOrderLineRow.line),
            )
            .where(
                PurchaseOrderRow.store_id == store_id,
                PurchaseOrderRow.status.in_(OPEN_ORDERS),
                PurchaseOrderLineRow.medicine_id.in_(medicine_ids),
            )
        )
        coming: dict[MedicineId, Decimal] = defaultdict(Decimal)
        for medicine_id, units in self._session.execute(found):
            coming[medicine_id] += units
        return coming

    def _found(self, which: Sequence[ColumnElement[bool]], limit: int) -> list[OrderFound]:
        orderer, closer = aliased(Employee), aliased(Employee)
        of_order = PurchaseOrderLineRow.order_id == PurchaseOrderRow.id
        items = select(func.count()).select_from(PurchaseOrderLineRow).where(of_order).scalar_subquery()
        total = (
            select(func.coalesce(func.sum(PurchaseOrderLineRow.net + PurchaseOrderLineRow.tax), 0))
            .where(of_order)
            .scalar_subquery()
        )
        found = (
            select(
                PurchaseOrderRow,
                SupplierRow.name,
                StoreRow.name,
                Employee.full_name,
                orderer.full_name,
                closer.full_name,
                items,
                total,
            )
            .join(SupplierRow, SupplierRow.id == PurchaseOrderRow.supplier_id)
            .join(StoreRow, StoreRow.id == PurchaseOrderRow.store_id)
            .join(Employee, Employee.id == PurchaseOrderRow.drafted_by)
            .outerjoin(orderer, orderer.id == PurchaseOrderRow.ordered_by)
            .outerjoin(closer, closer.id == PurchaseOrderRow.closed_by)
            .where(*which)
            .order_by(PurchaseOrderRow.id.desc())
            .limit(limit)
        )
        return [OrderFound(*row) for row in self._session.execute(found)]
