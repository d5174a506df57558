"""The few confidential records of a house are found without reading all patients."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_patients_confidential", "patients", ["id"], postgresql_where=sa.text("confidential"))


def downgrade() -> None:
    op.drop_index("ix_patients_confidential", "patients")
