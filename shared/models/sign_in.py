"""What travels about the rules of signing in, second proofs, and other providers' word."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, Field, PlainSerializer, SecretStr

from shared.ids import ApprovalId, RoleId, SessionId, UserId
from shared.models.access import SHORTEST_PASSWORD, Password, Token
from shared.models.common import Explained, Line, Model, Version

SIGN_IN_RULES: Final = UUID(int=1)
"""What a second person agrees to: the house has these rules once."""
LONGEST_ASKED_PASSWORD: Final = 64
MOST_REMEMBERED: Final = 5
FEWEST_PASSWORD_DAYS: Final = 30
MOST_PASSWORD_DAYS: Final = 3650
MOST_SESSION_HOURS: Final = 168
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


def _bare(secret: SecretStr) -> str:
    return secret.get_secret_value()


def _is_issuer(issuer: str) -> str:
    """TLS, but for a provider on the server itself. As the provider writes it: a "/" at its end is part of its name."""
    parts = urlsplit(issuer)
    schemes = ("https", "http") if parts.hostname in _LOOPBACK else ("https",)
    if issuer and not (parts.hostname and parts.scheme in schemes):
        raise ValueError("an address that begins with https://")
    return issuer


def _is_loopback(uri: str) -> str:
    if not re.fullmatch(r"http://127\.0\.0\.1:\d{1,5}/", uri):
        raise ValueError("an address of this very computer")
    return uri


def _has_openid(scopes: str) -> str:
    if "openid" not in scopes.split():
        raise ValueError("must contain openid")
    return scopes


def _of(pattern: str) -> AfterValidator:
    """Pydantic's own looks into no secret."""

    def check(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value()):
            raise ValueError("characters that are not allowed")
        return secret

    return AfterValidator(check)


_Secret = Annotated[SecretStr, PlainSerializer(_bare, return_type=str, when_used="json")]
# A ticket holds what the server must be told again: longer than a token, of the same letters.
Ticket = Annotated[_Secret, Field(min_length=10, max_length=2000), _of(r"[A-Za-z0-9._-]+")]
Code = Annotated[_Secret, Field(min_length=6, max_length=40), _of(r"[A-Za-z0-9 -]+")]


class SignInRules(Model):
    """What the hospital asks of whoever signs in."""

    shortest_password: int = Field(default=SHORTEST_PASSWORD, ge=SHORTEST_PASSWORD, le=LONGEST_ASKED_PASSWORD)
    passwords_remembered: int = Field(default=0, ge=0, le=MOST_REMEMBERED)
    """So many old passwords are not taken again."""
    password_days: int | None = Field(default=None, ge=FEWEST_PASSWORD_DAYS, le=MOST_PASSWORD_DAYS)
    """After so many days a new one must be chosen; None for never, which NIST SP 800-63B advises: whoever must change
    often chooses worse."""
    session_hours: int = Field(default=12, ge=1, le=MOST_SESSION_HOURS)
    second_factor_roles: tuple[RoleId, ...] = Field(default=(), max_length=200)
    openid_name: Line = ""
    """What the button says after "Sign in with"; empty without a provider."""
    openid_issuer: Line = ""
    openid_client_id: Line = ""
    openid_scopes: Line = "openid profile email"


class RoleChoice(Model):
    id: RoleId
    name: str


class SignInRulesDetails(SignInRules):
    version: int
    openid_has_secret: bool
    roles: tuple[RoleChoice, ...]


class SaveSignInRules(SignInRules, Explained):
    """Without `openid_secret` the one that is kept stays, as long as the provider does."""

    version: Version
    openid_issuer: Annotated[Line, AfterValidator(_is_issuer)] = ""
    openid_scopes: Annotated[Line, AfterValidator(_has_openid)] = "openid profile email"
    openid_secret: Annotated[_Secret, Field(max_length=500), _of(r"[!-~]*")] | None = None
    approval_id: ApprovalId | None = None
    """The word of a second person about `SIGN_IN_RULES`, where less would be asked than before."""


class Challenge(Model):
    """The proof that the first one was right; good for some minutes at this computer."""

    challenge: Ticket


class ProveSecond(Model):
    """Six digits of the app, or one of the recovery codes."""

    challenge: Ticket
    code: Code


class Enrolment(Model):
    """Shown once; it counts from the first right code on."""

    secret: str
    uri: str
    recovery_codes: tuple[str, ...]


class SecondFactorSummary(Model):
    """Somebody who has set one up."""

    user_id: UserId
    full_name: str
    user_name: str
    since: datetime
    recovery_codes: int
    """So many are left."""


class ResetSecondFactor(Explained):
    user_id: UserId
    approval_id: ApprovalId | None = None


class EndMySession(Model):
    session_id: SessionId


class BeginOpenId(Model):
    """`redirect_uri` is where this computer listens for its own browser (RFC 8252)."""

    redirect_uri: Annotated[str, AfterValidator(_is_loopback)]


class BeginLink(BeginOpenId):
    """Of the own account: with the present password once more."""

    password: Password


class OpenIdBegun(Model):
    """The page to open in the browser; the ticket comes back with what it answers."""

    url: str
    ticket: str


class FinishOpenId(Model):
    ticket: Ticket
    code: Annotated[_Secret, Field(min_length=1, max_length=2000), _of(r"[!-~]+")]
    state: Token


class OpenIdLink(Model):
    """Whether the provider's word counts for this user, and whom the provider calls so."""

    provider: str
    linked_as: str | None


class OpenIdFault(StrEnum):
    STATE = "state"
    """Not asked for by us, or too long ago."""
    CODE = "code"
    """Refused by the provider."""
    TOKEN = "token"  # noqa: S105 a fault, not a secret
    """Not one for us, of now, for this sign-in."""
    PROVIDER = "provider"
    """The provider itself let nobody in."""
