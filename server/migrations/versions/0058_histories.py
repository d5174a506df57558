"""What becomes of all that has prices, and of dated hours and leave, stands in the histories."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_OF_A_PRICE = ("price_version_id", "kind", "priced_id")
_DATED = {"dated_id": "schedule_exceptions", "leave_id": "doctor_leaves"}
_OF_ONE = "ck_schedule_changes_of_one_thing"


def upgrade() -> None:
    op.add_column("price_changes", sa.Column("what", sa.String(length=40), nullable=False, server_default="price"))
    op.alter_column("price_changes", "what", server_default=None)
    op.add_column("price_changes", sa.Column("price_list_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_price_changes_price_list_id"), "price_changes", "price_lists", ["price_list_id"], ["id"]
    )
    for column in ("facts_before", "facts_after"):
        op.add_column("price_changes", sa.Column(column, postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    for column in _OF_A_PRICE:
        op.alter_column("price_changes", column, nullable=True)
    op.alter_column("schedule_changes", "session_id", nullable=True)
    for column, table in _DATED.items():
        op.add_column("schedule_changes", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_schedule_changes_{column}"), "schedule_changes", table, [column], ["id"])
    op.create_check_constraint(op.f(_OF_ONE), "schedule_changes", "num_nonnulls(session_id, dated_id, leave_id) = 1")


def downgrade() -> None:
    op.drop_constraint(op.f(_OF_ONE), "schedule_changes")
    for column in _DATED:
        op.drop_column("schedule_changes", column)
    op.alter_column("schedule_changes", "session_id", nullable=False)
    for column in _OF_A_PRICE:
        op.alter_column("price_changes", column, nullable=False)
    for column in ("facts_after", "facts_before", "price_list_id", "what"):
        op.drop_column("price_changes", column)
