"""What the demonstration left in the database, counted there."""

from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import make_url

from installers.demo.server import DemoServer
from server.core.settings import Settings
from server.core.stores import open_stores


def counted(server: DemoServer, walked: UUID | None) -> dict[str, Any]:
    """Rows by kind, all events by type, and those of the one patient who was walked through."""
    with open_stores(Settings(data_dir=server.data_dir)) as urls:
        url = make_url(urls.app_url).set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
            found: dict[str, Any] = {
                "patients": _one(connection, "SELECT count(*) FROM patients"),
                "appointments": _one(connection, "SELECT count(*) FROM appointments"),
                "bills": _one(connection, "SELECT count(*) FROM bills WHERE bill_no IS NOT NULL"),
                "payments": _one(connection, "SELECT count(*) FROM payments"),
                "events": dict(
                    connection.execute("SELECT type, count(*) FROM appointment_events GROUP BY type ORDER BY type")
                ),
            }
            if walked is not None:
                rows = connection.execute(
                    "SELECT type FROM appointment_events WHERE appointment_id = %s ORDER BY id", (walked,)
                )
                found["walked"] = {"appointment": str(walked), "events": [row[0] for row in rows]}
    return found


def _one(connection: psycopg.Connection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    return int(row[0]) if row else 0
