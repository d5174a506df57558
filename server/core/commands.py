"""The command log: what was answered under a key, so that repeating a command does nothing twice."""

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import LargeBinary, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core.crypto import KeyRing
from server.core.database import Base, Sealed
from shared.errors import CommandTooOld, KeyReused

STALE: Final = timedelta(hours=24)
"""Friday's "call the next" must not call somebody on Monday."""

_PLACE: Final = "command_log.answer"
_RANDOM_BITS: Final = 80
_CLAIM: Final = text(
    "INSERT INTO command_log (key, digest, made_at) VALUES (:key, :digest, :now) "
    # Said here and not in a statement of its own: one round trip less for every command.
    "ON CONFLICT (key) DO NOTHING RETURNING key, set_config('hms.actor', :actor, true)"
)
_KNOWN: Final = text("SELECT digest, answer FROM command_log WHERE key = :key")
_KEEP: Final = text("UPDATE command_log SET answer = :answer WHERE key = :key")


class Command(Base):
    """A command's key, a digest of what it asked, who asked, and the answer (encrypted: it may name a patient)."""

    __tablename__ = "command_log"

    key: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[bytes | None] = mapped_column(Sealed(_PLACE))
    made_at: Mapped[datetime] = mapped_column(index=True)


class CommandLog:
    """Claims a key at the start of a command's transaction and keeps the answer at its end."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    def claim(self, session: Session, key: UUID, digest: bytes, now: datetime, actor: str = "") -> bytes | None:
        """None when the command is new; else the answer it got. Waits while the same key is at work elsewhere.

        `actor` is whose doing the rest of the transaction is (server/core/acting.py).

        Raises KeyReused when the key was used for something else, CommandTooOld when a new one lay about too long.
        """
        fresh = session.execute(
            _CLAIM,
            {"key": key, "digest": digest, "now": now, "actor": actor},
        ).scalar_one_or_none()
        if fresh is not None:
            if age_of(key, now) > STALE:
                raise CommandTooOld
            return None
        known = session.execute(_KNOWN, {"key": key}).one()
        if known.digest != digest or known.answer is None:
            raise KeyReused
        return self._keys.decrypt(known.answer, _PLACE)

    def keep(self, session: Session, key: UUID, answer: bytes) -> None:
        """In the command's own transaction: the answer and what it says become true together."""
        session.execute(
            _KEEP,
            {"key": key, "answer": self._keys.encrypt(answer, _PLACE)},
        )


def age_of(key: UUID, now: datetime) -> timedelta:
    """How long ago the client made the command: a ULID begins with its time in milliseconds."""
    return timedelta(milliseconds=int(now.timestamp() * 1000) - (key.int >> _RANDOM_BITS))


def digest_of(endpoint: str, user: UUID | None, request: bytes) -> bytes:
    """What a key stands for: the call, the person, the request."""
    return hashlib.sha256(b"\0".join((endpoint.encode(), str(user).encode(), request))).digest()
