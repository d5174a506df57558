"""Deposits, refunds by line with a second person, and payments of which nobody knows yet whether they went through."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_MONEY = sa.Numeric(14, 3)
_TIME = sa.DateTime(timezone=True)


def _refers(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]


def upgrade() -> None:
    op.create_index(
        "ix_ledger_entries_deposits",
        "ledger_entries",
        ["patient_id"],
        postgresql_where=sa.text("account = 'deposits'"),
    )
    op.create_table(
        "payment_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("amount", _MONEY, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", _TIME, nullable=True),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        *_refers(
            "payment_attempts",
            bill_id="bills",
            asked_by="employees",
            settled_by="employees",
            payment_id="payments",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_attempts")),
    )
    op.create_index(
        "ix_payment_attempts_pending",
        "payment_attempts",
        ["bill_id"],
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "deposits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("receipt_no", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("cash_session_id", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("amount", _MONEY, nullable=False),
        sa.Column("tendered", _MONEY, nullable=True),
        sa.Column("change", _MONEY, nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("taken_at", _TIME, nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_deposits_amount")),
        *_refers(
            "deposits",
            patient_id="patients",
            cash_session_id="cash_sessions",
            workstation_id="workstations",
            taken_by="employees",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposits")),
        sa.UniqueConstraint("receipt_no", name=op.f("uq_deposits_receipt_no")),
    )
    op.create_index("ix_deposits_patient_id", "deposits", ["patient_id"])
    op.create_index("ix_deposits_cash_session_id", "deposits", ["cash_session_id"])
    op.create_table(
        "refunds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("refund_no", sa.Text(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", _TIME, nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", _TIME, nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("paid_at", _TIME, nullable=True),
        sa.CheckConstraint(
            "decided_by <> requested_by OR status = 'rejected'", name=op.f("ck_refunds_second_person")
        ),
        *_refers("refunds", bill_id="bills", requested_by="employees", decided_by="employees"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("refund_no", name=op.f("uq_refunds_refund_no")),
    )
    op.create_index("ix_refunds_bill_id", "refunds", ["bill_id"])
    op.create_index(
        "ix_refunds_open", "refunds", ["status"], postgresql_where=sa.text("status IN ('requested', 'approved')")
    )
    op.create_table(
        "refund_lines",
        sa.Column("refund_id", sa.Uuid(), nullable=False),
        sa.Column("bill_item_id", sa.Uuid(), nullable=False),
        sa.Column("amount", _MONEY, nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refund_lines_amount")),
        *_refers("refund_lines", refund_id="refunds", bill_item_id="bill_items"),
        sa.PrimaryKeyConstraint("refund_id", "bill_item_id", name=op.f("pk_refund_lines")),
    )
    op.create_index("ix_refund_lines_bill_item_id", "refund_lines", ["bill_item_id"])


def downgrade() -> None:
    for table in ("refund_lines", "refunds", "deposits", "payment_attempts"):
        op.drop_table(table)
    op.drop_index("ix_ledger_entries_deposits", table_name="ledger_entries")
