"""What goes over the pharmacy's counter; for how many days a prescription is dispensed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("settings", sa.Column("prescription_days", sa.Integer(), nullable=False, server_default="30"))
    op.create_index(
        "ix_prescriptions_waiting",
        "prescriptions",
        ["prescribed_at"],
        postgresql_where=sa.text("status IN ('issued', 'partly_dispensed')"),
    )
    op.create_index("ix_prescriptions_supersedes", "prescriptions", ["supersedes"])
    op.create_table(
        "dispenses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prescription_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("second_person", sa.Uuid(), nullable=True),
        sa.Column("dispensed_by", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("dispensed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("second_person IS DISTINCT FROM dispensed_by", name=op.f("ck_dispenses_two_persons")),
        sa.ForeignKeyConstraint(["dispensed_by"], ["employees.id"], name=op.f("fk_dispenses_dispensed_by")),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescriptions.id"], name=op.f("fk_dispenses_prescription_id")),
        sa.ForeignKeyConstraint(["second_person"], ["employees.id"], name=op.f("fk_dispenses_second_person")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_dispenses_store_id")),
        sa.ForeignKeyConstraint(["workstation_id"], ["workstations.id"], name=op.f("fk_dispenses_workstation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispenses")),
        sa.UniqueConstraint("prescription_id", "turn", name=op.f("uq_dispenses_prescription_id_turn")),
    )
    op.create_table(
        "dispense_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispense_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("medicine_id", sa.Uuid(), nullable=False),
        sa.Column("dose", sa.Numeric(9, 3), nullable=False),
        sa.Column("quantity", sa.Numeric(12, 3), nullable=False),
        sa.Column("covers", sa.Numeric(12, 3), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("price", sa.Numeric(14, 4), nullable=False),
        sa.Column("lasts_until", sa.Date(), nullable=True),
        sa.Column("substituted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "CASE outcome WHEN 'given' "
            "THEN quantity > 0 AND covers > 0 AND batch_id IS NOT NULL AND lasts_until IS NOT NULL "
            "ELSE outcome IN ('held', 'refused') AND quantity = 0 AND covers = 0 AND batch_id IS NULL "
            "AND reason <> '' END",
            name=op.f("ck_dispense_lines_outcome"),
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["stock_batches.id"], name=op.f("fk_dispense_lines_batch_id")),
        sa.ForeignKeyConstraint(["dispense_id"], ["dispenses.id"], name=op.f("fk_dispense_lines_dispense_id")),
        sa.ForeignKeyConstraint(["medicine_id"], ["medicines.id"], name=op.f("fk_dispense_lines_medicine_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispense_lines")),
    )
    op.create_index(op.f("ix_dispense_lines_dispense_id"), "dispense_lines", ["dispense_id"])
    op.create_index(op.f("ix_dispense_lines_batch_id"), "dispense_lines", ["batch_id"])
    op.create_table(
        "dispense_warnings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispense_id", sa.Uuid(), nullable=False),
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
        sa.ForeignKeyConstraint(["dispense_id"], ["dispenses.id"], name=op.f("fk_dispense_warnings_dispense_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispense_warnings")),
    )
    op.create_index(op.f("ix_dispense_warnings_dispense_id"), "dispense_warnings", ["dispense_id"])
    op.create_table(
        "dispense_returns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispense_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(12, 3), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 AND reason <> ''", name=op.f("ck_dispense_returns_says_how_much_and_why")
        ),
        sa.ForeignKeyConstraint(
            ["dispense_line_id"], ["dispense_lines.id"], name=op.f("fk_dispense_returns_dispense_line_id")
        ),
        sa.ForeignKeyConstraint(["taken_by"], ["employees.id"], name=op.f("fk_dispense_returns_taken_by")),
        sa.ForeignKeyConstraint(
            ["workstation_id"], ["workstations.id"], name=op.f("fk_dispense_returns_workstation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispense_returns")),
    )
    op.create_index(op.f("ix_dispense_returns_dispense_line_id"), "dispense_returns", ["dispense_line_id"])


def downgrade() -> None:
    op.drop_table("dispense_returns")
    op.drop_table("dispense_warnings")
    op.drop_table("dispense_lines")
    op.drop_table("dispenses")
    op.drop_index("ix_prescriptions_supersedes", table_name="prescriptions")
    op.drop_index("ix_prescriptions_waiting", table_name="prescriptions")
    op.drop_column("settings", "prescription_days")
