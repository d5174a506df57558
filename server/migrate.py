"""Brings the database to the schema of this version: at start-up and by `hms-server migrate`, under a lock."""

from pathlib import Path
from typing import Final

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError

_FOLDER: Final = Path(__file__).parent / "migrations"
# Any number, the same in every process: two servers starting at once migrate one after the other.
_LOCK: Final = 7208430
# Tables, views and sequences; those of extensions came with the database.
_SOMEBODYS: Final = """
    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
      AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


def is_current(engine: Engine) -> bool:
    """Whether the schema is the one this version knows; asks as any role that may read."""
    with engine.connect() as connection:
        try:
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        except ProgrammingError:
            return False
    return bool(found == max(_revisions()))


def knows(revision: str) -> bool:
    """Whether a schema is this version's or one before."""
    return revision in _revisions()


def is_empty(owner_url: str) -> bool:
    """Whether nothing of anybody's is in this database."""
    engine = create_engine(owner_url)
    try:
        with engine.connect() as connection:
            return bool(connection.scalar(text(f"SELECT NOT EXISTS ({_SOMEBODYS})")))
    finally:
        engine.dispose()


def empty(owner_url: str) -> None:
    """Everything there is gone afterwards."""
    engine = create_engine(owner_url)
    try:
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    finally:
        engine.dispose()


def migrate(owner_url: str) -> None:
    """Runs what is missing, then renews the guards: triggers, partitions, grants. Safe to repeat and to race."""
    from alembic import command  # half a second to load, which a worker that takes over does not have
    from alembic.config import Config  # as above

    engine = create_engine(owner_url)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            for extension in ("pg_trgm", "btree_gist", "unaccent"):
                connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS {extension}"))
            config = Config()
            config.set_main_option("script_location", str(_FOLDER))
            config.set_main_option("path_separator", "os")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            for guard in sorted((_FOLDER / "guards").glob("*.sql")):
                connection.exec_driver_sql(guard.read_text(encoding="utf-8").replace("%", "%%"))
    finally:
        engine.dispose()


def _revisions() -> set[str]:
    return {path.name.partition("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py")}
