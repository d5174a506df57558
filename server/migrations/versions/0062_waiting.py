"""Since when a message or a report's letter waits for its server."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

_TABLES = ("messages", "report_mails")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "waits_since")
