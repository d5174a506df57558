"""The links by which phones follow their place, for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("settings", sa.Column("phone_url", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "phone_links",
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_phone_links_appointment_id")
        ),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_phone_links")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_phone_links_key_hash")),
    )
    op.create_index(op.f("ix_phone_links_day"), "phone_links", ["day"])


def downgrade() -> None:
    op.drop_index(op.f("ix_phone_links_day"), table_name="phone_links")
    op.drop_table("phone_links")
    op.drop_column("settings", "phone_url")
