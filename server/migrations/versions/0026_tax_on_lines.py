"""A line says its tax rate, the list its price is of, and the package it came in."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bill_items", sa.Column("tax_rate", sa.Numeric(7, 6), nullable=False, server_default="0"))
    op.add_column("bill_items", sa.Column("tax_inclusive", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("bill_items", sa.Column("price_version_id", sa.Uuid(), nullable=True))
    op.add_column("bill_items", sa.Column("package_of", sa.Uuid(), nullable=True))
    op.create_check_constraint(op.f("ck_bill_items_tax_rate"), "bill_items", "tax_rate BETWEEN 0 AND 1")
    op.create_foreign_key(
        op.f("fk_bill_items_package_of"),
        "bill_items",
        "bill_items",
        ["package_of"],
        ["id"],
        deferrable=True,
        initially="DEFERRED",
    )
    op.create_index(
        "ix_bill_items_package_of",
        "bill_items",
        ["package_of"],
        postgresql_where=sa.text("package_of IS NOT NULL"),
    )


def downgrade() -> None:
    for name in ("package_of", "price_version_id", "tax_inclusive", "tax_rate"):
        op.drop_column("bill_items", name)
