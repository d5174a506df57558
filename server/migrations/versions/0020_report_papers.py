"""Reports on paper with the codes that stand on them, and into whose hands each went."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_papers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("printed_by", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["printed_by"], ["employees.id"], name=op.f("fk_report_papers_printed_by")),
        sa.ForeignKeyConstraint(["workstation_id"], ["workstations.id"], name=op.f("fk_report_papers_workstation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_papers")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_report_papers_code_hash")),
    )
    op.create_table(
        "report_paper_versions",
        sa.Column("report_paper_id", sa.Uuid(), nullable=False),
        sa.Column("test_order_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_paper_id"], ["report_papers.id"], name=op.f("fk_report_paper_versions_report_paper_id")
        ),
        sa.ForeignKeyConstraint(
            ["test_order_id"], ["test_orders.id"], name=op.f("fk_report_paper_versions_test_order_id")
        ),
        sa.PrimaryKeyConstraint("report_paper_id", "test_order_id", name=op.f("pk_report_paper_versions")),
    )
    op.add_column("report_deliveries", sa.Column("taker", sa.String(length=40), server_default="other", nullable=False))
    op.create_index(
        "ix_test_orders_to_deliver",
        "test_orders",
        ["ordered_at"],
        postgresql_where=sa.text("released IS NOT NULL AND status NOT IN ('delivered','cancelled')"),
    )


def downgrade() -> None:
    op.drop_index("ix_test_orders_to_deliver", table_name="test_orders")
    op.drop_column("report_deliveries", "taker")
    op.drop_table("report_paper_versions")
    op.drop_table("report_papers")
