"""Tokens: signed ones that live minutes, and opaque ones of which only a hash is kept."""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from joserfc import jwe, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from server.core.key_files import kept_secret
from shared.errors import SignedOut
from shared.ids import SessionId, UserId, WorkstationId

ACCESS_LIFE: Final = timedelta(minutes=15)
CHALLENGE_LIFE: Final = timedelta(minutes=10)
"""Time to install an app on one's phone."""
_ALGORITHM: Final = "HS256"
_SEALED: Final = {"alg": "dir", "enc": "A256GCM"}


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
        self._ticket_key = OctKey.import_key(hmac.digest(secret, b"tickets", "sha256"))

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

    def challenge(self, user_id: UserId, workstation_id: WorkstationId, now: datetime) -> str:
        """Proves for some minutes, at this computer, that the first proof was right."""
        claims = {"for": str(user_id), "at": str(workstation_id), "exp": int((now + CHALLENGE_LIFE).timestamp())}
        return jwt.encode({"alg": _ALGORITHM}, claims, self._key)

    def challenged(self, token: str, workstation_id: WorkstationId, now: datetime) -> UserId | None:
        """Whom it was given to; None for one that is not ours, is of elsewhere, or has run out."""
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
            good = claims["at"] == str(workstation_id) and int(claims["exp"]) > now.timestamp()
            return UserId(UUID(str(claims["for"]))) if good else None
        except (JoseError, ValueError, KeyError, TypeError):
            return None

    def ticket(self, kept: Mapping[str, str], now: datetime) -> str:
        """What the server must be told again in some minutes, sealed: whoever carries it can't read it."""
        content = {**kept, "exp": int((now + CHALLENGE_LIFE).timestamp())}
        return jwe.encrypt_compact(_SEALED, json.dumps(content).encode(), self._ticket_key)

    def ticketed(self, ticket: str, now: datetime) -> dict[str, str]:
        """Empty for one that is not ours or has run out."""
        try:
            content = jwe.decrypt_compact(ticket, self._ticket_key).plaintext
            kept: dict[str, Any] = json.loads(content or b"{}")
        except (JoseError, ValueError, TypeError):
            return {}
        return {name: str(value) for name, value in kept.items()} if kept["exp"] > now.timestamp() else {}

    def name_hash(self, user_name: str) -> bytes:
        """What is kept of a name that nobody has."""
        return hmac.digest(self._secret, f"name {user_name}".encode(), "sha256")

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
