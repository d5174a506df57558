"""Transfers of stock between stores."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stock_transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("transfer_no", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("to_store_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("store_id <> to_store_id", name=op.f("ck_stock_transfers_two_stores")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_stock_transfers_store_id")),
        sa.ForeignKeyConstraint(["to_store_id"], ["stores.id"], name=op.f("fk_stock_transfers_to_store_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["employees.id"], name=op.f("fk_stock_transfers_sent_by")),
        sa.ForeignKeyConstraint(["received_by"], ["employees.id"], name=op.f("fk_stock_transfers_received_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_transfers")),
        sa.UniqueConstraint("transfer_no", name=op.f("uq_stock_transfers_transfer_no")),
    )
    op.create_index(op.f("ix_stock_transfers_store_id"), "stock_transfers", ["store_id"], unique=False)
    op.create_index(op.f("ix_stock_transfers_to_store_id"), "stock_transfers", ["to_store_id"], unique=False)
    op.create_index(
        "ix_stock_transfers_open",
        "stock_transfers",
        ["id"],
        unique=False,
        postgresql_where=sa.text("status = 'sent'"),
    )
    op.create_table(
        "stock_transfer_lines",
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("sent", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("received", sa.Numeric(precision=12, scale=3), nullable=True),
        sa.CheckConstraint("sent > 0 AND received BETWEEN 0 AND sent", name=op.f("ck_stock_transfer_lines_quantities")),
        sa.ForeignKeyConstraint(["batch_id"], ["stock_batches.id"], name=op.f("fk_stock_transfer_lines_batch_id")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["stock_transfers.id"], name=op.f("fk_stock_transfer_lines_transfer_id")
        ),
        sa.PrimaryKeyConstraint("transfer_id", "batch_id", name=op.f("pk_stock_transfer_lines")),
    )


def downgrade() -> None:
    op.drop_table("stock_transfer_lines")
    op.drop_table("stock_transfers")
