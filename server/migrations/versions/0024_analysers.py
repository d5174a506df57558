"""Analysers: what their codes mean, what came from them, what waits, and who settled it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "analysers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lab_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ignored", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.Column("problem_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_analysers_employee_id")),
        sa.ForeignKeyConstraint(["lab_id"], ["labs.id"], name=op.f("fk_analysers_lab_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysers")),
        sa.UniqueConstraint("employee_id", name=op.f("uq_analysers_employee_id")),
        sa.UniqueConstraint("name", name=op.f("uq_analysers_name")),
    )
    op.create_table(
        "analyser_codes",
        sa.Column("analyser_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("analytes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("factor", sa.Numeric(precision=20, scale=10), nullable=True),
        sa.Column("words", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["analyser_id"], ["analysers.id"], name=op.f("fk_analyser_codes_analyser_id")),
        sa.PrimaryKeyConstraint("analyser_id", "code", name=op.f("pk_analyser_codes")),
    )
    op.create_table(
        "analyser_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("analyser_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("control_id", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["analyser_id"], ["analysers.id"], name=op.f("fk_analyser_messages_analyser_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analyser_messages")),
        sa.UniqueConstraint("analyser_id", "digest", name=op.f("uq_analyser_messages_analyser_id_digest")),
    )
    op.create_index("ix_analyser_messages_received", "analyser_messages", ["analyser_id", "received_at"], unique=False)
    op.create_table(
        "analyser_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("accession", sa.Text(), nullable=False),
        sa.Column("patient", sa.LargeBinary(), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["analyser_messages.id"], name=op.f("fk_analyser_runs_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analyser_runs")),
    )
    op.create_index(op.f("ix_analyser_runs_message_id"), "analyser_runs", ["message_id"], unique=False)
    op.create_table(
        "analyser_settlements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("accession", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["analyser_runs.id"], name=op.f("fk_analyser_settlements_run_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["employees.id"], name=op.f("fk_analyser_settlements_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analyser_settlements")),
    )
    op.create_index(op.f("ix_analyser_settlements_run_id"), "analyser_settlements", ["run_id"], unique=False)
    op.create_table(
        "analyser_values",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("loinc", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("analyte", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.Column("test_order_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["analyser_runs.id"], name=op.f("fk_analyser_values_run_id")),
        sa.ForeignKeyConstraint(["test_order_id"], ["test_orders.id"], name=op.f("fk_analyser_values_test_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analyser_values")),
    )
    op.create_index("ix_analyser_values_run_id", "analyser_values", ["run_id", "place"], unique=False)
    op.create_index(
        "ix_analyser_values_waiting",
        "analyser_values",
        ["run_id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.add_column("test_orders", sa.Column("analyser", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("test_orders", "analyser")
    op.drop_index(
        "ix_analyser_values_waiting", table_name="analyser_values", postgresql_where=sa.text("state = 'waiting'")
    )
    op.drop_index("ix_analyser_values_run_id", table_name="analyser_values")
    op.drop_table("analyser_values")
    op.drop_index(op.f("ix_analyser_settlements_run_id"), table_name="analyser_settlements")
    op.drop_table("analyser_settlements")
    op.drop_index(op.f("ix_analyser_runs_message_id"), table_name="analyser_runs")
    op.drop_table("analyser_runs")
    op.drop_index("ix_analyser_messages_received", table_name="analyser_messages")
    op.drop_table("analyser_messages")
    op.drop_table("analyser_codes")
    op.drop_table("analysers")
