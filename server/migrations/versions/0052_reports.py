"""Reports: their runs, and the indexes that a year of them goes by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("grouping", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["employees.id"], name=op.f("fk_report_runs_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_runs")),
        prefixes=["UNLOGGED"],
    )
    op.create_index("ix_report_runs_asked_at", "report_runs", ["asked_at"])
    _index_what_reports_read()
    op.create_table(
        "saved_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_by", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("choice", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("compare", sa.Boolean(), nullable=False),
        sa.Column("rhythm", sa.String(length=40), nullable=True),
        sa.Column("form", sa.String(length=40), nullable=True),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["kept_by"], ["employees.id"], name=op.f("fk_saved_reports_kept_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_reports")),
        sa.UniqueConstraint("kept_by", "name", name=op.f("uq_saved_reports_kept_by_name")),
    )
    op.create_table(
        "scheduled_files",
        sa.Column("saved_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["saved_id"], ["saved_reports.id"], name=op.f("fk_scheduled_files_saved_id")),
        sa.PrimaryKeyConstraint("saved_id", "since", "until", name=op.f("pk_scheduled_files")),
    )


def _index_what_reports_read() -> None:
    earned, taken = "'income', 'discount', 'tax'", "'cash', 'card', 'mobile', 'bank'"
    for name, accounts, columns in (
        ("earned", earned, ["account", "amount", "item_kind", "doctor_id", "department_id"]),
        ("taken", taken, ["account", "amount"]),
        ("dues", "'patient_dues', 'payer_dues'", ["account", "amount", "bill_id", "payer_id"]),
    ):
        op.create_index(
            f"ix_ledger_entries_{name}",
            "ledger_entries",
            ["posting_id"],
            postgresql_include=columns,
            postgresql_where=sa.text(f"account IN ({accounts})"),
        )
    op.drop_index("ix_ledger_postings_business_date", "ledger_postings")
    op.create_index(
        "ix_ledger_postings_business_date", "ledger_postings", ["business_date", "id"], postgresql_include=["kind"]
    )
    op.drop_index("ix_test_results_result_version_id", "test_results")
    op.create_index(
        "ix_test_results_result_version_id",
        "test_results",
        ["result_version_id", "analyte_id", "id"],
        postgresql_include=["flag"],
    )
    op.create_index("ix_diagnoses_recorded_at", "diagnoses", ["recorded_at"])
    op.create_index("ix_appointment_events_employee", "appointment_events", ["employee_id", "performed_at"])
    op.create_index(
        "ix_appointment_events_performed_at", "appointment_events", ["performed_at"], postgresql_using="brin"
    )
    op.create_index("ix_access_log_looked_at", "access_log", ["looked_at"], postgresql_using="brin")


def downgrade() -> None:
    op.drop_index("ix_access_log_looked_at", "access_log")
    op.drop_index("ix_appointment_events_performed_at", "appointment_events")
    op.drop_index("ix_appointment_events_employee", "appointment_events")
    op.drop_index("ix_diagnoses_recorded_at", "diagnoses")
    op.drop_index("ix_test_results_result_version_id", "test_results")
    op.create_index("ix_test_results_result_version_id", "test_results", ["result_version_id", "analyte_id", "id"])
    op.drop_index("ix_ledger_postings_business_date", "ledger_postings")
    op.create_index("ix_ledger_postings_business_date", "ledger_postings", ["business_date", "id"])
    for name in ("earned", "taken", "dues"):
        op.drop_index(f"ix_ledger_entries_{name}", "ledger_entries")
    op.drop_table("scheduled_files")
    op.drop_table("saved_reports")
    op.drop_table("report_runs")
