"""Who took what out of the logs as a file."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_exports",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("asked", JSONB, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("exported_by", sa.Uuid, nullable=False),
        sa.Column("workstation_id", sa.Uuid, nullable=False),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_exports"),
        sa.ForeignKeyConstraint(["exported_by"], ["employees.id"], name="fk_audit_exports_exported_by"),
        sa.ForeignKeyConstraint(["workstation_id"], ["workstations.id"], name="fk_audit_exports_workstation_id"),
    )


def downgrade() -> None:
    op.drop_table("audit_exports")
