"""Who treats a patient is asked by another rule: guards/patients_confidential.sql, renewed with every migration."""

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table changes: a database without this number would go on with the rule it has."""


def downgrade() -> None:
    """As above."""
