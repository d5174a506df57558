"""Who pays a bill besides the patient, and who changed that."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_MONEY = sa.Numeric(14, 3)


def upgrade() -> None:
    op.add_column("bills", sa.Column("payer_id", sa.Uuid(), nullable=True))
    op.add_column("bills", sa.Column("payer_kind", sa.String(length=40), server_default="percent", nullable=False))
    for name in ("payer_value", "payer_share", "payer_credited"):
        op.add_column("bills", sa.Column(name, _MONEY, server_default="0", nullable=False))
    op.create_foreign_key(op.f("fk_bills_payer_id"), "bills", "payers", ["payer_id"], ["id"])
    for name, check in (
        ("payer_share", "payer_share >= 0 AND payer_share <= total"),
        ("payer", "payer_share = 0 OR payer_id IS NOT NULL"),
        ("payer_credited", "payer_credited BETWEEN 0 AND payer_share"),
    ):
        op.create_check_constraint(op.f(f"ck_bills_{name}"), "bills", check)
    op.add_column("credit_notes", sa.Column("payer_part", _MONEY, server_default="0", nullable=False))
    op.create_table(
        "bill_splits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", _MONEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_bill_splits_bill_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["payers.id"], name=op.f("fk_bill_splits_payer_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["employees.id"], name=op.f("fk_bill_splits_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_splits")),
    )
    op.create_index("ix_bill_splits_bill_id", "bill_splits", ["bill_id", "id"])


def downgrade() -> None:
    op.drop_table("bill_splits")
    op.drop_column("credit_notes", "payer_part")
    for name in ("payer_credited", "payer_share", "payer_value", "payer_kind", "payer_id"):
        op.drop_column("bills", name)
