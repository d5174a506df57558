"""Indexes that a year of reports goes by: logs in the order of time and by person, dues by bill, postings by their days."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_LOGS = (("appointment_events", "performed_at"), ("access_log", "looked_at"))
_DUES = "account IN ('patient_dues', 'payer_dues')"


def upgrade() -> None:
    for log, moment in _LOGS:
        op.drop_index(f"ix_{log}_{moment}", log)
        op.create_index(f"ix_{log}_{moment}", log, [moment, "id"])
    op.create_index("ix_access_log_looks", "access_log", ["employee_id", "looked_at"])
    op.drop_index("ix_ledger_entries_dues", "ledger_entries")
    op.create_index(
        "ix_ledger_entries_dues",
        "ledger_entries",
        ["bill_id", "payer_id"],
        postgresql_include=["posting_id", "account", "amount"],
        postgresql_where=sa.text(_DUES),
    )
    op.create_index(
        "ix_ledger_postings_days", "ledger_postings", ["id"], postgresql_include=["business_date", "kind", "at"]
    )
    op.drop_index("ix_prescriptions_supersedes", "prescriptions")
    op.create_index(
        "ix_prescriptions_supersedes",
        "prescriptions",
        ["supersedes"],
        postgresql_where=sa.text("supersedes IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_prescriptions_supersedes", "prescriptions")
    op.create_index("ix_prescriptions_supersedes", "prescriptions", ["supersedes"])
    op.drop_index("ix_ledger_postings_days", "ledger_postings")
    op.drop_index("ix_ledger_entries_dues", "ledger_entries")
    op.create_index(
        "ix_ledger_entries_dues",
        "ledger_entries",
        ["posting_id"],
        postgresql_include=["account", "amount", "bill_id", "payer_id"],
        postgresql_where=sa.text(_DUES),
    )
    op.drop_index("ix_access_log_looks", "access_log")
    for log, moment in _LOGS:
        op.drop_index(f"ix_{log}_{moment}", log)
        op.create_index(f"ix_{log}_{moment}", log, [moment], postgresql_using="brin")
