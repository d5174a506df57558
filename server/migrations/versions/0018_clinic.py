"""Vital signs, the problem list, what is added to signed notes, and doctors' phrases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vitals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("pulse", sa.SmallInteger(), nullable=True),
        sa.Column("systolic", sa.SmallInteger(), nullable=True),
        sa.Column("diastolic", sa.SmallInteger(), nullable=True),
        sa.Column("temperature_c", sa.Numeric(3, 1), nullable=True),
        sa.Column("respiration", sa.SmallInteger(), nullable=True),
        sa.Column("spo2", sa.SmallInteger(), nullable=True),
        sa.Column("weight_kg", sa.Numeric(6, 3), nullable=True),
        sa.Column("height_cm", sa.Numeric(4, 1), nullable=True),
        sa.Column("head_cm", sa.Numeric(3, 1), nullable=True),
        sa.Column("pain", sa.SmallInteger(), nullable=True),
        sa.Column("glucose_mg_dl", sa.SmallInteger(), nullable=True),
        sa.Column("measured_by", sa.Uuid(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_vitals_appointment_id")),
        sa.ForeignKeyConstraint(["measured_by"], ["employees.id"], name=op.f("fk_vitals_measured_by")),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_vitals_patient_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["employees.id"], name=op.f("fk_vitals_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vitals")),
    )
    op.create_index(op.f("ix_vitals_appointment_id"), "vitals", ["appointment_id"])
    op.create_index("ix_vitals_patient", "vitals", ["patient_id", "measured_at", "id"])
    op.create_table(
        "consultation_amendments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("amended_by", sa.Uuid(), nullable=False),
        sa.Column("amended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_consultation_amendments_consultation_id")
        ),
        sa.ForeignKeyConstraint(["amended_by"], ["employees.id"], name=op.f("fk_consultation_amendments_amended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_amendments")),
    )
    op.create_index(
        op.f("ix_consultation_amendments_consultation_id"), "consultation_amendments", ["consultation_id"]
    )
    op.create_table(
        "patient_problems",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["code"], ["icd10.code"], name=op.f("fk_patient_problems_code")),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_patient_problems_patient_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["employees.id"], name=op.f("fk_patient_problems_recorded_by")),
        sa.ForeignKeyConstraint(["resolved_by"], ["employees.id"], name=op.f("fk_patient_problems_resolved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_problems")),
    )
    op.create_index("ix_patient_problems_patient", "patient_problems", ["patient_id", "id"])
    op.create_table(
        "doctor_phrases",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_doctor_phrases_employee_id")),
        sa.PrimaryKeyConstraint("employee_id", "code", name=op.f("pk_doctor_phrases")),
    )
    op.create_index("ix_diagnoses_usual", "diagnoses", ["recorded_by", "recorded_at", "code"])


def downgrade() -> None:
    op.drop_index("ix_diagnoses_usual", table_name="diagnoses")
    op.drop_table("doctor_phrases")
    op.drop_table("patient_problems")
    op.drop_table("consultation_amendments")
    op.drop_table("vitals")
