"""Packages: several things for one price, and which act of a visit each of their lines stands for."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "packages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packages")),
        sa.UniqueConstraint("code", name=op.f("uq_packages_code")),
    )
    op.create_table(
        "package_items",
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("priced_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["package_id"], ["packages.id"], name=op.f("fk_package_items_package_id")),
        sa.PrimaryKeyConstraint("package_id", "line", name=op.f("pk_package_items")),
    )
    op.create_table(
        "package_uses",
        sa.Column("bill_item_id", sa.Uuid(), nullable=False),
        sa.Column("itemable_type", sa.String(length=40), nullable=False),
        sa.Column("itemable_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bill_item_id"], ["bill_items.id"], name=op.f("fk_package_uses_bill_item_id")),
        sa.PrimaryKeyConstraint("bill_item_id", name=op.f("pk_package_uses")),
        sa.UniqueConstraint("itemable_type", "itemable_id", name=op.f("uq_package_uses_itemable_type_itemable_id")),
    )
    op.add_column("bill_items", sa.Column("priced_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("bill_items", "priced_id")
    for table in ("package_uses", "package_items", "packages"):
        op.drop_table(table)
