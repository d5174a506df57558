"""Suppliers, orders, goods received, what was paid for medicines, and goods sent back."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suppliers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("tax_no", sa.Text(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppliers")),
    )
    op.create_index("uq_suppliers_name", "suppliers", [sa.text("lower(name)")], unique=True)
    op.create_table(
        "purchase_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by", sa.Uuid(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_because", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(order_no IS NULL) = (ordered_at IS NULL)", name=op.f("ck_purchase_orders_numbered")
        ),
        sa.CheckConstraint(
            "ordered_at IS NOT NULL OR status IN ('draft', 'cancelled')", name=op.f("ck_purchase_orders_placed")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_purchase_orders_supplier_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_purchase_orders_store_id")),
        sa.ForeignKeyConstraint(["drafted_by"], ["employees.id"], name=op.f("fk_purchase_orders_drafted_by")),
        sa.ForeignKeyConstraint(["ordered_by"], ["employees.id"], name=op.f("fk_purchase_orders_ordered_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["employees.id"], name=op.f("fk_purchase_orders_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_orders")),
        sa.UniqueConstraint("order_no", name=op.f("uq_purchase_orders_order_no")),
    )
    op.create_index(op.f("ix_purchase_orders_supplier_id"), "purchase_orders", ["supplier_id"])
    op.create_index(
        "ix_purchase_orders_open",
        "purchase_orders",
        ["id"],
        postgresql_where=sa.text("status IN ('draft', 'ordered', 'partly_received')"),
    )
    op.create_table(
        "purchase_order_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("medicine_id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("pack_size", sa.Numeric(12, 3), nullable=False),
        sa.Column("packs", sa.Integer(), nullable=False),
        sa.Column("pack_price", sa.Numeric(14, 4), nullable=False),
        sa.Column("tax_rate", sa.Numeric(7, 6), nullable=False),
        sa.Column("net", sa.Numeric(14, 3), nullable=False),
        sa.Column("tax", sa.Numeric(14, 3), nullable=False),
        sa.CheckConstraint(
            "packs > 0 AND pack_size > 0 AND pack_price >= 0 AND tax_rate BETWEEN 0 AND 1", name=op.f("ck_purchase_order_lines_amounts")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_orders.id"], name=op.f("fk_purchase_order_lines_order_id")),
        sa.ForeignKeyConstraint(["medicine_id"], ["medicines.id"], name=op.f("fk_purchase_order_lines_medicine_id")),
        sa.PrimaryKeyConstraint("order_id", "line", name=op.f("pk_purchase_order_lines")),
    )
    op.create_index(op.f("ix_purchase_order_lines_medicine_id"), "purchase_order_lines", ["medicine_id"])
    op.create_table(
        "goods_received",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("goods_no", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_note", sa.Text(), nullable=False),
        sa.Column("more_than_ordered", sa.Boolean(), nullable=False),
        sa.Column("received_by", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_orders.id"], name=op.f("fk_goods_received_order_id")),
        sa.ForeignKeyConstraint(["received_by"], ["employees.id"], name=op.f("fk_goods_received_received_by")),
        sa.ForeignKeyConstraint(["workstation_id"], ["workstations.id"], name=op.f("fk_goods_received_workstation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_received")),
        sa.UniqueConstraint("goods_no", name=op.f("uq_goods_received_goods_no")),
    )
    op.create_index(op.f("ix_goods_received_order_id"), "goods_received", ["order_id"])
    op.create_table(
        "goods_received_lines",
        sa.Column("goods_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("order_line", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("packs", sa.Integer(), nullable=False),
        sa.Column("free_packs", sa.Integer(), nullable=False),
        sa.Column("pack_price", sa.Numeric(14, 4), nullable=False),
        sa.Column("net", sa.Numeric(14, 3), nullable=False),
        sa.Column("tax", sa.Numeric(14, 3), nullable=False),
        sa.Column("price", sa.Numeric(14, 4), nullable=False),
        sa.CheckConstraint(
            "packs >= 0 AND free_packs >= 0 AND packs + free_packs > 0", name=op.f("ck_goods_received_lines_packs")
        ),
        sa.CheckConstraint(
            "pack_price >= 0 AND price >= 0", name=op.f("ck_goods_received_lines_prices")
        ),
        sa.ForeignKeyConstraint(["goods_id"], ["goods_received.id"], name=op.f("fk_goods_received_lines_goods_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["stock_batches.id"], name=op.f("fk_goods_received_lines_batch_id")),
        sa.ForeignKeyConstraint(
            ["order_id", "order_line"],
            ["purchase_order_lines.order_id", "purchase_order_lines.line"],
            name="fk_goods_received_lines_order_line",
        ),
        sa.PrimaryKeyConstraint("goods_id", "line", name=op.f("pk_goods_received_lines")),
    )
    op.create_index("ix_goods_received_lines_order", "goods_received_lines", ["order_id", "order_line"])
    op.create_index(op.f("ix_goods_received_lines_batch_id"), "goods_received_lines", ["batch_id"])
    op.create_table(
        "purchase_prices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("medicine_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("goods_id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("pack_size", sa.Numeric(12, 3), nullable=False),
        sa.Column("pack_price", sa.Numeric(14, 4), nullable=False),
        sa.Column("unit_price", sa.Numeric(14, 4), nullable=False),
        sa.Column("before", sa.Numeric(14, 4), nullable=True),
        sa.Column("tax_rate", sa.Numeric(7, 6), nullable=False),
        sa.CheckConstraint(
            "unit_price >= 0 AND pack_price >= 0 AND pack_size > 0", name=op.f("ck_purchase_prices_amounts")
        ),
        sa.ForeignKeyConstraint(["medicine_id"], ["medicines.id"], name=op.f("fk_purchase_prices_medicine_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_purchase_prices_supplier_id")),
        sa.ForeignKeyConstraint(["goods_id"], ["goods_received.id"], name=op.f("fk_purchase_prices_goods_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_prices")),
    )
    op.create_index("ix_purchase_prices_medicine", "purchase_prices", ["medicine_id", "supplier_id", "id"])
    op.create_index(op.f("ix_purchase_prices_goods_id"), "purchase_prices", ["goods_id"])
    op.create_table(
        "supplier_returns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("return_no", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("returned_by", sa.Uuid(), nullable=False),
        sa.Column("second_person", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "second_person <> returned_by", name=op.f("ck_supplier_returns_two_persons")
        ),
        sa.CheckConstraint(
            "reason <> ''", name=op.f("ck_supplier_returns_says_why")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_supplier_returns_supplier_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_supplier_returns_store_id")),
        sa.ForeignKeyConstraint(["returned_by"], ["employees.id"], name=op.f("fk_supplier_returns_returned_by")),
        sa.ForeignKeyConstraint(["second_person"], ["employees.id"], name=op.f("fk_supplier_returns_second_person")),
        sa.ForeignKeyConstraint(["workstation_id"], ["workstations.id"], name=op.f("fk_supplier_returns_workstation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_returns")),
        sa.UniqueConstraint("return_no", name=op.f("uq_supplier_returns_return_no")),
    )
    op.create_index(op.f("ix_supplier_returns_supplier_id"), "supplier_returns", ["supplier_id"])
    op.create_table(
        "supplier_return_lines",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.Column("quantity", sa.Numeric(12, 3), nullable=False),
        sa.Column("cost", sa.Numeric(14, 4), nullable=False),
        sa.Column("amount", sa.Numeric(14, 3), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 AND cost >= 0", name=op.f("ck_supplier_return_lines_amounts")
        ),
        sa.ForeignKeyConstraint(["return_id"], ["supplier_returns.id"], name=op.f("fk_supplier_return_lines_return_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["stock_batches.id"], name=op.f("fk_supplier_return_lines_batch_id")),
        sa.PrimaryKeyConstraint("return_id", "batch_id", "quarantined", name=op.f("pk_supplier_return_lines")),
    )


def downgrade() -> None:
    op.drop_table("supplier_return_lines")
    op.drop_table("supplier_returns")
    op.drop_table("purchase_prices")
    op.drop_table("goods_received_lines")
    op.drop_table("goods_received")
    op.drop_table("purchase_order_lines")
    op.drop_table("purchase_orders")
    op.drop_table("suppliers")
