"""Another provider's word (OpenID Connect): asked by the server itself, and believed only after every check."""

import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from server.features.access.proof_tables import SignInRulesRow
from shared.contracts.sign_in import OpenIdNotOffered, OpenIdRefused, OpenIdUnreachable
from shared.models.sign_in import OpenIdFault

# Signatures by the provider's own key alone: "none", and a secret that we would share with it, are no proof.
_ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES512", "EdDSA"]
_PATIENCE_S: Final = 3.0
_LONGEST_ANSWER: Final = 1024 * 1024
_CLOCKS_APART_S: Final = 60
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class _Stays(HTTPRedirectHandler):
    """A redirection is an error: it would lead past `_is_safe`, and take the secret along."""

    def redirect_request(self, *_: object) -> None:
        return None


_STAYING: Final = build_opener(_Stays)


@dataclass(frozen=True)
class Identity:
    """Whom the provider means: `subject` stays the same for ever, `known_as` is for people's eyes."""

    issuer: str
    subject: str
    known_as: str


class OpenIdProvider:
    """As the hospital's rules name it. Raises OpenIdNotOffered where they don't."""

    def __init__(self, rules: SignInRulesRow) -> None:
        if not (rules.openid_issuer and rules.openid_client_id):
            raise OpenIdNotOffered
        self.issuer: Final = rules.openid_issuer
        self._client_id = rules.openid_client_id
        self._scopes = rules.openid_scopes
        self._secret = rules.openid_secret

    def page(self, **asked: str) -> str:
        """Where the browser is sent. Raises OpenIdUnreachable."""
        (begins,) = self._addresses("authorization_endpoint")
        told = {"response_type": "code", "client_id": self._client_id, "scope": self._scopes, **asked}
        return f"{begins}{'&' if '?' in begins else '?'}{urlencode(told)}"

    def identity(self, code: str, verifier: str, redirect_uri: str, nonce: str, now: datetime) -> Identity:
        """Raises OpenIdUnreachable, OpenIdRefused."""
        token_endpoint, keys = self._addresses("token_endpoint", "jwks_uri")
        claims = _verified(self._redeem(token_endpoint, code, verifier, redirect_uri), keys)
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        for_us = self._client_id in audiences and claims.get("azp", self._client_id) == self._client_id
        in_time = _number(claims.get("exp")) + _CLOCKS_APART_S > now.timestamp()
        begun = _number(claims.get("iat")) - _CLOCKS_APART_S <= now.timestamp()
        asked_by_us = hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode())
        ours = claims.get("iss") == self.issuer and for_us and in_time and begun and asked_by_us
        subject = claims.get("sub")
        if not (ours and isinstance(subject, str) and subject):
            raise OpenIdRefused(OpenIdFault.TOKEN)
        names = (claims.get(name) for name in ("preferred_username", "email", "name"))
        return Identity(self.issuer, subject, next((str(name) for name in names if name), subject)[:200])

    def _redeem(self, address: str, code: str, verifier: str, redirect_uri: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
            "client_id": self._client_id,
        }
        headers = {}
        if self._secret:
            pair = f"{quote(self._client_id, safe='')}:{quote(self._secret, safe='')}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        try:
            answer = _fetch(address, urlencode(form).encode(), headers)
        except HTTPError as error:
            raise OpenIdRefused(OpenIdFault.CODE) from error
        id_token = answer.get("id_token")
        if not isinstance(id_token, str):
            raise OpenIdRefused(OpenIdFault.TOKEN)
        return id_token

    def _addresses(self, *names: str) -> list[str]:
        known = _asked(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        addresses = [known.get(name) for name in names]
        safe = [address for address in addresses if isinstance(address, str) and _is_safe(address)]
        if known.get("issuer") != self.issuer or safe != addresses:
            raise OpenIdUnreachable
        return safe


def _verified(id_token: str, keys_at: str) -> dict[str, Any]:
    try:
        keys = KeySet.import_key_set(_asked(keys_at))  # type: ignore[arg-type]  # looked at by it
        return jwt.decode(id_token, keys, algorithms=_ALGORITHMS).claims
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise OpenIdRefused(OpenIdFault.TOKEN) from error


def _asked(address: str) -> dict[str, Any]:
    try:
        return _fetch(address)
    except HTTPError as error:
        raise OpenIdUnreachable from error


def _fetch(address: str, form: bytes | None = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Raises HTTPError for a refusal, OpenIdUnreachable for anything else but an object of JSON."""
    try:
        request = Request(address, form, {"Accept": "application/json", **(headers or {})})  # noqa: S310 _is_safe has looked
        with _STAYING.open(request, timeout=_PATIENCE_S) as answer:
            found = json.loads(answer.read(_LONGEST_ANSWER))
    except HTTPError as error:
        error.close()
        raise
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise OpenIdUnreachable from error
    if not isinstance(found, dict):
        raise OpenIdUnreachable
    return found


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _number(claim: object) -> float:
    return float(claim) if isinstance(claim, int | float) else float("nan")  # NaN is before and after nothing
