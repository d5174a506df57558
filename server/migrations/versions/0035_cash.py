"""Drawers are numbered, counted, handed over and verified; petty cash; a receipt is split over several modes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_MONEY = sa.Numeric(14, 3)


def upgrade() -> None:
    op.add_column("settings", sa.Column("cash_step", _MONEY, nullable=False, server_default="0"))
    op.add_column("cash_sessions", sa.Column("session_no", sa.Text(), nullable=True))
    op.add_column("cash_sessions", sa.Column("business_date", sa.Date(), nullable=True))
    op.add_column("cash_sessions", sa.Column("counted", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("cash_sessions", sa.Column("verified_by", sa.Uuid(), nullable=True))
    op.add_column("cash_sessions", sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_cash_sessions_verified_by"), "cash_sessions", "employees", ["verified_by"], ["id"])
    # Those that were closed are frozen by a trigger, for everybody else.
    op.execute("ALTER TABLE cash_sessions DISABLE TRIGGER USER")
    op.execute(
        """
        UPDATE cash_sessions SET session_no = 'D-' || lpad(numbered.n::text, 6, '0'), business_date = (
            opened_at AT TIME ZONE coalesce((SELECT timezone FROM settings), 'UTC')
            - make_interval(hours => coalesce((SELECT day_starts FROM settings), 4))
        )::date
        FROM (SELECT id, row_number() OVER (ORDER BY opened_at, id) AS n FROM cash_sessions) AS numbered
        WHERE numbered.id = cash_sessions.id
        """
    )
    op.execute("ALTER TABLE cash_sessions ENABLE TRIGGER USER")
    op.alter_column("cash_sessions", "session_no", nullable=False)
    op.alter_column("cash_sessions", "business_date", nullable=False)
    op.create_unique_constraint(op.f("uq_cash_sessions_session_no"), "cash_sessions", ["session_no"])
    op.create_index("ix_cash_sessions_business_date", "cash_sessions", ["business_date", "id"])
    op.create_table(
        "cash_hand_overs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_session_id", sa.Uuid(), nullable=False),
        sa.Column("declared", _MONEY, nullable=False),
        sa.Column("counted", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("to_session_id", sa.Uuid(), nullable=True),
        sa.Column("accepted", _MONEY, nullable=True),
        sa.Column("accepted_counted", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_session_id"], ["cash_sessions.id"], name=op.f("fk_cash_hand_overs_from_session_id")
        ),
        sa.ForeignKeyConstraint(["to_session_id"], ["cash_sessions.id"], name=op.f("fk_cash_hand_overs_to_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_hand_overs")),
    )
    op.create_index(
        "uq_cash_hand_overs_from_session_id",
        "cash_hand_overs",
        ["from_session_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(
        "ix_cash_hand_overs_waiting",
        "cash_hand_overs",
        ["offered_at"],
        postgresql_where=sa.text("withdrawn_at IS NULL AND accepted_at IS NULL"),
    )
    op.create_table(
        "cash_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("move_no", sa.Text(), nullable=False),
        sa.Column("cash_session_id", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("amount", _MONEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_cash_moves_amount")),
        sa.ForeignKeyConstraint(["cash_session_id"], ["cash_sessions.id"], name=op.f("fk_cash_moves_cash_session_id")),
        sa.ForeignKeyConstraint(["made_by"], ["employees.id"], name=op.f("fk_cash_moves_made_by")),
        sa.ForeignKeyConstraint(["workstation_id"], ["workstations.id"], name=op.f("fk_cash_moves_workstation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_moves")),
        sa.UniqueConstraint("move_no", name=op.f("uq_cash_moves_move_no")),
    )
    op.create_index("ix_cash_moves_cash_session_id", "cash_moves", ["cash_session_id"])
    op.add_column("payments", sa.Column("part", sa.SmallInteger(), nullable=False, server_default="1"))
    op.add_column("payments", sa.Column("rounding", _MONEY, nullable=False, server_default="0"))
    op.drop_constraint(op.f("uq_payments_receipt_no"), "payments")
    op.create_unique_constraint(op.f("uq_payments_receipt_no_part"), "payments", ["receipt_no", "part"])
    op.create_check_constraint(op.f("ck_payments_only_cash_is_rounded"), "payments", "rounding = 0 OR mode = 'cash'")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_payments_only_cash_is_rounded"), "payments")
    op.drop_constraint(op.f("uq_payments_receipt_no_part"), "payments")
    op.create_unique_constraint(op.f("uq_payments_receipt_no"), "payments", ["receipt_no"])
    op.drop_column("payments", "rounding")
    op.drop_column("payments", "part")
    op.drop_table("cash_moves")
    op.drop_table("cash_hand_overs")
    op.drop_index("ix_cash_sessions_business_date", table_name="cash_sessions")
    for name in ("verified_at", "verified_by", "counted", "business_date", "session_no"):
        op.drop_column("cash_sessions", name)
    op.drop_column("settings", "cash_step")
