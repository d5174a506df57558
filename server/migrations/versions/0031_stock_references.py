"""A stock move says the number of what it belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stock_moves", sa.Column("reference_no", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("stock_moves", "reference_no")
