"""One-time passwords that run out, versions of people, accounts and roles, and approvals by day."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_VERSIONED = ("employees", "users", "roles")


def upgrade() -> None:
    op.add_column("accounts", sa.Column("one_time_until", sa.DateTime(timezone=True), nullable=True))
    for table in _VERSIONED:
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_index("ix_approvals_approved_at", "approvals", ["approved_at"])


def downgrade() -> None:
    op.drop_index("ix_approvals_approved_at", "approvals")
    for table in _VERSIONED:
        op.drop_column(table, "version")
    op.drop_column("accounts", "one_time_until")
