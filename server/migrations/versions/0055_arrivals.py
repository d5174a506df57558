"""Where sealing began in a database; what of a month was sealed, beside the file it went into."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

# Of each month that lies in a file: its sealed entries, in the order of their logs and ids. Which seals may have some:
# those of an arrival, and from two days before it to two days after the first seal that came after it.
_MONTH = "a.month::timestamp AT TIME ZONE 'UTC'"
_AFTER = "(a.month + interval '1 month') AT TIME ZONE 'UTC'"
_BEGINS = "decode(lpad(to_hex((extract(epoch FROM {}) * 1000)::bigint), 12, '0') || repeat('0', 20), 'hex')"
_SEALED = f"""
    UPDATE audit_archives a SET sealed = (
        SELECT sha256(coalesce(string_agg(entry, ''::bytea ORDER BY entry), ''::bytea))
        FROM (SELECT substring(entries FROM 33 * n + 1 FOR 33) AS entry FROM seals, generate_series(0, rows - 1) n
              WHERE from_transaction = 0 OR at >= {_MONTH} - interval '2 days'
                AND at < coalesce((SELECT min(at) FROM seals WHERE at >= {_AFTER}), {_AFTER}) + interval '2 days') e
        WHERE substring(entry FROM 2 FOR 16) >= {_BEGINS.format(_MONTH)}
          AND substring(entry FROM 2 FOR 16) < {_BEGINS.format(_AFTER)})
"""


def upgrade() -> None:
    op.create_index("ix_seals_arrivals", "seals", ["number"], postgresql_where=sa.text("from_transaction = 0"))
    op.add_column("audit_archives", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.execute(_SEALED)
    op.alter_column("audit_archives", "sealed", nullable=False)


def downgrade() -> None:
    op.drop_column("audit_archives", "sealed")
    op.drop_index("ix_seals_arrivals", table_name="seals")
