"""Reports by e-mail, failed ones tried again, and who changed which instruction and which hours.

Revision ID: 0054
Revises: 0052
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("saved_reports", sa.Column("folder", sa.Boolean(), server_default="true", nullable=False))
    op.add_column(
        "saved_reports", sa.Column("mail_to", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.create_table(
        "scheduled_tries",
        sa.Column("saved_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["saved_id"], ["saved_reports.id"], name=op.f("fk_scheduled_tries_saved_id")),
        sa.PrimaryKeyConstraint("saved_id", "since", "until", "number", name=op.f("pk_scheduled_tries")),
    )
    op.create_table(
        "report_mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("saved_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sending_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["saved_id"], ["saved_reports.id"], name=op.f("fk_report_mails_saved_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_mails")),
        sa.UniqueConstraint(
            "saved_id", "since", "until", "address", name=op.f("uq_report_mails_saved_id_since_until_address")
        ),
    )
    op.create_table(
        "report_mail_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["report_mails.id"], name=op.f("fk_report_mail_attempts_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_mail_attempts")),
    )
    op.create_index(op.f("ix_report_mail_attempts_mail_id"), "report_mail_attempts", ["mail_id"])
    _instructions()
    _schedules()


def _instructions() -> None:
    op.create_table(
        "instruction_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instruction_id", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instruction_id"], ["instructions.id"], name=op.f("fk_instruction_changes_instruction_id")
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["employees.id"], name=op.f("fk_instruction_changes_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruction_changes")),
    )
    op.create_index("ix_instruction_changes_instruction", "instruction_changes", ["instruction_id", "id"])


def _schedules() -> None:
    op.create_table(
        "schedule_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["doctor_schedules.id"], name=op.f("fk_schedule_changes_session_id")),
        sa.ForeignKeyConstraint(["doctor_id"], ["employees.id"], name=op.f("fk_schedule_changes_doctor_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["employees.id"], name=op.f("fk_schedule_changes_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_changes")),
    )
    op.create_index("ix_schedule_changes_doctor", "schedule_changes", ["doctor_id", "id"])


def downgrade() -> None:
    for table in ("schedule_changes", "instruction_changes", "report_mail_attempts", "report_mails", "scheduled_tries"):
        op.drop_table(table)
    op.drop_column("saved_reports", "mail_to")
    op.drop_column("saved_reports", "folder")
