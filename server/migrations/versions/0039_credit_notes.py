"""Bills cancelled, and credit notes: by line and quantity, asked for and agreed to."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_MONEY = sa.Numeric(14, 3)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.add_column("bills", sa.Column("credited", _MONEY, server_default="0", nullable=False))
    op.create_check_constraint(op.f("ck_bills_credited"), "bills", "credited >= 0 AND credited <= total")
    op.add_column("bill_items", sa.Column("released", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.drop_index("uq_bill_items_act", "bill_items")
    op.create_index(
        "uq_bill_items_act",
        "bill_items",
        ["itemable_type", "itemable_id"],
        unique=True,
        postgresql_where=sa.text("itemable_type <> 'other' AND NOT released"),
    )
    op.create_table(
        "bill_cancellations",
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cancelled_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=False),
        _refers("bill_cancellations", "bill_id", "bills.id"),
        _refers("bill_cancellations", "cancelled_by", "employees.id"),
        _refers("bill_cancellations", "approved_by", "employees.id"),
        sa.PrimaryKeyConstraint("bill_id", name=op.f("pk_bill_cancellations")),
    )
    op.create_table(
        "credit_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_no", sa.Text(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *(sa.Column(name, _MONEY, nullable=False) for name in ("subtotal", "discount", "tax", "total", "refundable")),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("asked_by <> approved_by", name=op.f("ck_credit_notes_two_persons")),
        sa.CheckConstraint(
            "total = subtotal - discount + tax AND refundable BETWEEN 0 AND total", name=op.f("ck_credit_notes_sums")
        ),
        _refers("credit_notes", "bill_id", "bills.id"),
        _refers("credit_notes", "workstation_id", "workstations.id"),
        _refers("credit_notes", "asked_by", "employees.id"),
        _refers("credit_notes", "approved_by", "employees.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_notes")),
        sa.UniqueConstraint("note_no", name=op.f("uq_credit_notes_note_no")),
    )
    op.create_index("ix_credit_notes_bill_id", "credit_notes", ["bill_id", "id"])
    op.create_table(
        "credit_note_lines",
        sa.Column("credit_note_id", sa.Uuid(), nullable=False),
        sa.Column("bill_item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(12, 3), nullable=False),
        *(sa.Column(name, _MONEY, nullable=False) for name in ("discount", "tax", "amount")),
        sa.CheckConstraint(
            "quantity > 0 AND discount >= 0 AND tax >= 0 AND amount >= tax", name=op.f("ck_credit_note_lines_signs")
        ),
        _refers("credit_note_lines", "credit_note_id", "credit_notes.id"),
        _refers("credit_note_lines", "bill_item_id", "bill_items.id"),
        sa.PrimaryKeyConstraint("credit_note_id", "bill_item_id", name=op.f("pk_credit_note_lines")),
    )
    op.create_index("ix_credit_note_lines_bill_item_id", "credit_note_lines", ["bill_item_id"])
    op.create_table(
        "credit_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("bill_item_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        _refers("credit_requests", "bill_id", "bills.id"),
        _refers("credit_requests", "bill_item_id", "bill_items.id"),
        _refers("credit_requests", "asked_by", "employees.id"),
        _refers("credit_requests", "answered_by", "employees.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_requests")),
    )
    op.create_index("ix_credit_requests_bill_id", "credit_requests", ["bill_id", "id"])
    op.create_index(
        "uq_credit_requests_open",
        "credit_requests",
        ["bill_item_id"],
        unique=True,
        postgresql_where=sa.text("status = 'requested'"),
    )


def downgrade() -> None:
    for table in ("credit_requests", "credit_note_lines", "credit_notes", "bill_cancellations"):
        op.drop_table(table)
    op.drop_index("uq_bill_items_act", "bill_items")
    op.create_index(
        "uq_bill_items_act",
        "bill_items",
        ["itemable_type", "itemable_id"],
        unique=True,
        postgresql_where=sa.text("itemable_type <> 'other'"),
    )
    op.drop_column("bill_items", "released")
    op.drop_column("bills", "credited")
