"""Referrals and sick-leave certificates."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_no", sa.Text(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("urgency", sa.String(40), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("booked_id", sa.Uuid(), nullable=True),
        sa.Column("addressee", sa.LargeBinary(), nullable=False),
        sa.Column("department", sa.LargeBinary(), nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_referrals_appointment_id")),
        sa.ForeignKeyConstraint(["booked_id"], ["appointments.id"], name=op.f("fk_referrals_booked_id")),
        sa.ForeignKeyConstraint(["given_by"], ["employees.id"], name=op.f("fk_referrals_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("booked_id", name=op.f("uq_referrals_booked_id")),
        sa.UniqueConstraint("referral_no", name=op.f("uq_referrals_referral_no")),
    )
    op.create_index(op.f("ix_referrals_appointment_id"), "referrals", ["appointment_id"])
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certificate_no", sa.Text(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("fitness", sa.String(40), nullable=False),
        sa.Column("remark", sa.LargeBinary(), nullable=False),
        sa.Column("diagnosis", sa.LargeBinary(), nullable=False),
        sa.Column("backdated_because", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_certificates_appointment_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["employees.id"], name=op.f("fk_certificates_issued_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("certificate_no", name=op.f("uq_certificates_certificate_no")),
    )
    op.create_index(op.f("ix_certificates_appointment_id"), "certificates", ["appointment_id"])
    op.create_table(
        "certificate_cancellations",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("cancelled_by", sa.Uuid(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cancelled_by"], ["employees.id"], name=op.f("fk_certificate_cancellations_cancelled_by")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_certificate_cancellations_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_cancellations")),
    )


def downgrade() -> None:
    op.drop_table("certificate_cancellations")
    op.drop_table("certificates")
    op.drop_table("referrals")
