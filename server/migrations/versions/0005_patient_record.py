"""The patient's record: next of kin, notes, death, photo, put away."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("patients", "guardian", new_column_name="kin_name")
    op.add_column("patients", sa.Column("kin_relation", sa.Text(), server_default="", nullable=False))
    op.add_column("patients", sa.Column("kin_phone", sa.Text(), server_default="", nullable=False))
    op.add_column("patients", sa.Column("notes", sa.LargeBinary(), nullable=True))
    op.add_column("patients", sa.Column("died_on", sa.Date(), nullable=True))
    op.create_table(
        "patient_photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_patient_photos_patient_id")),
        sa.ForeignKeyConstraint(["replaced_by"], ["employees.id"], name=op.f("fk_patient_photos_replaced_by")),
        sa.ForeignKeyConstraint(["taken_by"], ["employees.id"], name=op.f("fk_patient_photos_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_photos")),
    )
    op.create_index(op.f("ix_patient_photos_patient_id"), "patient_photos", ["patient_id"], unique=False)
    op.create_table(
        "patient_archivings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("is_away", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_patient_archivings_employee_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_patient_archivings_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_archivings")),
    )
    op.create_index(op.f("ix_patient_archivings_patient_id"), "patient_archivings", ["patient_id"], unique=False)


def downgrade() -> None:
    op.drop_table("patient_archivings")
    op.drop_table("patient_photos")
    op.drop_column("patients", "died_on")
    op.drop_column("patients", "notes")
    op.drop_column("patients", "kin_phone")
    op.drop_column("patients", "kin_relation")
    op.alter_column("patients", "kin_name", new_column_name="guardian")
