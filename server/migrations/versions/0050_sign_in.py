"""What the hospital asks of whoever signs in: password rules, second factor, another provider.

Revision ID: 0050
Revises: 0046
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shortest_password", sa.Integer(), nullable=False),
        sa.Column("passwords_remembered", sa.Integer(), nullable=False),
        sa.Column("password_days", sa.Integer(), nullable=True),
        sa.Column("session_hours", sa.Integer(), nullable=False),
        sa.Column("second_factor_roles", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("openid_name", sa.Text(), nullable=False),
        sa.Column("openid_issuer", sa.Text(), nullable=False),
        sa.Column("openid_client_id", sa.Text(), nullable=False),
        sa.Column("openid_scopes", sa.Text(), nullable=False),
        sa.Column("openid_secret", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_rules")),
        sa.CheckConstraint("id = 1", name=op.f("ck_sign_in_rules_one")),
    )
    op.execute(
        "INSERT INTO sign_in_rules (id, version, shortest_password, passwords_remembered, session_hours, "
        "second_factor_roles, openid_name, openid_issuer, openid_client_id, openid_scopes) "
        "VALUES (1, 1, 10, 0, 12, '{}', '', '', '', 'openid profile email')"
    )
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id")),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "old_passwords",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_old_passwords_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_passwords")),
    )
    op.create_index("ix_old_passwords_user", "old_passwords", ["user_id", "id"])
    _confidential_records()
    op.add_column("accounts", sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("accounts", sa.Column("known_as", sa.Text(), server_default="", nullable=False))


def _confidential_records() -> None:
    op.add_column("patients", sa.Column("confidential", sa.Boolean(), server_default="false", nullable=False))
    op.create_table(
        "confidences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_confidences_patient_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_confidences_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confidences")),
    )
    op.create_index(op.f("ix_confidences_patient_id"), "confidences", ["patient_id"])
    op.create_table(
        "broken_glass",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_broken_glass_patient_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_broken_glass_employee_id")),
        sa.ForeignKeyConstraint(["workstation_id"], ["workstations.id"], name=op.f("fk_broken_glass_workstation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broken_glass")),
    )
    op.create_index("ix_broken_glass_opener", "broken_glass", ["patient_id", "employee_id", "at"])
    op.create_table(
        "broken_glass_seen",
        sa.Column("broken_glass_id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["broken_glass_id"], ["broken_glass.id"], name=op.f("fk_broken_glass_seen_broken_glass_id")
        ),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_broken_glass_seen_employee_id")),
        sa.PrimaryKeyConstraint("broken_glass_id", name=op.f("pk_broken_glass_seen")),
    )


def downgrade() -> None:
    op.drop_table("broken_glass_seen")
    op.drop_table("broken_glass")
    op.drop_table("confidences")
    op.drop_column("patients", "confidential")
    op.drop_column("accounts", "known_as")
    op.drop_column("accounts", "password_set_at")
    op.drop_table("old_passwords")
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    op.drop_table("sign_in_rules")
