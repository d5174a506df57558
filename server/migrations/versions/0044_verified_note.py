"""What was found out when a drawer was verified, and the few that wait for it found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cash_sessions", sa.Column("verified_note", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_cash_sessions_to_verify", "cash_sessions", ["id"], postgresql_where=sa.text("status = 'closed'"))


def downgrade() -> None:
    op.drop_index("ix_cash_sessions_to_verify", "cash_sessions")
    op.drop_column("cash_sessions", "verified_note")
