"""The house says when a follow-up is free."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("settings", sa.Column("followup_free_days", sa.Integer(), nullable=False, server_default="7"))
    op.add_column("settings", sa.Column("followup_free_visits", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("settings", "followup_free_visits")
    op.drop_column("settings", "followup_free_days")
