"""The log of looks: who opened whose record, when, where and why."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("opened_by", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_access_log_employee_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_access_log_patient_id")),
        sa.ForeignKeyConstraint(["workstation_id"], ["workstations.id"], name=op.f("fk_access_log_workstation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
        postgresql_partition_by="RANGE (id)",
    )
    op.create_index("ix_access_log_employee", "access_log", ["employee_id", "id"], unique=False)
    op.create_index("ix_access_log_patient", "access_log", ["patient_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_access_log_patient", table_name="access_log")
    op.drop_index("ix_access_log_employee", table_name="access_log")
    op.drop_table("access_log")
