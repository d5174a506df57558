"""Encryption of sensitive columns under a key that is not in the database."""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class CannotDecrypt(Exception):
    """The value was written under a key that is not here, or was changed."""


class KeyRing:
    """AES-256-GCM under numbered keys: the newest encrypts, every one decrypts what it wrote.

    A value is one byte of key number, twelve of nonce, then the ciphertext with its tag. `place` (table and
    column) is bound into the tag, so that a value copied to another column doesn't decrypt there.
    """

    def __init__(self, keys: dict[int, bytes], index_key: bytes) -> None:
        self._ciphers = {number: AESGCM(key) for number, key in keys.items()}
        self._newest = max(keys)
        self._index_key = index_key

    @classmethod
    def load(cls, folder: Path) -> "KeyRing":
        """The keys kept in `folder`; makes the first ones."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys = {int(path.stem.removeprefix("data-")): path.read_bytes() for path in folder.glob("data-*.key")}
        return cls(keys or {1: _kept(folder / "data-1.key")}, _kept(folder / "index.key"))

    def encrypt(self, value: bytes, place: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return bytes([self._newest]) + nonce + self._ciphers[self._newest].encrypt(nonce, value, place.encode())

    def decrypt(self, value: bytes, place: str) -> bytes:
        """Raises CannotDecrypt."""
        nonce, sealed = value[1 : 1 + _NONCE_BYTES], value[1 + _NONCE_BYTES :]
        try:
            return self._ciphers[value[0]].decrypt(nonce, sealed, place.encode())
        except (KeyError, IndexError, InvalidTag) as error:
            raise CannotDecrypt(place) from error

    def blind_index(self, value: str, place: str) -> bytes:
        """Sixteen bytes that are equal for equal values, for equality search over an encrypted column."""
        return hmac.digest(self._index_key, f"{place}\0{value}".encode(), hashlib.sha256)[:16]


def _kept(path: Path, size: int = _KEY_BYTES) -> bytes:
    """The secret in `path`, made on first need; readable by the server's account only."""
    if not path.exists():
        draft = path.with_suffix(f".{secrets.token_hex(4)}.new")
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_bytes(size))
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(draft, path)  # whole or not there: nobody reads half a key
        draft.unlink()
    return path.read_bytes()


def kept_secret(path: Path) -> bytes:
    """Thirty-two random bytes that outlive restarts."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _kept(path)
