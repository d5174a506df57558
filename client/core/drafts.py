"""What was typed and not sent yet, kept on this computer so that a crash loses none of it."""

import hashlib
import json
import logging
import os
from pathlib import Path
from typing import Any, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES: Final = 12
_log = logging.getLogger(__name__)


class Drafts(Protocol):
    def save(self, key: str, draft: dict[str, Any]) -> None: ...

    def load(self, key: str) -> dict[str, Any] | None: ...

    def clear(self, key: str) -> None: ...


class FileDrafts:
    """A file a draft, sealed: it is about a patient. Quick enough for the screen thread, since nothing is synced."""

    def __init__(self, folder: Path, key_bytes: bytes) -> None:
        self._folder = folder
        self._cipher = AESGCM(key_bytes)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def save(self, key: str, draft: dict[str, Any]) -> None:
        """Whole or not at all; a full disk loses the draft, never the work that goes on."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, json.dumps(draft).encode(), key.encode())
        path = self._path(key)
        fresh = path.with_suffix(".new")
        try:
            fresh.write_bytes(sealed)
            fresh.replace(path)  # a rename survives the end of this process without a sync
        except OSError:
            _log.exception("a draft could not be kept")

    def load(self, key: str) -> dict[str, Any] | None:
        """None when there is none, or none that this computer's key opens."""
        try:
            sealed = self._path(key).read_bytes()
            opened: dict[str, Any] = json.loads(
                self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key.encode())
            )
        except FileNotFoundError:
            return None
        except (OSError, InvalidTag, ValueError):
            _log.warning("a draft could not be read and was left where it is")
            return None
        return opened

    def clear(self, key: str) -> None:
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError:
            _log.exception("a draft could not be taken away")

    def _path(self, key: str) -> Path:
        # hashed: a key may hold signs that are none of a file's name
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.draft"
