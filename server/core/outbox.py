"""What is still to be announced: written with the change, deleted once every screen was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core.context import Announcement
from server.core.database import Base, Database
from shared.ids import EmployeeId, new_id

# Younger rows are being announced by the request that wrote them.
_GRACE: Final = timedelta(seconds=2)


class OutboxRow(Base):
    __tablename__ = "outbox"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    message: Mapped[dict[str, Any]] = mapped_column(JSONB)


@dataclass(frozen=True)
class Posted:
    """An announcement under its outbox id."""

    id: UUID
    announcement: Announcement


def post(session: Session, announcement: Announcement, now: datetime) -> Posted:
    """Adds the announcement to the transaction."""
    row = OutboxRow(id=new_id(), made_at=now, message=encode(announcement))
    session.add(row)
    return Posted(row.id, announcement)


def left_behind(database: Database, now: datetime, limit: int = 200) -> list[Posted]:
    """Announcements that nobody made: a crash came between commit and announcing."""
    with database.transaction() as session:
        rows = session.execute(
            text("SELECT id, message FROM outbox WHERE made_at < :before ORDER BY id LIMIT :limit"),
            {"before": now - _GRACE, "limit": limit},
        ).all()
    return [Posted(row.id, _decode(row.message)) for row in rows]


def announced(database: Database, ids: Iterable[UUID]) -> None:
    """Forgets them. Losing this deletion only means to announce again, so it need not wait for the disk."""
    with database.transaction() as session:
        session.execute(text("SET LOCAL synchronous_commit = off"))
        session.execute(text("DELETE FROM outbox WHERE id = ANY(:ids)"), {"ids": list(ids)})


def encode(announcement: Announcement) -> dict[str, Any]:
    """As JSON: in the outbox row and on the wire between processes."""
    return {
        "queues": sorted(map(str, announcement.queues)),
        "topics": sorted(announcement.topics),
        "ids": sorted(map(str, announcement.ids)),
        "ended": {str(holder): reason for holder, reason in announcement.ended.items()},
    }


def _decode(message: dict[str, Any]) -> Announcement:
    return Announcement(
        queues={EmployeeId(UUID(doctor)) for doctor in message["queues"]},
        topics=set(message["topics"]),
        ids={UUID(one) for one in message["ids"]},
        ended={UUID(holder): reason for holder, reason in message["ended"].items()},
    )
