"""Tokens: signed ones that live minutes, and opaque ones of which only a hash is kept."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from server.core.crypto import kept_secret
from shared.errors import SignedOut
from shared.ids import SessionId, UserId

ACCESS_LIFE: Final = timedelta(minutes=15)
_ALGORITHM: Final = "HS256"


@dataclass(frozen=True)
class Claims:
    """Whom an access token was made for; whether the session still stands is for the database to say."""

    user_id: UserId
    session_id: SessionId


class Tokens:
    """Makes and reads the tokens of a session, under one secret of the server."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._key = OctKey.import_key(secret)

    @classmethod
    def load(cls, keys_dir: Path) -> "Tokens":
        """Under the secret kept in `keys_dir`, so that a restart signs nobody out."""
        return cls(kept_secret(keys_dir / "token.key"))

    def access(self, user_id: UserId, session_id: SessionId, now: datetime) -> str:
        claims = {
            "sub": str(user_id),
            "sid": str(session_id),
            "iat": int(now.timestamp()),
            "exp": int((now + ACCESS_LIFE).timestamp()),
        }
        return jwt.encode({"alg": _ALGORITHM}, claims, self._key)

    def read(self, token: str, now: datetime) -> Claims:
        """Raises SignedOut for a token that is not ours or has run out."""
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
            if int(claims["exp"]) <= now.timestamp():
                raise SignedOut
            return Claims(UserId(UUID(str(claims["sub"]))), SessionId(UUID(str(claims["sid"]))))
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise SignedOut from error

    def refresh(self, session_id: SessionId) -> str:
        """A session's first refresh token; it names its session, so that one used twice gives itself away."""
        return f"{session_id.hex}.{new_token()}"

    def successor(self, refresh_token: str) -> str:
        """The one that replaces it: always the same, so that asking again after a lost answer gets that answer."""
        name, _, _ = refresh_token.partition(".")
        digest = hmac.digest(self._secret, f"after {refresh_token}".encode(), "sha256")
        return f"{name}.{urlsafe_b64encode(digest).decode().rstrip('=')}"


def session_of(refresh_token: str) -> SessionId:
    """Raises SignedOut for what no server made."""
    try:
        return SessionId(UUID(hex=refresh_token.partition(".")[0]))
    except ValueError as error:
        raise SignedOut from error


def new_token() -> str:
    """Forty-three characters that nobody guesses."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> bytes:
    """What is kept of an opaque token: it is random, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).digest()
