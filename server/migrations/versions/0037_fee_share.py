"""A doctor's share of the own consultations."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("employees", sa.Column("fee_share", sa.Numeric(5, 4), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("employees", "fee_share")
