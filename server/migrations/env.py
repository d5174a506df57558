"""Alembic's entrance: a connection handed in by server.migrate, or by the developer's command line."""

import os
from typing import Literal

from alembic import context
from sqlalchemy import Connection, Enum, create_engine

from server.core.database import Encrypted, EncryptedBytes, Sealed
from server.schema import METADATA


def _is_ours(name: str | None, kind: str, parents: object) -> bool:  # noqa: ARG001 alembic names them
    """Partitions are made by hms_ensure_partitions, not by migrations; the job queue's tables are its library's."""
    others = ("access_log_", "appointment_events_", "audit_log_", "procrastinate_")
    return not (kind == "table" and name is not None and name.startswith(others))


def _as_plain_types(kind: str, item: object, _: object) -> str | Literal[False]:
    """Migrations import nothing of ours: a type is written down as what the database sees."""
    if kind == "type" and isinstance(item, Encrypted | EncryptedBytes | Sealed):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        include_name=_is_ours,
        render_item=_as_plain_types,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    _run(handed_in)
else:
    with create_engine(os.environ["HMS_DATABASE_OWNER_URL"]).connect() as connection:
        _run(connection)
