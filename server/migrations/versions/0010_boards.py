"""Wall displays: the rooms each shows, and the notices of the house."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "display_rooms",
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workstation_id"], ["workstations.id"], name="fk_display_rooms_workstation_id"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_display_rooms_room_id"),
        sa.PrimaryKeyConstraint("workstation_id", "room_id", name="pk_display_rooms"),
    )
    op.create_table(
        "board_notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("doctor_id", sa.Uuid(), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["doctor_id"], ["employees.id"], name="fk_board_notices_doctor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_board_notices"),
    )


def downgrade() -> None:
    op.drop_table("board_notices")
    op.drop_table("display_rooms")
