"""Encryption of sensitive columns under a key that is not in the database."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.core.key_files import KeyFiles

NONCE_BYTES: Final = 12


class CannotDecrypt(Exception):
    """The value was written under a key that is not here, or was changed."""


@dataclass(frozen=True)
class _Held:
    ciphers: dict[int, AESGCM]
    encrypting: int
    stamp: tuple[int, int]


class KeyRing:
    """AES-256-GCM under numbered keys: one encrypts, every one decrypts what it wrote.

    A value is one byte of key number, twelve of nonce, then the ciphertext with its tag. `place` (table and
    column) is bound into the tag, so that a value copied to another column doesn't decrypt there. Another process may
    change the key at any moment: a look at one file's date before each encryption tells, and an unknown number does.
    """

    def __init__(self, files: KeyFiles) -> None:
        self._files = files
        self._index_key = files.index_key()
        self._held = self._read()

    @classmethod
    def load(cls, folder: Path) -> "KeyRing":
        """The keys kept in `folder`; makes the first ones."""
        return cls(KeyFiles(folder))

    @property
    def encrypting(self) -> int:
        """The number of the key that new values are written under."""
        return self._newest().encrypting

    def encrypt(self, value: bytes, place: str) -> bytes:
        held = self._newest()
        return _encrypted(held.encrypting, held.ciphers[held.encrypting], value, place)

    def proofs(self, value: bytes, place: str) -> dict[int, bytes]:
        """The value under each key there is, by its number: who opens them all has these keys."""
        self._held = self._read()
        return {number: _encrypted(number, cipher, value, place) for number, cipher in self._held.ciphers.items()}

    def decrypt(self, value: bytes, place: str) -> bytes:
        """Raises CannotDecrypt."""
        if value and value[0] not in self._held.ciphers:
            self._held = self._read()
        nonce, sealed = value[1 : 1 + NONCE_BYTES], value[1 + NONCE_BYTES :]
        try:
            return self._held.ciphers[value[0]].decrypt(nonce, sealed, place.encode())
        except (KeyError, IndexError, ValueError, InvalidTag) as error:
            raise CannotDecrypt(place) from error

    def blind_index(self, value: str, place: str) -> bytes:
        """Sixteen bytes that are equal for equal values, for equality search over an encrypted column."""
        return hmac.digest(self._index_key, f"{place}\0{value}".encode(), hashlib.sha256)[:16]

    def _newest(self) -> _Held:
        if self._files.stamp() != self._held.stamp:
            self._held = self._read()
        return self._held

    def _read(self) -> _Held:
        stamp = self._files.stamp()  # before what it stamps: a change meanwhile is read again
        named, keys = self._files.named(), self._files.read()
        # A folder restored in parts may name a key that is not there: the one before it reads everywhere.
        encrypting = max((number for number in keys if number <= named), default=min(keys))
        return _Held({number: AESGCM(key) for number, key in keys.items()}, encrypting, stamp)


def _encrypted(number: int, cipher: AESGCM, value: bytes, place: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return bytes([number]) + nonce + cipher.encrypt(nonce, value, place.encode())
