"""Claims: what payers are asked for, what they answered, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_MONEY = sa.Numeric(14, 3)
_ANSWERED = ("payer_paid", "payer_returned", "payer_lost")
_OPEN = """
    bill_no IS NOT NULL AND status <> 'cancelled'
    AND payer_share <> payer_credited + payer_paid + payer_returned + payer_lost
"""


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    for name in _ANSWERED:
        op.add_column("bills", sa.Column(name, _MONEY, server_default="0", nullable=False))
    op.drop_constraint(op.f("ck_bills_payer_credited"), "bills")
    for name, check in (
        ("payer_credited", "payer_credited >= 0 AND payer_credited + payer_returned <= payer_share"),
        (
            "payer_answered",
            "payer_paid >= 0 AND payer_returned >= 0 AND payer_lost >= 0"
            " AND payer_paid + payer_returned + payer_lost <= payer_share",
        ),
    ):
        op.create_check_constraint(op.f(f"ck_bills_{name}"), "bills", check)
    op.create_index("ix_bills_payer_open", "bills", ["payer_id", "issued_at"], postgresql_where=sa.text(_OPEN))
    op.create_index(
        "ix_ledger_entries_payer_dues",
        "ledger_entries",
        ["payer_id", "bill_id"],
        postgresql_where=sa.text("account = 'payer_dues'"),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=True),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(claim_no IS NULL) = (submitted_at IS NULL)", name=op.f("ck_claims_numbered_when_submitted")
        ),
        sa.CheckConstraint("period_from <= period_to", name=op.f("ck_claims_period")),
        _refers("claims", "payer_id", "payers.id"),
        _refers("claims", "begun_by", "employees.id"),
        _refers("claims", "submitted_by", "employees.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("claim_no", name=op.f("uq_claims_claim_no")),
    )
    op.create_index(
        "uq_claims_draft", "claims", ["payer_id"], unique=True, postgresql_where=sa.text("claim_no IS NULL")
    )
    op.create_index("ix_claims_payer_id", "claims", ["payer_id", "id"])
    op.create_table(
        "claim_items",
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("policy_no", sa.LargeBinary(), nullable=False),
        sa.Column("amount", _MONEY, nullable=False),
        sa.Column("released", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_claim_items_amount")),
        _refers("claim_items", "claim_id", "claims.id"),
        _refers("claim_items", "bill_id", "bills.id"),
        sa.PrimaryKeyConstraint("claim_id", "bill_id", name=op.f("pk_claim_items")),
    )
    op.create_index(
        "uq_claim_items_live", "claim_items", ["bill_id"], unique=True, postgresql_where=sa.text("NOT released")
    )
    op.create_table(
        "claim_payments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("receipt_no", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("amount", _MONEY, nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        _refers("claim_payments", "claim_id", "claims.id"),
        _refers("claim_payments", "workstation_id", "workstations.id"),
        _refers("claim_payments", "taken_by", "employees.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_payments")),
        sa.UniqueConstraint("receipt_no", name=op.f("uq_claim_payments_receipt_no")),
    )
    op.create_index("ix_claim_payments_claim_id", "claim_payments", ["claim_id", "id"])
    op.create_table(
        "claim_facts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("amount", _MONEY, nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0 OR (amount < 0 AND kind = 'paid')", name=op.f("ck_claim_facts_amount")),
        sa.CheckConstraint(
            "(kind = 'paid') = (payment_id IS NOT NULL)", name=op.f("ck_claim_facts_paid_by_a_payment")
        ),
        sa.CheckConstraint(
            "kind <> 'written_off' OR (approved_by IS NOT NULL AND approved_by <> done_by)",
            name=op.f("ck_claim_facts_two"),
        ),
        sa.ForeignKeyConstraint(
            ["claim_id", "bill_id"],
            ["claim_items.claim_id", "claim_items.bill_id"],
            name=op.f("fk_claim_facts_item"),
        ),
        _refers("claim_facts", "claim_id", "claims.id"),
        _refers("claim_facts", "payment_id", "claim_payments.id"),
        _refers("claim_facts", "done_by", "employees.id"),
        _refers("claim_facts", "approved_by", "employees.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_facts")),
    )
    op.create_index("ix_claim_facts_claim_id", "claim_facts", ["claim_id", "bill_id"])


def downgrade() -> None:
    for table in ("claim_facts", "claim_payments", "claim_items", "claims"):
        op.drop_table(table)
    op.drop_index("ix_ledger_entries_payer_dues", "ledger_entries")
    op.drop_index("ix_bills_payer_open", "bills")
    op.drop_constraint(op.f("ck_bills_payer_answered"), "bills")
    op.drop_constraint(op.f("ck_bills_payer_credited"), "bills")
    op.create_check_constraint(
        op.f("ck_bills_payer_credited"), "bills", "payer_credited BETWEEN 0 AND payer_share"
    )
    for name in _ANSWERED:
        op.drop_column("bills", name)
