"""Doctors' hours: their week, what is different on a date, their leave."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STANDS = sa.text("withdrawn_at IS NULL")
_HOURS = (sa.text("int4range(starts, ends)"), "&&")
_DAYS = (sa.text("daterange(valid_from, valid_until, '[]')"), "&&")


def _session(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("walk_in_share", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["employees.id"], name=f"fk_{table}_changed_by"),
        sa.ForeignKeyConstraint(["doctor_id"], ["employees.id"], name=f"fk_{table}_doctor_id"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=f"fk_{table}_room_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def upgrade() -> None:
    op.create_table(
        "doctor_schedules",
        *_session("doctor_schedules"),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        postgresql.ExcludeConstraint(
            ("doctor_id", "="), ("weekday", "="), _HOURS, _DAYS, where=_STANDS, name="ex_doctor_schedules_doctor"
        ),
        postgresql.ExcludeConstraint(
            ("room_id", "="), ("weekday", "="), _HOURS, _DAYS, where=_STANDS, name="ex_doctor_schedules_room"
        ),
    )
    op.create_table(
        "schedule_exceptions",
        *_session("schedule_exceptions"),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["replaces"], ["doctor_schedules.id"], name="fk_schedule_exceptions_replaces"),
        postgresql.ExcludeConstraint(
            ("doctor_id", "="), ("date", "="), _HOURS, where=_STANDS, name="ex_schedule_exceptions_doctor"
        ),
        postgresql.ExcludeConstraint(
            ("room_id", "="), ("date", "="), _HOURS, where=_STANDS, name="ex_schedule_exceptions_room"
        ),
    )
    op.create_index("ix_schedule_exceptions_doctor", "schedule_exceptions", ["doctor_id", "date"])
    op.create_table(
        "doctor_leaves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["employees.id"], name="fk_doctor_leaves_changed_by"),
        sa.ForeignKeyConstraint(["doctor_id"], ["employees.id"], name="fk_doctor_leaves_doctor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_doctor_leaves"),
    )
    op.create_index("ix_doctor_leaves_doctor", "doctor_leaves", ["doctor_id", "last_day"], postgresql_where=_STANDS)


def downgrade() -> None:
    op.drop_table("doctor_leaves")
    op.drop_table("schedule_exceptions")
    op.drop_table("doctor_schedules")
