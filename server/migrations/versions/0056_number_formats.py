"""How a house writes numbers, the tax that is proposed, and displays of chosen rooms that show counters too."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "settings", sa.Column("digit_groups", sa.String(length=40), nullable=False, server_default="thousands")
    )
    op.add_column("settings", sa.Column("tax_default", sa.Text(), nullable=False, server_default=""))
    op.add_column("settings", sa.Column("tax_inclusive", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("workstations", sa.Column("shows_counters", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("workstations", "shows_counters")
    for name in ("tax_inclusive", "tax_default", "digit_groups"):
        op.drop_column("settings", name)
