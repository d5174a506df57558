"""Stores, batches and moves. What is on hand is kept by the database alone (migrations/guards/stock.sql)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import (
    DepartmentId,
    EmployeeId,
    MedicineId,
    StockBatchId,
    StockCountId,
    StockMoveId,
    StockTransferId,
    StoreId,
    WorkstationId,
)
from shared.models.stock import MoveType, StoreKind, TransferStatus
from shared.models.stock_counts import CountPart, CountStatus

QUANTITY = Numeric(12, 3)
PRICE = Numeric(14, 4)


class StoreRow(Base):
    """A place where stock lies: the pharmacy, a ward's cupboard, the laboratory's."""

    __tablename__ = "stores"

    id: Mapped[StoreId] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[StoreKind]
    department_id: Mapped[DepartmentId | None] = mapped_column(ForeignKey("departments.id"))
    soon_days: Mapped[int] = mapped_column(default=90)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class StockBatch(Base):
    """One batch of a medicine, whichever stores it lies in; it stays as it came, but for being recalled."""

    __tablename__ = "stock_batches"
    __table_args__ = (
        UniqueConstraint("medicine_id", "batch_no"),
        Index("ix_stock_batches_batch_no", text("lower(batch_no)")),
        CheckConstraint("cost >= 0 AND price >= 0", name="prices"),
    )

    id: Mapped[StockBatchId] = mapped_column(primary_key=True)
    medicine_id: Mapped[MedicineId] = mapped_column(ForeignKey("medicines.id"))
    batch_no: Mapped[str]
    # The last day on which it may be used.
    expires_on: Mapped[date]
    cost: Mapped[Decimal] = mapped_column(PRICE)
    price: Mapped[Decimal] = mapped_column(PRICE)
    supplier: Mapped[str] = mapped_column(default="")
    # Set by the database, from the newest of `stock_recalls`.
    recalled: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    recalled_because: Mapped[str] = mapped_column(default="", server_default="")
    first_seen_at: Mapped[datetime]


class StockMove(Base):
    """Append-only: a wrong one is answered by an opposite one. Everything on hand is the sum of these."""

    __tablename__ = "stock_moves"
    __table_args__ = (
        Index("ix_stock_moves_batch", "batch_id", "store_id", "id"),
        Index("ix_stock_moves_reference", "reference_type", "reference_id"),
        Index("ix_stock_moves_day", "store_id", "business_date"),
        CheckConstraint(
            "CASE WHEN type IN ('opening', 'receive', 'patient_return', 'transfer_in') THEN quantity > 0 "
            "WHEN type IN ('dispense', 'sale', 'supplier_return', 'transfer_out', 'expire', 'destroy') "
            "THEN quantity < 0 "
            "ELSE type IN ('adjust', 'quarantine', 'release') AND quantity <> 0 END",
            name="sign",
        ),
        CheckConstraint("NOT (quarantined AND type IN ('dispense', 'sale'))", name="not_from_quarantine"),
        CheckConstraint("quarantined OR type <> 'patient_return'", name="returned_to_quarantine"),
        CheckConstraint("type NOT IN ('adjust', 'destroy', 'quarantine', 'release') OR reason <> ''", name="says_why"),
        CheckConstraint(
            "second_person IS DISTINCT FROM moved_by "
            "AND (second_person IS NOT NULL OR type NOT IN ('adjust', 'expire', 'destroy'))",
            name="two_persons",
        ),
    )

    id: Mapped[StockMoveId] = mapped_column(primary_key=True)
    store_id: Mapped[StoreId] = mapped_column(ForeignKey("stores.id"))
    batch_id: Mapped[StockBatchId] = mapped_column(ForeignKey("stock_batches.id"))
    quarantined: Mapped[bool] = mapped_column(default=False)
    type: Mapped[MoveType]
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    # What one cost, of goods that came in.
    cost: Mapped[Decimal | None] = mapped_column(PRICE)
    reason: Mapped[str] = mapped_column(default="")
    # Polymorphic, as a bill's lines: what the move belongs to.
    reference_type: Mapped[str] = mapped_column(default="")
    reference_id: Mapped[UUID | None]
    reference_no: Mapped[str] = mapped_column(default="", server_default="")
    second_person: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    moved_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    moved_at: Mapped[datetime]
    # The database works it out of `moved_at` itself: what is expired goes by it.
    business_date: Mapped[date]


class StockLevel(Base):
    """On hand, by batch, store and quarantine: written by the trigger of the moves and by nothing else."""

    __tablename__ = "stock_levels"
    __table_args__ = (
        Index("ix_stock_levels_medicine", "medicine_id", "store_id"),
        CheckConstraint("on_hand >= 0", name="on_hand"),
    )

    store_id: Mapped[StoreId] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    batch_id: Mapped[StockBatchId] = mapped_column(ForeignKey("stock_batches.id"), primary_key=True)
    quarantined: Mapped[bool] = mapped_column(primary_key=True)
    medicine_id: Mapped[MedicineId] = mapped_column(ForeignKey("medicines.id"))
    on_hand: Mapped[Decimal] = mapped_column(QUANTITY)


class StockRecall(Base):
    """Append-only: a batch was called back, or the call taken back. The newest counts."""

    __tablename__ = "stock_recalls"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[StockBatchId] = mapped_column(ForeignKey("stock_batches.id"), index=True)
    recalled: Mapped[bool]
    reason: Mapped[str]
    recalled_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    recalled_at: Mapped[datetime]


class BatchCorrection(Base):
    """Append-only: the pack says otherwise than was typed. The database puts it right; what stood before is kept."""

    __tablename__ = "stock_batch_corrections"
    __table_args__ = (
        CheckConstraint("second_person <> corrected_by", name="two_persons"),
        CheckConstraint("reason <> ''", name="says_why"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[StockBatchId] = mapped_column(ForeignKey("stock_batches.id"), index=True)
    batch_no_before: Mapped[str]
    expires_on_before: Mapped[date]
    batch_no: Mapped[str]
    expires_on: Mapped[date]
    reason: Mapped[str]
    second_person: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    corrected_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    corrected_at: Mapped[datetime]


class MedicinePack(Base):
    """As a medicine is bought: a box of 100; the first is the usual one."""

    __tablename__ = "medicine_packs"
    __table_args__ = (CheckConstraint("units > 0", name="units"),)

    medicine_id: Mapped[MedicineId] = mapped_column(ForeignKey("medicines.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    units: Mapped[Decimal] = mapped_column(QUANTITY)


class ReorderLevel(Base):
    """At or below it a medicine is low in a store."""

    __tablename__ = "reorder_levels"

    store_id: Mapped[StoreId] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    medicine_id: Mapped[MedicineId] = mapped_column(ForeignKey("medicines.id"), primary_key=True)
    level: Mapped[Decimal] = mapped_column(QUANTITY)


class StockTransferRow(Base):
    """Goods on the way from one store to another; frozen once they have arrived."""

    __tablename__ = "stock_transfers"
    __table_args__ = (
        Index("ix_stock_transfers_open", "id", postgresql_where=text("status = 'sent'")),
        CheckConstraint("store_id <> to_store_id", name="two_stores"),
    )

    id: Mapped[StockTransferId] = mapped_column(primary_key=True)
    transfer_no: Mapped[str] = mapped_column(unique=True)
    status: Mapped[TransferStatus]
    store_id: Mapped[StoreId] = mapped_column(ForeignKey("stores.id"), index=True)
    to_store_id: Mapped[StoreId] = mapped_column(ForeignKey("stores.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    sent_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    sent_at: Mapped[datetime]
    received_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    received_at: Mapped[datetime | None]
    explanation: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class StockTransferLineRow(Base):
    __tablename__ = "stock_transfer_lines"
    __table_args__ = (CheckConstraint("sent > 0 AND received BETWEEN 0 AND sent", name="quantities"),)

    transfer_id: Mapped[StockTransferId] = mapped_column(ForeignKey("stock_transfers.id"), primary_key=True)
    batch_id: Mapped[StockBatchId] = mapped_column(ForeignKey("stock_batches.id"), primary_key=True)
    sent: Mapped[Decimal] = mapped_column(QUANTITY)
    received: Mapped[Decimal | None] = mapped_column(QUANTITY)


class StockCountRow(Base):
    """A store, or a part of it, while it is counted; frozen once it is posted or dropped."""

    __tablename__ = "stock_counts"
    __table_args__ = (
        Index("ix_stock_counts_open", "store_id", postgresql_where=text("status = 'open'")),
        CheckConstraint("second_person <> closed_by", name="two_persons"),
        CheckConstraint("(status = 'posted') = (second_person IS NOT NULL)", name="posted_by_two"),
        CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed"),
    )

    id: Mapped[StockCountId] = mapped_column(primary_key=True)
    count_no: Mapped[str] = mapped_column(unique=True)
    store_id: Mapped[StoreId] = mapped_column(ForeignKey("stores.id"))
    part: Mapped[CountPart]
    first_letter: Mapped[str]
    last_letter: Mapped[str]
    note: Mapped[str]
    status: Mapped[CountStatus]
    opened_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    opened_at: Mapped[datetime]
    closed_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    closed_at: Mapped[datetime | None]
    second_person: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class StockCountLineRow(Base):
    """Append-only: what is on the list of a count."""

    __tablename__ = "stock_count_lines"

    count_id: Mapped[StockCountId] = mapped_column(ForeignKey("stock_counts.id"), primary_key=True)
    batch_id: Mapped[StockBatchId] = mapped_column(ForeignKey("stock_batches.id"), primary_key=True)
    quarantined: Mapped[bool] = mapped_column(primary_key=True)


class StockTally(Base):
    """Append-only: so many were there, and so many by the card at that moment. The newest counts."""

    __tablename__ = "stock_tallies"
    __table_args__ = (
        ForeignKeyConstraint(
            ["count_id", "batch_id", "quarantined"],
            ["stock_count_lines.count_id", "stock_count_lines.batch_id", "stock_count_lines.quarantined"],
            name="fk_stock_tallies_line",
        ),
        Index("ix_stock_tallies_line", "count_id", "batch_id", "quarantined", "id"),
        CheckConstraint("counted >= 0 AND expected >= 0", name="quantities"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    count_id: Mapped[StockCountId]
    batch_id: Mapped[StockBatchId]
    quarantined: Mapped[bool]
    expected: Mapped[Decimal] = mapped_column(QUANTITY)
    counted: Mapped[Decimal] = mapped_column(QUANTITY)
    counted_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    counted_at: Mapped[datetime]
