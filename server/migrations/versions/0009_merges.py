"""Two records of one person become one, and back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("patients", sa.Column("merged_into", sa.Uuid(), nullable=True))
    op.add_column(
        "patients", sa.Column("former_numbers", sa.ARRAY(sa.Text()), server_default="{}", nullable=False)
    )
    op.create_foreign_key(op.f("fk_patients_merged_into"), "patients", "patients", ["merged_into"], ["id"])
    op.create_index(
        "ix_patients_merged_into",
        "patients",
        ["merged_into"],
        unique=False,
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    people = ("asked_by", "approved_by", "undone_by", "undone_approved_by")
    op.create_table(
        "patient_merges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("kept_last_visit", sa.Date(), nullable=True),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_reason", sa.Text(), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_approved_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["kept_id"], ["patients.id"], name=op.f("fk_patient_merges_kept_id")),
        sa.ForeignKeyConstraint(["merged_id"], ["patients.id"], name=op.f("fk_patient_merges_merged_id")),
        *(
            sa.ForeignKeyConstraint([who], ["employees.id"], name=op.f(f"fk_patient_merges_{who}"))
            for who in people
        ),
        sa.ForeignKeyConstraint(
            ["workstation_id"], ["workstations.id"], name=op.f("fk_patient_merges_workstation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_merges")),
    )
    op.create_index(op.f("ix_patient_merges_kept_id"), "patient_merges", ["kept_id"], unique=False)
    op.create_index(op.f("ix_patient_merges_merged_id"), "patient_merges", ["merged_id"], unique=False)
    op.create_index(
        "uq_patient_merges_standing",
        "patient_merges",
        ["merged_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "patient_merge_rows",
        sa.Column("merge_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("row_key", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["merge_id"], ["patient_merges.id"], name=op.f("fk_patient_merge_rows_merge_id")),
        sa.PrimaryKeyConstraint("merge_id", "place", "row_key", name=op.f("pk_patient_merge_rows")),
    )


def downgrade() -> None:
    op.drop_table("patient_merge_rows")
    op.drop_table("patient_merges")
    op.drop_index("ix_patients_merged_into", table_name="patients")
    op.drop_constraint(op.f("fk_patients_merged_into"), "patients", type_="foreignkey")
    op.drop_column("patients", "former_numbers")
    op.drop_column("patients", "merged_into")
