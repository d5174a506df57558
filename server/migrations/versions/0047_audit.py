"""What was changed, by whom, before and after; and the seals over the three logs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_TRANSACTION = sa.text("(pg_current_xact_id()::text)::bigint")


def upgrade() -> None:
    op.execute("CREATE SEQUENCE audit_log_order")
    op.create_table(
        "audit_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_forms")),
        sa.UniqueConstraint("table_name", "columns", name=op.f("uq_audit_forms_table_name_columns")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("form", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("workstation_id", sa.Uuid(), nullable=True),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("command_key", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("transaction_id", sa.BigInteger(), server_default=_TRANSACTION, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
        postgresql_partition_by="RANGE (id)",
    )
    op.create_index("ix_audit_log_record", "audit_log", ["table_name", "record", "id"])
    op.create_index(
        "ix_audit_log_patient", "audit_log", ["patient_id", "id"], postgresql_where=sa.text("patient_id IS NOT NULL")
    )
    op.create_index("ix_audit_log_user", "audit_log", ["user_id", "id"])
    op.create_index("ix_audit_log_transaction", "audit_log", ["transaction_id"])
    # Rewrites the table once: what is there already belongs to this migration's transaction, and to the first seal.
    op.add_column(
        "access_log", sa.Column("transaction_id", sa.BigInteger(), server_default=_TRANSACTION, nullable=False)
    )
    op.create_index("ix_access_log_transaction", "access_log", ["transaction_id"])
    op.create_table(
        "seals",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("from_transaction", sa.BigInteger(), nullable=False),
        sa.Column("to_transaction", sa.BigInteger(), nullable=False),
        sa.Column("written_before", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_seals")),
    )
    op.create_index("ix_seals_at", "seals", ["at"])
    # Digests can't be compressed, and are read in parts.
    op.execute("ALTER TABLE seals ALTER COLUMN entries SET STORAGE EXTERNAL")
    op.create_table(
        "seal_anchors",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_seal_anchors")),
    )
    op.create_table(
        "audit_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seals", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checks")),
    )
    op.create_table(
        "audit_archives",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_audit_archives")),
    )


def downgrade() -> None:
    for table in ("audit_archives", "audit_checks", "seal_anchors", "seals"):
        op.drop_table(table)
    op.drop_index("ix_access_log_transaction", table_name="access_log")
    op.drop_column("access_log", "transaction_id")
    op.drop_table("audit_log")
    op.drop_table("audit_forms")
    op.execute("DROP SEQUENCE audit_log_order")
