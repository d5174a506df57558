"""SQL of what only grows: goods received, the prices they made known, and goods sent back."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from server.core.database import Base
from server.features.prescriptions.tables import MedicineRow
from server.features.purchases.tables import (
    GoodsReceivedLineRow,
    GoodsReceivedRow,
    PurchaseOrderLineRow,
    PurchasePriceRow,
    SupplierReturnLineRow,
    SupplierReturnRow,
    SupplierRow,
)
from server.features.staff.tables import Employee
from server.features.stock.tables import StockBatch, StoreRow
from shared.ids import GoodsReceivedId, MedicineId, PurchaseOrderId, SupplierId, SupplierReturnId


class GoodsFound(NamedTuple):
    goods: GoodsReceivedRow
    received_by: str


class GoodsLineFound(NamedTuple):
    line: GoodsReceivedLineRow
    ordered: PurchaseOrderLineRow
    batch: StockBatch
    medicine: MedicineRow


class PriceFound(NamedTuple):
    price: PurchasePriceRow
    medicine: MedicineRow
    supplier: str
    goods_no: str
    received_at: datetime


class ReturnFound(NamedTuple):
    returned: SupplierReturnRow
    supplier: str
    store: str
    returned_by: str
    second_person: str


class ReturnLineFound(NamedTuple):
    line: SupplierReturnLineRow
    batch: StockBatch
    medicine: MedicineRow


class GoodsRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, first: Base, rest: Sequence[Base]) -> None:
        self._session.add(first)
        self._session.flush()  # rows without relationships: parents go first
        self._session.add_all(rest)
        self._session.flush()  # the answer is read back

    # Goods received

    def receipts(self, order_id: PurchaseOrderId) -> list[GoodsFound]:
        """The newest first."""
        found = (
            select(GoodsReceivedRow, Employee.full_name)
            .join(Employee, Employee.id == GoodsReceivedRow.received_by)
            .where(GoodsReceivedRow.order_id == order_id)
            .order_by(GoodsReceivedRow.id.desc())
        )
        return [GoodsFound(*row) for row in self._session.execute(found)]

    def receipt_lines(self, order_id: PurchaseOrderId) -> dict[GoodsReceivedId, list[GoodsLineFound]]:
        found = (
            select(GoodsReceivedLineRow, PurchaseOrderLineRow, StockBatch, MedicineRow)
            .join(
                PurchaseOrderLineRow,
                (PurchaseOrderLineRow.order_id == GoodsReceivedLineRow.order_id)
                & (PurchaseOrderLineRow.line == GoodsReceivedLineRow.order_line),
            )
            .join(StockBatch, StockBatch.id == GoodsReceivedLineRow.batch_id)
            .join(MedicineRow, MedicineRow.id == StockBatch.medicine_id)
            .where(GoodsReceivedLineRow.order_id == order_id)
            .order_by(GoodsReceivedLineRow.goods_id, GoodsReceivedLineRow.line)
        )
        lines: dict[GoodsReceivedId, list[GoodsLineFound]] = defaultdict(list)
        for row in self._session.execute(found):
            lines[row[0].goods_id].append(GoodsLineFound(*row))
        return lines

    # Prices

    def history(self, medicine_id: MedicineId, limit: int) -> list[PriceFound]:
        """The newest first, of all suppliers."""
        of_medicine = PurchasePriceRow.medicine_id == medicine_id
        return self._prices(_prices().where(of_medicine).order_by(PurchasePriceRow.id.desc()).limit(limit))

    def made_known(self, goods_id: GoodsReceivedId) -> list[PriceFound]:
        return self._prices(_prices().where(PurchasePriceRow.goods_id == goods_id).order_by(PurchasePriceRow.id))

    def last(self, medicine_ids: Collection[MedicineId], supplier_id: SupplierId | None = None) -> list[PriceFound]:
        """The newest of each medicine from each supplier, or from one."""
        of_supplier = true() if supplier_id is None else PurchasePriceRow.supplier_id == supplier_id
        newest = aliased(
            PurchasePriceRow,
            select(PurchasePriceRow)
            .where(PurchasePriceRow.medicine_id.in_(medicine_ids), of_supplier)
            .ext(distinct_on(PurchasePriceRow.medicine_id, PurchasePriceRow.supplier_id))
            .order_by(PurchasePriceRow.medicine_id, PurchasePriceRow.supplier_id, PurchasePriceRow.id.desc())
            .subquery(),
        )
        return self._prices(_prices(newest))

    def _prices(self, asked: Select[PurchasePriceRow, MedicineRow, str, str, datetime]) -> list[PriceFound]:
        return [PriceFound(*row) for row in self._session.execute(asked)]

    # Returns

    def returns(self, supplier_id: SupplierId | None, limit: int) -> list[ReturnFound]:
        """The newest first."""
        return self._returns(true() if supplier_id is None else SupplierReturnRow.supplier_id == supplier_id, limit)

    def returned(self, return_id: SupplierReturnId) -> ReturnFound:
        (found,) = self._returns(SupplierReturnRow.id == return_id, 1)
        return found

    def return_lines(self, ids: Collection[SupplierReturnId]) -> dict[SupplierReturnId, list[ReturnLineFound]]:
        found = (
            select(SupplierReturnLineRow, StockBatch, MedicineRow)
            .join(StockBatch, StockBatch.id == SupplierReturnLineRow.batch_id)
            .join(MedicineRow, MedicineRow.id == StockBatch.medicine_id)
            .where(SupplierReturnLineRow.return_id.in_(ids))
            .order_by(MedicineRow.generic, StockBatch.expires_on, StockBatch.id, SupplierReturnLineRow.quarantined)
        )
        lines: dict[SupplierReturnId, list[ReturnLineFound]] = defaultdict(list)
        for row in self._session.execute(found):
            lines[row[0].return_id].append(ReturnLineFound(*row))
        return lines

    def _returns(self, which: ColumnElement[bool], limit: int) -> list[ReturnFound]:
        second = aliased(Employee)
        found = (
            select(SupplierReturnRow, SupplierRow.name, StoreRow.name, Employee.full_name, second.full_name)
            .join(SupplierRow, SupplierRow.id == SupplierReturnRow.supplier_id)
            .join(StoreRow, StoreRow.id == SupplierReturnRow.store_id)
            .join(Employee, Employee.id == SupplierReturnRow.returned_by)
            .join(second, second.id == SupplierReturnRow.second_person)
            .where(which)
            .order_by(SupplierReturnRow.id.desc())
            .limit(limit)
        )
        return [ReturnFound(*row) for row in self._session.execute(found)]


def _prices(
    prices: type[PurchasePriceRow] = PurchasePriceRow,
) -> Select[PurchasePriceRow, MedicineRow, str, str, datetime]:
    return (
        select(prices, MedicineRow, SupplierRow.name, GoodsReceivedRow.goods_no, GoodsReceivedRow.received_at)
        .join(MedicineRow, MedicineRow.id == prices.medicine_id)
        .join(SupplierRow, SupplierRow.id == prices.supplier_id)
        .join(GoodsReceivedRow, GoodsReceivedRow.id == prices.goods_id)
    )
