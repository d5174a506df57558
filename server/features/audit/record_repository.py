"""The SQL that holds what only grows against what the log says was written."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

# Each form, the key of its table, and how the table's columns have changed since.
_FORMS: Final = text("""
    SELECT f.id, f.table_name,
        array(SELECT a.attname::text
              FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
              WHERE i.indrelid = c.oid AND i.indisprimary
              ORDER BY array_position(i.indkey::int2[], a.attnum)) AS keys,
        array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
              AND NOT a.attisdropped AND a.attname <> ALL (f.columns)) AS later,
        EXISTS (SELECT FROM unnest(f.columns) name WHERE NOT EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = name AND NOT a.attisdropped)) AS reduced
    FROM audit_forms f JOIN pg_class c ON c.relname = f.table_name AND c.relnamespace = 'public'::regnamespace
    ORDER BY f.id
""")
_MOST: Final = 1000
# What was last written of each record: by its insert, or when it was encrypted under another key.
_WRITTEN: Final = """
    (SELECT DISTINCT ON (record) * FROM audit_log
     WHERE table_name = :table AND (action = 'insert' AND form IS NOT NULL OR call = 'keys rotate')
     ORDER BY record, id DESC) l
"""


class RecordRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def forms(self) -> Sequence[Any]:
        """Whole tables are read, which takes longer than a request may."""
        self._session.execute(text("SET LOCAL statement_timeout = 0"))
        return self._session.execute(_FORMS).all()

    def count(self, form: Any) -> int:
        asked = text(f"SELECT count(*) FROM {_WRITTEN} WHERE form = :form")  # noqa: S608 as below
        return int(self._session.execute(asked, {"table": form.table_name, "form": form.id}).scalar_one())

    def differing(self, form: Any) -> Sequence[tuple[str, bool]]:
        """Records that are not what was written, and whether they are there at all."""
        asked = text(
            f"SELECT l.record, t.whole IS NOT NULL FROM {_WRITTEN} "  # noqa: S608 names are of the catalogue
            f"LEFT JOIN (SELECT to_jsonb(r) AS whole FROM {form.table_name} r) t ON {_key(form)} = l.record "
            "WHERE l.form = :form AND (t.whole IS NULL OR "
            "encode(sha256(convert_to((t.whole - CAST(:later AS text[]))::text, 'UTF8')), 'hex') "
            f"IS DISTINCT FROM l.after ->> 'sha256') ORDER BY l.id LIMIT {_MOST}"
        )
        rows = self._session.execute(asked, {"later": form.later, "table": form.table_name, "form": form.id})
        return [(record, there) for record, there in rows]

    def unwritten(self, form: Any) -> Sequence[str]:
        """Records of which the log knows nothing."""
        asked = text(
            f"SELECT {_key(form)} FROM (SELECT to_jsonb(r) AS whole FROM {form.table_name} r) t "  # noqa: S608 as above
            "WHERE NOT EXISTS (SELECT FROM audit_log l WHERE l.table_name = :table AND l.form IS NOT NULL "
            f"AND l.record = {_key(form)}) LIMIT {_MOST}"
        )
        return self._session.scalars(asked, {"table": form.table_name}).all()


def _key(form: Any) -> str:
    return "concat_ws(',', " + ", ".join(f"t.whole ->> '{key}'" for key in form.keys) + ")"
