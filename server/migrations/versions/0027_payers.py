"""Who pays beside the patient, and the categories that patients are in."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_STARTS_WITH = (("STAFF", "Staff"), ("SENIOR", "Senior citizen"), ("WELFARE", "Welfare"))


def upgrade() -> None:
    op.create_table(
        "payers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("default_share", sa.Numeric(5, 2), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("default_share BETWEEN 0 AND 100", name=op.f("ck_payers_default_share")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payers")),
        sa.UniqueConstraint("code", name=op.f("uq_payers_code")),
    )
    categories = op.create_table(
        "patient_categories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_categories")),
        sa.UniqueConstraint("code", name=op.f("uq_patient_categories_code")),
    )
    op.execute(
        sa.insert(categories).from_select(
            ["id", "code", "name", "is_active", "version"],
            sa.union_all(
                *(
                    sa.select(sa.func.gen_random_uuid(), sa.literal(code), sa.literal(name), sa.true(), sa.literal(1))
                    for code, name in _STARTS_WITH
                )
            ),
        )
    )
    op.add_column("patients", sa.Column("category_id", sa.Uuid(), nullable=True))
    op.add_column("patients", sa.Column("payer_id", sa.Uuid(), nullable=True))
    op.add_column("patients", sa.Column("policy_no", sa.LargeBinary(), nullable=True))
    op.create_foreign_key(
        op.f("fk_patients_category_id"), "patients", "patient_categories", ["category_id"], ["id"]
    )
    op.create_foreign_key(op.f("fk_patients_payer_id"), "patients", "payers", ["payer_id"], ["id"])


def downgrade() -> None:
    for name in ("policy_no", "payer_id", "category_id"):
        op.drop_column("patients", name)
    op.drop_table("patient_categories")
    op.drop_table("payers")
