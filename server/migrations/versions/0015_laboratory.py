"""The laboratory's flow: tubes, versions of results, critical calls, deliveries."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_LIMITS = ("low", "high", "critical_low", "critical_high")
_NEW_TABLES = ("report_deliveries", "critical_calls", "test_results", "result_versions", "sample_tests", "samples")


def _moment(name: str, *, optional: bool = True) -> "sa.Column[datetime]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _keys(table: str, **refers: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")
        for column, other in refers.items()
    ]


def upgrade() -> None:
    op.add_column("test_types", sa.Column("one_person", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("test_types", sa.Column("target_minutes", sa.Integer(), server_default="240", nullable=False))
    op.create_table(
        "samples",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("set_number", sa.Text(), nullable=False),
        sa.Column("tube_sign", sa.Text(), nullable=False),
        sa.Column("specimen", sa.Text(), nullable=False),
        sa.Column("tube", sa.Text(), nullable=False),
        sa.Column("conditions", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        _moment("prepared_at", optional=False),
        sa.Column("label_prints", sa.Integer(), nullable=False),
        sa.Column("label_printed_by", sa.Uuid(), nullable=True),
        _moment("label_printed_at"),
        sa.Column("collected_by", sa.Uuid(), nullable=True),
        _moment("collected_at"),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        _moment("received_at"),
        sa.Column("rejected_by", sa.Uuid(), nullable=True),
        _moment("rejected_at"),
        sa.Column("reject_cause", sa.String(length=40), nullable=True),
        sa.Column("reject_note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_keys(
            "samples",
            appointment_id="appointments",
            patient_id="patients",
            prepared_by="employees",
            label_printed_by="employees",
            collected_by="employees",
            received_by="employees",
            rejected_by="employees",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_samples"),
        sa.UniqueConstraint("set_number", "tube_sign", name="uq_samples_set_number_tube_sign"),
    )
    op.create_index("ix_samples_appointment_id", "samples", ["appointment_id"])
    op.create_index("ix_samples_patient_id", "samples", ["patient_id"])
    op.create_table(
        "sample_tests",
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("test_order_id", sa.Uuid(), nullable=False),
        *_keys("sample_tests", sample_id="samples", test_order_id="test_orders"),
        sa.PrimaryKeyConstraint("sample_id", "test_order_id", name="pk_sample_tests"),
    )
    op.create_index("ix_sample_tests_test_order_id", "sample_tests", ["test_order_id"])
    op.create_table(
        "result_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("test_order_id", sa.Uuid(), nullable=False),
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _moment("collected_at", optional=False),
        sa.Column("sex", sa.String(length=40), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("age_days", sa.Integer(), nullable=True),
        sa.Column("conditions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        _moment("opened_at", optional=False),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        _moment("verified_at"),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        _moment("reviewed_at"),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        _moment("released_at"),
        _moment("withdrawn_at"),
        *_keys(
            "result_versions",
            test_order_id="test_orders",
            sample_id="samples",
            opened_by="employees",
            verified_by="employees",
            reviewed_by="employees",
            released_by="employees",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_result_versions"),
        sa.UniqueConstraint("test_order_id", "number", name="uq_result_versions_test_order_id_number"),
    )
    op.create_index("ix_result_versions_sample_id", "result_versions", ["sample_id"])
    op.create_table(
        "test_results",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("result_version_id", sa.Uuid(), nullable=False),
        sa.Column("analyte_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("number", sa.Numeric(20, 6), nullable=True),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("calculated", sa.Boolean(), nullable=False),
        sa.Column("not_calculated", sa.String(length=40), nullable=True),
        sa.Column("flag", sa.String(length=40), nullable=False),
        sa.Column("range_text", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Numeric(14, 4), nullable=True) for name in _LIMITS),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.Column("previous_text", sa.Text(), nullable=True),
        _moment("previous_at"),
        sa.Column("comment", sa.LargeBinary(), nullable=False),
        sa.Column("carried", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        _moment("entered_at", optional=False),
        *_keys("test_results", result_version_id="result_versions", analyte_id="analytes", entered_by="employees"),
        sa.PrimaryKeyConstraint("id", name="pk_test_results"),
    )
    op.create_index(
        "ix_test_results_result_version_id", "test_results", ["result_version_id", "analyte_id", "id"]
    )
    op.create_table(
        "critical_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("test_order_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("flag", sa.String(length=40), nullable=False),
        sa.Column("told_to", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("told_by", sa.Uuid(), nullable=False),
        _moment("told_at", optional=False),
        *_keys("critical_calls", test_order_id="test_orders", told_by="employees"),
        sa.PrimaryKeyConstraint("id", name="pk_critical_calls"),
    )
    op.create_index("ix_critical_calls_test_order_id", "critical_calls", ["test_order_id"])
    op.create_table(
        "report_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("test_order_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        _moment("given_at", optional=False),
        *_keys("report_deliveries", test_order_id="test_orders", given_by="employees"),
        sa.PrimaryKeyConstraint("id", name="pk_report_deliveries"),
    )
    op.create_index("ix_report_deliveries_test_order_id", "report_deliveries", ["test_order_id"])
    _grow_orders()


def _grow_orders() -> None:
    op.add_column("test_orders", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE test_orders SET due_at = ordered_at + interval '4 hours'")
    op.alter_column("test_orders", "due_at", nullable=False)
    op.add_column("test_orders", sa.Column("sample_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_test_orders_sample_id", "test_orders", "samples", ["sample_id"], ["id"])
    op.create_index("ix_test_orders_sample_id", "test_orders", ["sample_id"])
    op.add_column("test_orders", sa.Column("results", sa.Integer(), server_default="0", nullable=False))
    op.add_column("test_orders", sa.Column("entered", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("test_orders", sa.Column("released", sa.Integer(), nullable=True))
    op.add_column("test_orders", sa.Column("untold", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("test_orders", sa.Column("reissue", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("test_orders", sa.Column("cancelled_by", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_test_orders_cancelled_by", "test_orders", "employees", ["cancelled_by"], ["id"])
    op.add_column("test_orders", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("test_orders", sa.Column("cancel_reason", sa.Text(), server_default="", nullable=False))
    op.drop_index("ix_test_orders_worklist", "test_orders")
    op.create_index(
        "ix_test_orders_worklist",
        "test_orders",
        ["status", "due_at"],
        postgresql_where=sa.text("status IN ('ordered','in_progress','completed','reviewed')"),
    )
    op.create_index("ix_test_orders_ordered_at", "test_orders", ["ordered_at"])


def downgrade() -> None:
    op.drop_index("ix_test_orders_ordered_at", "test_orders")
    op.drop_index("ix_test_orders_worklist", "test_orders")
    op.create_index("ix_test_orders_worklist", "test_orders", ["status", "urgency", "id"])
    for constraint in ("fk_test_orders_cancelled_by", "fk_test_orders_sample_id"):
        op.drop_constraint(constraint, "test_orders", type_="foreignkey")
    op.drop_index("ix_test_orders_sample_id", "test_orders")
    for column in (
        "cancel_reason", "cancelled_at", "cancelled_by", "reissue", "untold", "released", "entered", "results",
        "sample_id",
        "due_at",
    ):
        op.drop_column("test_orders", column)
    for table in _NEW_TABLES:
        op.drop_table(table)
    op.drop_column("test_types", "target_minutes")
    op.drop_column("test_types", "one_person")
