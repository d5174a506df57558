"""Suppliers, orders, and what only grows: goods received, prices and returns (migrations/guards/purchases.sql)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import (
    EmployeeId,
    GoodsReceivedId,
    MedicineId,
    PurchaseOrderId,
    PurchasePriceId,
    StockBatchId,
    StoreId,
    SupplierId,
    SupplierReturnId,
    WorkstationId,
)
from shared.models.purchases import OrderStatus

_QUANTITY = Numeric(12, 3)
_PRICE = Numeric(14, 4)
_MONEY = Numeric(14, 3)
_RATE = Numeric(7, 6)


class SupplierRow(Base):
    __tablename__ = "suppliers"
    __table_args__ = (Index("uq_suppliers_name", text("lower(name)"), unique=True),)

    id: Mapped[SupplierId] = mapped_column(primary_key=True)
    name: Mapped[str]
    contact: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    address: Mapped[str]
    tax_no: Mapped[str]
    lead_days: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class PurchaseOrderRow(Base):
    """Its lines are frozen by the database once it is no draft."""

    __tablename__ = "purchase_orders"
    __table_args__ = (
        Index(
            "ix_purchase_orders_open", "id", postgresql_where=text("status IN ('draft', 'ordered', 'partly_received')")
        ),
        CheckConstraint("(order_no IS NULL) = (ordered_at IS NULL)", name="numbered"),
        CheckConstraint("ordered_at IS NOT NULL OR status IN ('draft', 'cancelled')", name="placed"),
    )

    id: Mapped[PurchaseOrderId] = mapped_column(primary_key=True)
    order_no: Mapped[str | None] = mapped_column(unique=True)
    status: Mapped[OrderStatus]
    supplier_id: Mapped[SupplierId] = mapped_column(ForeignKey("suppliers.id"), index=True)
    store_id: Mapped[StoreId] = mapped_column(ForeignKey("stores.id"))
    expected_on: Mapped[date | None]
    note: Mapped[str]
    drafted_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    drafted_at: Mapped[datetime]
    ordered_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    ordered_at: Mapped[datetime | None]
    closed_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    closed_at: Mapped[datetime | None]
    closed_because: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class PurchaseOrderLineRow(Base):
    __tablename__ = "purchase_order_lines"
    __table_args__ = (
        CheckConstraint("packs > 0 AND pack_size > 0 AND pack_price >= 0 AND tax_rate BETWEEN 0 AND 1", name="amounts"),
    )

    order_id: Mapped[PurchaseOrderId] = mapped_column(ForeignKey("purchase_orders.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    medicine_id: Mapped[MedicineId] = mapped_column(ForeignKey("medicines.id"), index=True)
    pack: Mapped[str]
    pack_size: Mapped[Decimal] = mapped_column(_QUANTITY)
    packs: Mapped[int]
    pack_price: Mapped[Decimal] = mapped_column(_PRICE)
    tax_rate: Mapped[Decimal] = mapped_column(_RATE)
    net: Mapped[Decimal] = mapped_column(_MONEY)
    tax: Mapped[Decimal] = mapped_column(_MONEY)


class GoodsReceivedRow(Base):
    """Append-only: a delivery against an order."""

    __tablename__ = "goods_received"

    id: Mapped[GoodsReceivedId] = mapped_column(primary_key=True)
    goods_no: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[PurchaseOrderId] = mapped_column(ForeignKey("purchase_orders.id"), index=True)
    delivery_note: Mapped[str]
    # More came than was ordered, and whoever counted said that it is kept.
    more_than_ordered: Mapped[bool]
    received_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    received_at: Mapped[datetime]


class GoodsReceivedLineRow(Base):
    """Append-only: so many packs of one batch."""

    __tablename__ = "goods_received_lines"
    __table_args__ = (
        ForeignKeyConstraint(
            ["order_id", "order_line"],
            ["purchase_order_lines.order_id", "purchase_order_lines.line"],
            name="fk_goods_received_lines_order_line",
        ),
        Index("ix_goods_received_lines_order", "order_id", "order_line"),
        CheckConstraint("packs >= 0 AND free_packs >= 0 AND packs + free_packs > 0", name="packs"),
        CheckConstraint("pack_price >= 0 AND price >= 0", name="prices"),
    )

    goods_id: Mapped[GoodsReceivedId] = mapped_column(ForeignKey("goods_received.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[PurchaseOrderId]
    order_line: Mapped[int]
    batch_id: Mapped[StockBatchId] = mapped_column(ForeignKey("stock_batches.id"), index=True)
    packs: Mapped[int]
    free_packs: Mapped[int]
    pack_price: Mapped[Decimal] = mapped_column(_PRICE)
    net: Mapped[Decimal] = mapped_column(_MONEY)
    tax: Mapped[Decimal] = mapped_column(_MONEY)
    price: Mapped[Decimal] = mapped_column(_PRICE)


class PurchasePriceRow(Base):
    """Append-only: what a supplier took for a medicine, and what it took the time before."""

    __tablename__ = "purchase_prices"
    __table_args__ = (
        Index("ix_purchase_prices_medicine", "medicine_id", "supplier_id", "id"),
        CheckConstraint("unit_price >= 0 AND pack_price >= 0 AND pack_size > 0", name="amounts"),
    )

    id: Mapped[PurchasePriceId] = mapped_column(primary_key=True)
    medicine_id: Mapped[MedicineId] = mapped_column(ForeignKey("medicines.id"))
    supplier_id: Mapped[SupplierId] = mapped_column(ForeignKey("suppliers.id"))
    goods_id: Mapped[GoodsReceivedId] = mapped_column(ForeignKey("goods_received.id"), index=True)
    pack: Mapped[str]
    pack_size: Mapped[Decimal] = mapped_column(_QUANTITY)
    pack_price: Mapped[Decimal] = mapped_column(_PRICE)
    unit_price: Mapped[Decimal] = mapped_column(_PRICE)
    before: Mapped[Decimal | None] = mapped_column(_PRICE)
    tax_rate: Mapped[Decimal] = mapped_column(_RATE)


class SupplierReturnRow(Base):
    """Append-only: goods that went back, and the number of the debit note."""

    __tablename__ = "supplier_returns"
    __table_args__ = (
        CheckConstraint("second_person <> returned_by", name="two_persons"),
        CheckConstraint("reason <> ''", name="says_why"),
    )

    id: Mapped[SupplierReturnId] = mapped_column(primary_key=True)
    return_no: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[SupplierId] = mapped_column(ForeignKey("suppliers.id"), index=True)
    store_id: Mapped[StoreId] = mapped_column(ForeignKey("stores.id"))
    reason: Mapped[str]
    returned_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    second_person: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    returned_at: Mapped[datetime]


class SupplierReturnLineRow(Base):
    """Append-only."""

    __tablename__ = "supplier_return_lines"
    __table_args__ = (CheckConstraint("quantity > 0 AND cost >= 0", name="amounts"),)

    return_id: Mapped[SupplierReturnId] = mapped_column(ForeignKey("supplier_returns.id"), primary_key=True)
    batch_id: Mapped[StockBatchId] = mapped_column(ForeignKey("stock_batches.id"), primary_key=True)
    quarantined: Mapped[bool] = mapped_column(primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(_QUANTITY)
    cost: Mapped[Decimal] = mapped_column(_PRICE)
    amount: Mapped[Decimal] = mapped_column(_MONEY)
