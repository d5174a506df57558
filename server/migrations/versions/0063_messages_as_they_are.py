"""A message is written from the visit as it is when it is sent, and says until when it is needed."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("messages", "facts")
    op.add_column("messages", sa.Column("needed_by", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("messages", "needed_by")
    op.add_column("messages", sa.Column("facts", sa.LargeBinary(), nullable=False, server_default=""))
    op.alter_column("messages", "facts", server_default=None)
