"""Sales without a prescription: which medicines may be sold so, and whose name stands on the bill."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_OVER_THE_COUNTER = """
    UPDATE medicines SET over_the_counter = true
    WHERE (generic, form) IN (
        ('Paracetamol', 'tablet'), ('Paracetamol', 'syrup'), ('Paracetamol', 'drops'), ('Diclofenac', 'gel'),
        ('Cetirizine', 'tablet'), ('Cetirizine', 'syrup'), ('Oral rehydration salts (ORS)', 'sachet'),
        ('Zinc', 'tablet'), ('Ferrous sulfate + folic acid', 'tablet'), ('Folic acid', 'tablet'),
        ('Aluminium hydroxide + magnesium hydroxide', 'suspension')
    )
"""


def upgrade() -> None:
    op.add_column("medicines", sa.Column("over_the_counter", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(_OVER_THE_COUNTER)
    op.add_column("bills", sa.Column("buyer", sa.Text(), nullable=False, server_default=""))
    op.alter_column("dispenses", "prescription_id", nullable=True)
    op.add_column("dispenses", sa.Column("sale_no", sa.Text(), nullable=True))
    op.add_column("dispenses", sa.Column("buyer_phone", sa.Text(), nullable=False, server_default=""))
    op.create_unique_constraint(op.f("uq_dispenses_sale_no"), "dispenses", ["sale_no"])
    op.create_check_constraint(
        op.f("ck_dispenses_of_prescription_or_sale"),
        "dispenses",
        "(prescription_id IS NULL) = (sale_no IS NOT NULL)",
    )
    op.create_index("ix_dispenses_dispensed_at", "dispenses", ["dispensed_at"])
    op.create_table(
        "counter_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workstation_id"], ["workstations.id"], name=op.f("fk_counter_calls_workstation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_calls")),
    )
    op.create_index("ix_counter_calls_day", "counter_calls", ["day", "called_at"])


def downgrade() -> None:
    op.drop_table("counter_calls")
    op.drop_index("ix_dispenses_dispensed_at", table_name="dispenses")
    op.drop_constraint(op.f("ck_dispenses_of_prescription_or_sale"), "dispenses")
    op.drop_constraint(op.f("uq_dispenses_sale_no"), "dispenses")
    op.drop_column("dispenses", "buyer_phone")
    op.drop_column("dispenses", "sale_no")
    op.alter_column("dispenses", "prescription_id", nullable=False)
    op.drop_column("bills", "buyer")
    op.drop_column("medicines", "over_the_counter")
