"""How long patients take with a doctor, and so how long the others wait."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appointments", sa.Column("room_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("appointments", sa.Column("room_seconds", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("appointments", "room_seconds", server_default=None)
    op.execute(
        "UPDATE appointments SET room_seconds = extract(epoch FROM completed_at - entered_at) "
        "WHERE completed_at IS NOT NULL AND entered_at IS NOT NULL"
    )
    op.execute("UPDATE appointments SET room_since = entered_at WHERE status = 'in_consultation'")
    op.create_index(
        "ix_appointments_pace",
        "appointments",
        ["doctor_id", "appointment_date"],
        postgresql_include=["room_seconds"],
        postgresql_where=sa.text("status = 'completed'"),
    )
    op.add_column("queue_days", sa.Column("usual_seconds", sa.Integer(), nullable=True))
    op.create_index("ix_queue_days_date", "queue_days", ["date"])
    op.add_column("settings", sa.Column("minutes_a_patient", sa.Integer(), nullable=False, server_default="10"))
    op.alter_column("settings", "minutes_a_patient", server_default=None)


def downgrade() -> None:
    op.drop_column("settings", "minutes_a_patient")
    op.drop_index("ix_queue_days_date", table_name="queue_days")
    op.drop_column("queue_days", "usual_seconds")
    op.drop_index("ix_appointments_pace", table_name="appointments")
    op.drop_column("appointments", "room_seconds")
    op.drop_column("appointments", "room_since")
