"""What is let off a bill, by whom and why; and how much of it one person may give alone."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("settings", sa.Column("discount_limit", sa.Numeric(5, 2), server_default="10", nullable=False))
    op.create_table(
        "bill_discounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("bill_item_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Numeric(14, 3), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("takes_back", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "value > 0 AND (kind = 'amount' OR value <= 100)", name=op.f("ck_bill_discounts_value")
        ),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_bill_discounts_bill_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["employees.id"], name=op.f("fk_bill_discounts_asked_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["employees.id"], name=op.f("fk_bill_discounts_approved_by")),
        sa.ForeignKeyConstraint(["takes_back"], ["bill_discounts.id"], name=op.f("fk_bill_discounts_takes_back")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_discounts")),
        sa.UniqueConstraint("takes_back", name=op.f("uq_bill_discounts_takes_back")),
    )
    op.create_index("ix_bill_discounts_bill_id", "bill_discounts", ["bill_id", "id"])


def downgrade() -> None:
    op.drop_table("bill_discounts")
    op.drop_column("settings", "discount_limit")
