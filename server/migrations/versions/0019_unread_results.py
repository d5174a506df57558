"""Released results wait for the doctor who ordered them to say that they were read."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unread_results",
        sa.Column("test_order_id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_unread_results_employee_id")),
        sa.ForeignKeyConstraint(["test_order_id"], ["test_orders.id"], name=op.f("fk_unread_results_test_order_id")),
        sa.PrimaryKeyConstraint("test_order_id", name=op.f("pk_unread_results")),
    )
    op.create_index(op.f("ix_unread_results_employee_id"), "unread_results", ["employee_id"])


def downgrade() -> None:
    op.drop_table("unread_results")
