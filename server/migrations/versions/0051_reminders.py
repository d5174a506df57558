"""Messages to patients, and the queue of jobs that sends them."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    jobs = Path(__file__).with_name("0051_procrastinate.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(jobs.replace("%", "%%"))
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("occasion", sa.Integer(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sending_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(length=40), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("title", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_messages_patient_id")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_messages_appointment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "appointment_id",
            "kind",
            "channel",
            "occasion",
            name=op.f("uq_messages_appointment_id_kind_channel_occasion"),
        ),
    )
    op.create_index(op.f("ix_messages_patient_id"), "messages", ["patient_id"])
    op.create_index("ix_messages_due", "messages", ["due_at", "id"])
    op.create_index("ix_messages_state", "messages", ["state", "due_at", "id"])
    op.create_table(
        "message_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_attempts_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_attempts")),
    )
    op.create_index(op.f("ix_message_attempts_message_id"), "message_attempts", ["message_id"])
    op.create_table(
        "message_templates",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["employees.id"], name=op.f("fk_message_templates_changed_by")),
        sa.PrimaryKeyConstraint("kind", "channel", "language", name=op.f("pk_message_templates")),
    )
    op.create_table(
        "messaging",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("mail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("mail_password", sa.LargeBinary(), nullable=False),
        sa.Column("sms_secret", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messaging")),
    )
    op.create_table(
        "message_preferences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=True),
        sa.Column("no_sms", sa.Boolean(), nullable=False),
        sa.Column("no_email", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_message_preferences_patient_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["employees.id"], name=op.f("fk_message_preferences_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_preferences")),
    )
    op.create_index(
        "ix_message_preferences_standing",
        "message_preferences",
        ["patient_id"],
        postgresql_where=sa.text("replaced_at IS NULL"),
    )


def downgrade() -> None:
    for table in ("message_preferences", "messaging", "message_templates", "message_attempts", "messages"):
        op.drop_table(table)
    op.get_bind().exec_driver_sql("""
        DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers CASCADE;
        DO $$ DECLARE made record; BEGIN
            FOR made IN SELECT oid::regprocedure AS name FROM pg_proc WHERE proname LIKE 'procrastinate\\_%%' LOOP
                EXECUTE 'DROP FUNCTION ' || made.name || ' CASCADE';
            END LOOP;
        END $$;
        DROP TYPE procrastinate_job_to_defer_v1, procrastinate_job_event_type, procrastinate_job_status;
    """)
