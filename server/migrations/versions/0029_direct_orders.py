"""Tests without a doctor of the house: who sent the patient, and a visit that is of no doctor's pace."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("test_orders", sa.Column("requester", sa.Text(), nullable=False, server_default=""))
    _pace("status = 'completed' AND appointment_type <> 'laboratory'")


def downgrade() -> None:
    _pace("status = 'completed'")
    op.drop_column("test_orders", "requester")


def _pace(counted: str) -> None:
    op.drop_index("ix_appointments_pace", table_name="appointments")
    op.create_index(
        "ix_appointments_pace",
        "appointments",
        ["doctor_id", "appointment_date"],
        postgresql_include=["room_seconds"],
        postgresql_where=sa.text(counted),
    )
