"""An appointment knows its booked slot, and when the queue expects to reach it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("slot_at", "slot_until", "due_at"):
        op.add_column("appointments", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("due_at", "slot_until", "slot_at"):
        op.drop_column("appointments", name)
