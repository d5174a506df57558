"""The file in which commands wait for their answer, encrypted: they are about patients."""

import logging
import os
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from client.api.seal import key_for

_NONCE_BYTES: Final = 12
_TABLE: Final = """
    CREATE TABLE IF NOT EXISTS commands (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        endpoint TEXT NOT NULL,
        user_id TEXT NOT NULL,
        made_at TEXT NOT NULL,
        request BLOB NOT NULL
    ) STRICT
"""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Command:
    """A keyed command as it is kept; `request` is None when this computer's secret no longer opens it."""

    key: str
    endpoint: str
    user_id: str
    made_at: datetime
    request: bytes | None


class OutboxStore:
    """Belongs to one thread: opens its file there at the first call."""

    def __init__(self, path: Path, device_token: str) -> None:
        self._path = path
        self._cipher = AESGCM(key_for("outbox", device_token))
        self._connection: sqlite3.Connection | None = None

    def load(self) -> list[Command]:
        """All that waits, in the order it was made."""
        rows = self._open().execute("SELECT key, endpoint, user_id, made_at, request FROM commands ORDER BY place")
        return [
            Command(key, endpoint, user_id, datetime.fromisoformat(made_at), self._opened(key, sealed))
            for key, endpoint, user_id, made_at, sealed in rows
        ]

    def add(self, command: Command) -> None:
        """On the disk, not only on its way there, when this returns."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, command.request or b"", command.key.encode())
        self._open().execute(
            "INSERT INTO commands (key, endpoint, user_id, made_at, request) VALUES (?, ?, ?, ?, ?)",
            (command.key, command.endpoint, command.user_id, command.made_at.isoformat(), sealed),
        )

    def remove(self, key: str) -> None:
        self._open().execute("DELETE FROM commands WHERE key = ?", (key,))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self, key: str, sealed: bytes) -> bytes | None:
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key.encode())
        except InvalidTag:
            return None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self._connection = _connected(self._path)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise  # a full disk, no right to write: the file itself may be sound
                broken = self._path.with_suffix(".broken")
                _log.exception("the outbox is damaged and was put aside as %s", broken.name)
                self._path.replace(broken)
                self._connection = _connected(self._path)
        return self._connection


def _connected(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(_TABLE)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
