"""Days on which the house is closed, and the weekly hours of nobody stand."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closing_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["employees.id"], name=op.f("fk_closing_days_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_days")),
    )
    op.create_index(
        "uq_closing_days_day", "closing_days", ["day"], unique=True, postgresql_where=sa.text("withdrawn_at IS NULL")
    )


def downgrade() -> None:
    op.drop_table("closing_days")
