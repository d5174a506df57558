"""The ledger; what was billed, paid, opened and counted before it is booked as it would have been."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_REFERS = (
    ("bill_id", "bills"),
    ("bill_item_id", "bill_items"),
    ("patient_id", "patients"),
    ("doctor_id", "employees"),
    ("department_id", "departments"),
    ("cash_session_id", "cash_sessions"),
    ("cashier_id", "employees"),
)

# An id that begins with its time, as those of the server do.
_ID = "(lpad(to_hex((extract(epoch FROM {at}) * 1000)::bigint), 12, '0') || substr(md5(random()::text), 1, 20))::uuid"
_DAY = """(
    (({at} AT TIME ZONE coalesce((SELECT timezone FROM settings), 'UTC'))
    - make_interval(hours => coalesce((SELECT day_starts FROM settings), 4)))::date
)"""
_BOOK = """
    WITH moved AS ({moved}), posted AS (
        INSERT INTO ledger_postings (id, kind, document_id, document_no, business_date, at, posted_by, workstation_id)
        SELECT {id}, '{kind}', d.id, {number}, {day}, {at}, {by}, {workstation} FROM {documents} d
        WHERE {at} IS NOT NULL AND EXISTS (SELECT FROM moved WHERE moved.document_id = d.id AND moved.amount <> 0)
        RETURNING id, document_id
    )
    INSERT INTO ledger_entries (
        posting_id, line, account, amount, currency, bill_id, bill_item_id, item_kind,
        patient_id, doctor_id, department_id, cash_session_id, cashier_id
    )
    SELECT p.id, row_number() OVER (PARTITION BY p.id ORDER BY m.place, m.bill_item_id), m.account, m.amount,
        m.currency, m.bill_id, m.bill_item_id, m.item_kind,
        m.patient_id, m.doctor_id, m.department_id, m.cash_session_id, m.cashier_id
    FROM posted p JOIN moved m ON m.document_id = p.document_id WHERE m.amount <> 0
"""
_BILLED = """
    SELECT b.id AS document_id, 0 AS place, 'patient_dues' AS account, b.total AS amount, b.currency, b.id AS bill_id,
        NULL::uuid AS bill_item_id, NULL AS item_kind, b.patient_id, NULL::uuid AS doctor_id,
        NULL::uuid AS department_id, NULL::uuid AS cash_session_id, NULL::uuid AS cashier_id
    FROM bills b
    UNION ALL
    SELECT b.id, 1, of_line.account, of_line.amount, b.currency, b.id, i.id, i.itemable_type, b.patient_id,
        a.doctor_id, e.department_id, NULL, NULL
    FROM bills b JOIN bill_items i ON i.bill_id = b.id
    LEFT JOIN appointments a ON b.billable_type = 'appointment' AND a.id = b.billable_id
    LEFT JOIN employees e ON e.id = a.doctor_id
    CROSS JOIN LATERAL (
        VALUES ('income', -(i.amount - i.tax + i.discount)), ('discount', i.discount), ('tax', -i.tax)
    ) AS of_line(account, amount)
"""
_PAID = """
    SELECT p.id AS document_id, of_payment.place, of_payment.account, of_payment.amount, b.currency,
        b.id AS bill_id, NULL::uuid AS bill_item_id, NULL AS item_kind, b.patient_id, NULL::uuid AS doctor_id,
        NULL::uuid AS department_id, p.cash_session_id, s.cashier_id
    FROM payments p JOIN bills b ON b.id = p.bill_id JOIN cash_sessions s ON s.id = p.cash_session_id
    CROSS JOIN LATERAL (VALUES (0, p.mode, p.amount), (1, 'patient_dues', -p.amount)) AS of_payment(place, account, amount)
"""
_OF_DRAWER = """
    SELECT s.id AS document_id, of_drawer.place, of_drawer.account, of_drawer.amount, s.currency,
        NULL::uuid AS bill_id, NULL::uuid AS bill_item_id, NULL AS item_kind, NULL::uuid AS patient_id,
        NULL::uuid AS doctor_id, NULL::uuid AS department_id, s.id AS cash_session_id, s.cashier_id
    FROM cash_sessions s CROSS JOIN LATERAL (VALUES {moved}) AS of_drawer(place, account, amount)
"""
_OPENED = "(0, 'cash', s.opening_float), (1, 'float', -s.opening_float)"
_CLOSED = """
    (0, 'cash', s.declared - s.expected), (1, 'cash_difference', s.expected - s.declared),
    (2, 'float', s.declared), (3, 'cash', -s.declared)
"""


def upgrade() -> None:
    op.create_table(
        "ledger_postings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_by", sa.Uuid(), nullable=False),
        sa.Column("workstation_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["posted_by"], ["employees.id"], name=op.f("fk_ledger_postings_posted_by")),
        sa.ForeignKeyConstraint(["workstation_id"], ["workstations.id"], name=op.f("fk_ledger_postings_workstation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_postings")),
        sa.UniqueConstraint("document_id", "kind", name=op.f("uq_ledger_postings_document_id_kind")),
    )
    op.create_index("ix_ledger_postings_business_date", "ledger_postings", ["business_date", "id"])
    op.create_table(
        "ledger_entries",
        sa.Column("posting_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.Numeric(14, 3), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=True),
        sa.Column("bill_item_id", sa.Uuid(), nullable=True),
        sa.Column("item_kind", sa.String(length=40), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column("doctor_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("cash_session_id", sa.Uuid(), nullable=True),
        sa.Column("cashier_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_entries_amount")),
        sa.ForeignKeyConstraint(["posting_id"], ["ledger_postings.id"], name=op.f("fk_ledger_entries_posting_id")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_ledger_entries_{column}"))
            for column, table in _REFERS
        ),
        sa.PrimaryKeyConstraint("posting_id", "line", name=op.f("pk_ledger_entries")),
    )
    op.create_index("ix_ledger_entries_bill_id", "ledger_entries", ["bill_id"])
    op.create_index(
        "ix_ledger_entries_cash_session_id",
        "ledger_entries",
        ["cash_session_id", "account"],
        postgresql_where=sa.text("cash_session_id IS NOT NULL"),
    )
    drawer = {"documents": "cash_sessions", "number": "''", "by": "d.cashier_id", "workstation": "d.workstation_id"}
    bill = {"documents": "bills", "number": "d.bill_no", "by": "d.issued_by", "workstation": "NULL::uuid"}
    payment = {
        "documents": "payments",
        "number": "d.receipt_no",
        "by": "d.taken_by",
        "workstation": "d.workstation_id",
    }
    for kind, at, moved, document in (
        ("bill_issued", "d.issued_at", _BILLED, bill),
        ("drawer_opened", "d.opened_at", _OF_DRAWER.format(moved=_OPENED), drawer),
        ("payment", "d.taken_at", _PAID, payment),
        ("drawer_closed", "d.closed_at", _OF_DRAWER.format(moved=_CLOSED), drawer),
    ):
        op.execute(_BOOK.format(kind=kind, at=at, id=_ID.format(at=at), day=_DAY.format(at=at), moved=moved, **document))


def downgrade() -> None:
    op.drop_table("ledger_entries")
    op.drop_table("ledger_postings")
