"""Settings and medicines with their histories, the logo, what workstations report and print on, backups."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "house_logos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["employees.id"], name=op.f("fk_house_logos_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_logos")),
    )
    op.create_table(
        "house_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["employees.id"], name=op.f("fk_house_changes_changed_by")),
        sa.ForeignKeyConstraint(["workstation_id"], ["workstations.id"], name=op.f("fk_house_changes_workstation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_changes")),
    )
    op.create_table(
        "backups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
    )
    op.create_table(
        "medicine_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("medicine_id", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["medicine_id"], ["medicines.id"], name=op.f("fk_medicine_changes_medicine_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["employees.id"], name=op.f("fk_medicine_changes_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medicine_changes")),
    )
    op.create_index("ix_medicine_changes_medicine", "medicine_changes", ["medicine_id", "id"])
    op.add_column("settings", sa.Column("print_head", sa.Text(), nullable=False, server_default=""))
    op.add_column("settings", sa.Column("logo_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_settings_logo_id"), "settings", "house_logos", ["logo_id"], ["id"])
    op.add_column("settings", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("workstations", sa.Column("report", postgresql.JSONB(), nullable=True))
    op.add_column("workstations", sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("workstations", sa.Column("printers", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    for column in ("printers", "reported_at", "report"):
        op.drop_column("workstations", column)
    op.drop_constraint(op.f("fk_settings_logo_id"), "settings", type_="foreignkey")
    for column in ("version", "logo_id", "print_head"):
        op.drop_column("settings", column)
    for table in ("medicine_changes", "backups", "house_changes", "house_logos"):
        op.drop_table(table)
