"""The hospital's computers, and the codes that let a new one in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base, Encrypted
from shared.ids import WorkstationId
from shared.models.workstations import WorkstationKind


class Workstation(Base):
    """A paired computer: known by the hash of a token that only it holds."""

    __tablename__ = "workstations"

    id: Mapped[WorkstationId] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[WorkstationKind]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    paired_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    # What it said of itself last, and where it was told to print: models of shared/models/workstations.py.
    report: Mapped[dict[str, Any] | None]
    reported_at: Mapped[datetime | None]
    printers: Mapped[dict[str, Any] | None]
    # Of a display of chosen rooms: whether it shows the calls of counters too, which belong to no room.
    shows_counters: Mapped[bool] = mapped_column(default=False, server_default="false")


class Pairing(Base):
    """An open door for one computer: its code works once, for minutes, and after few wrong tries no more."""

    __tablename__ = "pairings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Encrypted("pairings.code"))
    until: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
