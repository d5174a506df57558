"""When the database was backed up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base


class Backup(Base):
    """Each that was made and read back. Append-only."""

    __tablename__ = "backups"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    place: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
