"""Stock counts, packs of medicines, and corrections of what was typed of a batch."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "medicine_packs",
        sa.Column("medicine_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("units", sa.Numeric(12, 3), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_medicine_packs_units")),
        sa.ForeignKeyConstraint(["medicine_id"], ["medicines.id"], name=op.f("fk_medicine_packs_medicine_id")),
        sa.PrimaryKeyConstraint("medicine_id", "place", name=op.f("pk_medicine_packs")),
    )
    op.create_table(
        "stock_batch_corrections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("batch_no_before", sa.Text(), nullable=False),
        sa.Column("expires_on_before", sa.Date(), nullable=False),
        sa.Column("batch_no", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("second_person", sa.Uuid(), nullable=False),
        sa.Column("corrected_by", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("second_person <> corrected_by", name=op.f("ck_stock_batch_corrections_two_persons")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_stock_batch_corrections_says_why")),
        sa.ForeignKeyConstraint(["batch_id"], ["stock_batches.id"], name=op.f("fk_stock_batch_corrections_batch_id")),
        sa.ForeignKeyConstraint(
            ["second_person"], ["employees.id"], name=op.f("fk_stock_batch_corrections_second_person")
        ),
        sa.ForeignKeyConstraint(
            ["corrected_by"], ["employees.id"], name=op.f("fk_stock_batch_corrections_corrected_by")
        ),
        sa.ForeignKeyConstraint(
            ["workstation_id"], ["workstations.id"], name=op.f("fk_stock_batch_corrections_workstation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_batch_corrections")),
    )
    op.create_index(op.f("ix_stock_batch_corrections_batch_id"), "stock_batch_corrections", ["batch_id"])
    op.create_table(
        "stock_counts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("count_no", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("first_letter", sa.Text(), nullable=False),
        sa.Column("last_letter", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_person", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("second_person <> closed_by", name=op.f("ck_stock_counts_two_persons")),
        sa.CheckConstraint(
            "(status = 'posted') = (second_person IS NOT NULL)", name=op.f("ck_stock_counts_posted_by_two")
        ),
        sa.CheckConstraint("(status = 'open') = (closed_at IS NULL)", name=op.f("ck_stock_counts_closed")),
        sa.ForeignKeyConstraint(["closed_by"], ["employees.id"], name=op.f("fk_stock_counts_closed_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["employees.id"], name=op.f("fk_stock_counts_opened_by")),
        sa.ForeignKeyConstraint(["second_person"], ["employees.id"], name=op.f("fk_stock_counts_second_person")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_stock_counts_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_counts")),
        sa.UniqueConstraint("count_no", name=op.f("uq_stock_counts_count_no")),
    )
    op.create_index(
        "ix_stock_counts_open", "stock_counts", ["store_id"], postgresql_where=sa.text("status = 'open'")
    )
    op.create_table(
        "stock_count_lines",
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["stock_batches.id"], name=op.f("fk_stock_count_lines_batch_id")),
        sa.ForeignKeyConstraint(["count_id"], ["stock_counts.id"], name=op.f("fk_stock_count_lines_count_id")),
        sa.PrimaryKeyConstraint("count_id", "batch_id", "quarantined", name=op.f("pk_stock_count_lines")),
    )
    op.create_table(
        "stock_tallies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.Column("expected", sa.Numeric(12, 3), nullable=False),
        sa.Column("counted", sa.Numeric(12, 3), nullable=False),
        sa.Column("counted_by", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("counted >= 0 AND expected >= 0", name=op.f("ck_stock_tallies_quantities")),
        sa.ForeignKeyConstraint(["counted_by"], ["employees.id"], name=op.f("fk_stock_tallies_counted_by")),
        sa.ForeignKeyConstraint(["workstation_id"], ["workstations.id"], name=op.f("fk_stock_tallies_workstation_id")),
        sa.ForeignKeyConstraint(
            ["count_id", "batch_id", "quarantined"],
            ["stock_count_lines.count_id", "stock_count_lines.batch_id", "stock_count_lines.quarantined"],
            name="fk_stock_tallies_line",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_tallies")),
    )
    op.create_index("ix_stock_tallies_line", "stock_tallies", ["count_id", "batch_id", "quarantined", "id"])


def downgrade() -> None:
    op.drop_table("stock_tallies")
    op.drop_table("stock_count_lines")
    op.drop_table("stock_counts")
    op.drop_table("stock_batch_corrections")
    op.drop_table("medicine_packs")
