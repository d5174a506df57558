"""Patients are found by beginnings of words and by sound, names without a mistake or with one; phones by their end.

What is kept of a name is made in Python: this fills what SQL can, the server renews the rest in batches once it runs.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_patients_search", "patients")
    op.drop_index("ix_patients_by_name", "patients")
    op.drop_index("ix_patients_phone_digits", "patients")
    # Byte order in the columns themselves: beginnings are ranges that their indexes can walk.
    op.alter_column("patients", "patient_no", type_=sa.Text(collation="C"))
    op.alter_column("patients", "phone_digits", type_=sa.Text(collation="C"))
    op.alter_column("patients", "search", new_column_name="name_folded", type_=sa.Text(collation="C"))
    op.execute(r"UPDATE patients SET name_folded = split_part(name_folded, E' \n ', 1)")
    op.add_column("patients", sa.Column("found_by", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.alter_column("patients", "found_by", server_default=None)
    op.create_index(
        "ix_patients_found_by",
        "patients",
        ["found_by"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index("ix_patients_by_name", "patients", ["name_folded", "id"], postgresql_where=sa.text("is_active"))
    op.create_index("ix_patients_phone_digits", "patients", ["phone_digits"])
    op.create_index("ix_patients_phone_end", "patients", [sa.literal_column('reverse(phone_digits) COLLATE "C"')])
    op.create_index(
        "ix_patients_phone_part",
        "patients",
        [sa.literal_column("phone_digits gin_trgm_ops")],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_table("name_words", sa.Column("word", sa.Text(), nullable=False), sa.PrimaryKeyConstraint("word", name="pk_name_words"))
    op.create_index(
        "ix_name_words_word",
        "name_words",
        [sa.literal_column("word gin_trgm_ops")],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.execute("INSERT INTO counters (name, last) SELECT 'patients:search', 1 WHERE NOT EXISTS (SELECT FROM patients)")


def downgrade() -> None:
    op.drop_table("name_words")
    op.execute("DELETE FROM counters WHERE name = 'patients:search'")
    for index in ("found_by", "by_name", "phone_digits", "phone_end", "phone_part"):
        op.drop_index(f"ix_patients_{index}", "patients")
    op.drop_column("patients", "found_by")
    op.alter_column("patients", "patient_no", type_=sa.Text(collation="default"))
    op.alter_column("patients", "phone_digits", type_=sa.Text(collation="default"))
    op.alter_column("patients", "name_folded", new_column_name="search", type_=sa.Text(collation="default"))
    op.execute(
        r"UPDATE patients SET search = concat_ws(E' \n ', search, lower(name_local), lower(patient_no), phone_digits)"
    )
    op.create_index(
        "ix_patients_search",
        "patients",
        [sa.literal_column("search gin_trgm_ops")],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        "ix_patients_by_name",
        "patients",
        [sa.literal_column('search COLLATE "C"')],
        postgresql_where=sa.text("is_active"),
    )
    op.create_index("ix_patients_phone_digits", "patients", ["phone_digits"])
