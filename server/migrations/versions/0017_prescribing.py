"""Warnings and overrides, packs, amendments and cancellations of prescriptions, and doctors' order sets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("medicines", sa.Column("pack", sa.Numeric(precision=9, scale=3), nullable=True))
    op.add_column("prescription_items", sa.Column("pack", sa.Numeric(precision=9, scale=3), nullable=True))
    op.create_unique_constraint(
        op.f("uq_prescription_items_prescription_id_line"), "prescription_items", ["prescription_id", "line"]
    )
    op.add_column("prescriptions", sa.Column("lines", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE prescriptions SET lines = "
        "(SELECT count(*) FROM prescription_items WHERE prescription_id = prescriptions.id)"
    )
    op.alter_column("prescriptions", "lines", nullable=False)
    op.add_column("prescriptions", sa.Column("amended_because", sa.Text(), server_default="", nullable=False))
    op.add_column("prescriptions", sa.Column("cancelled_because", sa.Text(), server_default="", nullable=False))
    op.add_column("prescriptions", sa.Column("cancelled_by", sa.Uuid(), nullable=True))
    op.add_column("prescriptions", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_prescriptions_cancelled_by"), "prescriptions", "employees", ["cancelled_by"], ["id"]
    )
    op.create_table(
        "prescription_warnings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prescription_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("medicine_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("medicine", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("override", sa.Text(), nullable=False),
        sa.Column("knowledge", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["prescription_id"], ["prescriptions.id"], name=op.f("fk_prescription_warnings_prescription_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prescription_warnings")),
    )
    op.create_index(op.f("ix_prescription_warnings_prescription_id"), "prescription_warnings", ["prescription_id"])
    op.create_table(
        "order_sets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_order_sets_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_sets")),
        sa.UniqueConstraint("employee_id", "name", name=op.f("uq_order_sets_employee_id_name")),
    )


def downgrade() -> None:
    op.drop_table("order_sets")
    op.drop_table("prescription_warnings")
    for column in ("cancelled_at", "cancelled_by", "cancelled_because", "amended_because", "lines"):
        op.drop_column("prescriptions", column)
    op.drop_constraint(op.f("uq_prescription_items_prescription_id_line"), "prescription_items")
    op.drop_column("prescription_items", "pack")
    op.drop_column("medicines", "pack")
