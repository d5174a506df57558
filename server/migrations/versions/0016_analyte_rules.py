"""An analyte knows its valid limits at every age, its formula, and how far it may move from the last result."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_LIMITS = ("valid_low", "valid_high", "delta_absolute", "delta_percent")


def upgrade() -> None:
    for name in _LIMITS:
        op.add_column("analytes", sa.Column(name, sa.Numeric(14, 4), nullable=True))
    op.add_column("analytes", sa.Column("delta_days", sa.Integer(), nullable=True))
    op.add_column("analytes", sa.Column("formula", sa.Text(), nullable=False, server_default=""))
    op.add_column("analytes", sa.Column("is_share", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("analytes", sa.Column("is_lifelong", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for name in (*_LIMITS, "delta_days", "formula", "is_share", "is_lifelong"):
        op.drop_column("analytes", name)
