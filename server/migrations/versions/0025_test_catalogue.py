"""The laboratory's catalogue can be changed: versions, retired lines, sets of ranges, and the history of it all."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_OLD_KEY = "uq_reference_ranges_analyte_id_sex_age_min_days_valid_from_condition"


def upgrade() -> None:
    op.add_column("labs", sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()))
    for table in ("labs", "test_types", "analytes"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("test_types", sa.Column("also", sa.Text(), nullable=False, server_default=""))
    op.add_column("analytes", sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("analytes", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("uq_analytes_test_type_id_code"), "analytes")
    op.create_index(
        "uq_analytes_code",
        "analytes",
        ["test_type_id", "code"],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.drop_constraint(op.f(_OLD_KEY), "reference_ranges")
    op.alter_column("reference_ranges", "age_min_days", new_column_name="age_min")
    op.alter_column("reference_ranges", "age_max_days", new_column_name="age_max")
    op.add_column("reference_ranges", sa.Column("by_hours", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("reference_ranges", sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True))
    # Those of the analyte are the ones that were ever asked for.
    op.drop_column("reference_ranges", "valid_low")
    op.drop_column("reference_ranges", "valid_high")
    op.create_index(
        "uq_reference_ranges_band",
        "reference_ranges",
        ["analyte_id", "sex", "by_hours", "age_min", "valid_from", "condition"],
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "test_catalogue_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("test_type_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["employees.id"], name=op.f("fk_test_catalogue_changes_changed_by")),
        sa.ForeignKeyConstraint(
            ["test_type_id"], ["test_types.id"], name=op.f("fk_test_catalogue_changes_test_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_catalogue_changes")),
    )
    op.create_index("ix_test_catalogue_changes_test_type_id", "test_catalogue_changes", ["test_type_id", "id"])


def downgrade() -> None:
    op.drop_table("test_catalogue_changes")
    op.drop_index("uq_reference_ranges_band", table_name="reference_ranges")
    op.execute("DELETE FROM reference_ranges WHERE replaced_at IS NOT NULL OR by_hours")
    for name in ("valid_low", "valid_high"):
        op.add_column("reference_ranges", sa.Column(name, sa.Numeric(14, 4), nullable=True))
    op.drop_column("reference_ranges", "replaced_at")
    op.drop_column("reference_ranges", "by_hours")
    op.alter_column("reference_ranges", "age_max", new_column_name="age_max_days")
    op.alter_column("reference_ranges", "age_min", new_column_name="age_min_days")
    op.create_unique_constraint(
        op.f(_OLD_KEY), "reference_ranges", ["analyte_id", "sex", "age_min_days", "valid_from", "condition"]
    )
    op.drop_index("uq_analytes_code", table_name="analytes")
    op.create_unique_constraint(op.f("uq_analytes_test_type_id_code"), "analytes", ["test_type_id", "code"])
    for name in ("retired_at", "added_at", "version"):
        op.drop_column("analytes", name)
    for name in ("also", "version"):
        op.drop_column("test_types", name)
    for name in ("is_active", "version"):
        op.drop_column("labs", name)
