"""A doctor's day can be paused and ended; why a patient is on hold; where one stands who comes back."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queue_session_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("notice", sa.String(length=40), nullable=True),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("performed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("command_key", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["doctor_id"], ["employees.id"], name=op.f("fk_queue_session_events_doctor_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_queue_session_events_employee_id")),
        sa.ForeignKeyConstraint(
            ["workstation_id"], ["workstations.id"], name=op.f("fk_queue_session_events_workstation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_session_events")),
    )
    op.create_index("ix_queue_session_events_day", "queue_session_events", ["doctor_id", "date", "id"])
    op.add_column("queue_days", sa.Column("notice", sa.String(length=40), nullable=True))
    op.add_column("queue_days", sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("queue_days", sa.Column("back_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("appointments", sa.Column("hold_reason", sa.String(length=40), nullable=True))
    # A default of the column fills the row there is without a rewrite; the program gives the value from then on.
    op.add_column("settings", sa.Column("return_place", sa.String(length=40), nullable=False, server_default="same"))
    op.add_column("settings", sa.Column("return_after", sa.Integer(), nullable=False, server_default="2"))
    op.alter_column("settings", "return_place", server_default=None)
    op.alter_column("settings", "return_after", server_default=None)


def downgrade() -> None:
    op.drop_column("settings", "return_after")
    op.drop_column("settings", "return_place")
    op.drop_column("appointments", "hold_reason")
    op.drop_column("queue_days", "back_at")
    op.drop_column("queue_days", "paused_since")
    op.drop_column("queue_days", "notice")
    op.drop_table("queue_session_events")
