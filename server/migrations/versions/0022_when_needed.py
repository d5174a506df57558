"""How often at most, and for what, a medicine is taken when needed."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("prescription_items", sa.Column("most_a_day", sa.Integer(), nullable=True))
    op.add_column("prescription_items", sa.Column("needed_for", sa.String(40), nullable=True))


def downgrade() -> None:
    op.drop_column("prescription_items", "needed_for")
    op.drop_column("prescription_items", "most_a_day")
