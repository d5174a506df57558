"""What is counted of names that nobody has, so that their lock is that of an account."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unknown_names",
        sa.Column("name_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_unknown_names")),
    )
    op.create_index("ix_unknown_names_tried_at", "unknown_names", ["tried_at"])


def downgrade() -> None:
    op.drop_table("unknown_names")
