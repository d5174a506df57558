"""Who gave up a correction, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("result_versions", sa.Column("withdrawn_by", sa.Uuid(), nullable=True))
    op.add_column("result_versions", sa.Column("withdrawn_reason", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_result_versions_withdrawn_by"), "result_versions", "employees", ["withdrawn_by"], ["id"]
    )


def downgrade() -> None:
    op.drop_column("result_versions", "withdrawn_reason")
    op.drop_column("result_versions", "withdrawn_by")
