"""Price lists with versions, taxes and a history; what things cost until now is the general list's first version."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_FIRST = """
WITH costs AS (
    SELECT 'new_visit' AS kind, id, new_fee AS amount FROM employees WHERE new_fee IS NOT NULL
    UNION ALL SELECT 'follow_up', id, follow_up_fee FROM employees WHERE follow_up_fee IS NOT NULL
    UNION ALL SELECT 'test', id, price FROM test_types
    UNION ALL SELECT 'service', id, price FROM services
), first AS (
    INSERT INTO price_versions (id, price_list_id, number, status, valid_from, version)
    SELECT gen_random_uuid(), id, 1, 'published', DATE '2000-01-01', 1 FROM price_lists
    WHERE EXISTS (SELECT FROM costs)
    RETURNING id
)
INSERT INTO prices (price_version_id, kind, priced_id, amount, tax_class)
SELECT first.id, kind, costs.id, amount, '' FROM first, costs
"""
_BACK = """
UPDATE {table} SET {column} = p.amount FROM prices p
WHERE p.kind = '{kind}' AND p.priced_id = {table}.id AND p.price_version_id = (
    SELECT v.id FROM price_versions v JOIN price_lists l ON l.id = v.price_list_id
    WHERE v.status = 'published' AND l.category_id IS NULL AND l.payer_id IS NULL
    ORDER BY v.valid_from DESC, v.number DESC LIMIT 1)
"""
_PRICE = sa.Numeric(14, 4)
_COLUMNS = (
    ("employees", "new_fee", "new_visit", None),
    ("employees", "follow_up_fee", "follow_up", None),
    ("test_types", "price", "test", "0"),
    ("services", "price", "service", "0"),
)


def upgrade() -> None:
    op.create_table(
        "tax_classes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rate", sa.Numeric(7, 6), nullable=False),
        sa.Column("inclusive", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rate BETWEEN 0 AND 1", name=op.f("ck_tax_classes_rate")),
        sa.ForeignKeyConstraint(["set_by"], ["employees.id"], name=op.f("fk_tax_classes_set_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["employees.id"], name=op.f("fk_tax_classes_approved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_classes")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_tax_classes_code_valid_from")),
    )
    op.create_table(
        "price_lists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["patient_categories.id"], name=op.f("fk_price_lists_category_id")
        ),
        sa.ForeignKeyConstraint(["payer_id"], ["payers.id"], name=op.f("fk_price_lists_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_lists")),
        sa.UniqueConstraint("code", name=op.f("uq_price_lists_code")),
    )
    op.create_index(
        "uq_price_lists_whose",
        "price_lists",
        ["category_id", "payer_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "price_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("price_list_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("begun_from", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'published') = (valid_from IS NOT NULL)", name=op.f("ck_price_versions_published_from_a_day_on")
        ),
        sa.ForeignKeyConstraint(["price_list_id"], ["price_lists.id"], name=op.f("fk_price_versions_price_list_id")),
        sa.ForeignKeyConstraint(["begun_from"], ["price_versions.id"], name=op.f("fk_price_versions_begun_from")),
        sa.ForeignKeyConstraint(["published_by"], ["employees.id"], name=op.f("fk_price_versions_published_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["employees.id"], name=op.f("fk_price_versions_approved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_versions")),
        sa.UniqueConstraint("price_list_id", "number", name=op.f("uq_price_versions_price_list_id_number")),
    )
    op.create_index(
        "uq_price_versions_draft",
        "price_versions",
        ["price_list_id"],
        unique=True,
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.create_table(
        "prices",
        sa.Column("price_version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("priced_id", sa.Uuid(), nullable=False),
        sa.Column("amount", _PRICE, nullable=False),
        sa.Column("tax_class", sa.Text(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_prices_amount")),
        sa.ForeignKeyConstraint(["price_version_id"], ["price_versions.id"], name=op.f("fk_prices_price_version_id")),
        sa.PrimaryKeyConstraint("price_version_id", "kind", "priced_id", name=op.f("pk_prices")),
    )
    op.create_index("ix_prices_priced", "prices", ["priced_id", "kind"])
    op.create_table(
        "price_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("price_version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("priced_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", _PRICE, nullable=True),
        sa.Column("after", _PRICE, nullable=True),
        sa.Column("tax_before", sa.Text(), nullable=False),
        sa.Column("tax_after", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["price_version_id"], ["price_versions.id"], name=op.f("fk_price_changes_price_version_id")
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["employees.id"], name=op.f("fk_price_changes_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_changes")),
    )
    op.create_index("ix_price_changes_version", "price_changes", ["price_version_id", "id"])
    op.create_index("ix_price_changes_priced", "price_changes", ["priced_id", "id"])
    op.create_foreign_key(
        op.f("fk_bill_items_price_version_id"), "bill_items", "price_versions", ["price_version_id"], ["id"]
    )
    op.add_column("bill_items", sa.Column("free_because", sa.String(length=40), nullable=True))
    op.execute(
        "INSERT INTO price_lists (id, code, name, is_active) VALUES (gen_random_uuid(), 'GENERAL', 'General', true)"
    )
    op.execute(_FIRST)
    for table, column, *_ in _COLUMNS:
        op.drop_column(table, column)


def downgrade() -> None:
    for table, column, kind, default in _COLUMNS:
        op.add_column(table, sa.Column(column, _PRICE, nullable=default is None, server_default=default))
        op.execute(_BACK.format(table=table, column=column, kind=kind))
        op.alter_column(table, column, server_default=None)
    op.drop_column("bill_items", "free_because")
    op.drop_constraint(op.f("fk_bill_items_price_version_id"), "bill_items", type_="foreignkey")
    for table in ("price_changes", "prices", "price_versions", "price_lists", "tax_classes"):
        op.drop_table(table)
