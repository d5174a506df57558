"""What travels about signing in."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, PlainSerializer, SecretStr

from shared.ids import ApprovalId, EmployeeId, SessionId, UserId, WorkstationId
from shared.models.common import Model, Name
from shared.permissions import Permission, Scope
from shared.rules.number_formats import DigitGroups

LONGEST_PASSWORD_BYTES = 72
SHORTEST_PASSWORD = 10


def _fits_bcrypt(password: SecretStr) -> SecretStr:
    if len(password.get_secret_value().encode(errors="surrogatepass")) > LONGEST_PASSWORD_BYTES:
        raise ValueError("a password may have 72 bytes at most")
    if "\x00" in password.get_secret_value():
        raise ValueError("control characters are not allowed")
    return password


def _is_token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9._-]+", token.get_secret_value()):
        raise ValueError("not a token")
    return token


def _bare(secret: SecretStr) -> str:
    return secret.get_secret_value()


# Hidden in every repr and log, bare on the wire only.
_Secret = Annotated[SecretStr, PlainSerializer(_bare, return_type=str, when_used="json")]

# bcrypt looks at 72 bytes: a longer password is refused, never cut.
Password = Annotated[_Secret, Field(min_length=1), AfterValidator(_fits_bcrypt)]
NewPassword = Annotated[_Secret, Field(min_length=SHORTEST_PASSWORD), AfterValidator(_fits_bcrypt)]
UserName = Annotated[str, Field(min_length=2, max_length=60, pattern=r"^[a-z0-9][a-z0-9._-]*$")]
Token = Annotated[_Secret, Field(min_length=10, max_length=400), AfterValidator(_is_token)]


class PasswordFault(StrEnum):
    TOO_SHORT = "too_short"
    USER_NAME = "user_name"
    COMMON = "common"
    USED_BEFORE = "used_before"


class ServerInfo(Model):
    """What a client knows of its server before anyone has signed in."""

    hospital: str
    hospital_local: str
    version: str
    fingerprint: str
    needs_setup: bool
    now: datetime
    timezone: str
    idle_lock_minutes: int
    digit_groups: DigitGroups = DigitGroups.THOUSANDS
    openid_name: str = ""
    """The other provider one may sign in with; empty where there is none."""


class SetUp(Model):
    """The first administrator, once, from a paired computer."""

    hospital: Name
    full_name: Name
    user_name: UserName
    password: NewPassword


class SignIn(Model):
    user_name: UserName
    password: Password


class Refresh(Model):
    refresh_token: Token


class Unlock(Model):
    """Quick return after the screen locked itself."""

    password: Password


class ChangePassword(Model):
    password: Password
    new_password: NewPassword


class Me(Model):
    """The signed-in person and what they may do."""

    user_id: UserId
    employee_id: EmployeeId
    full_name: str
    user_name: str
    roles: list[str]
    permissions: dict[Permission, Scope]
    session_id: SessionId
    must_change_password: bool = False


class SignedIn(Model):
    """Proofs of a session: the access token lives minutes, the refresh token is good once."""

    access_token: str
    access_seconds: int
    refresh_token: str
    me: Me


class SessionSummary(Model):
    id: SessionId
    user_name: str
    full_name: str
    workstation: str
    workstation_id: WorkstationId
    started_at: datetime
    seen_at: datetime


class RevokeSession(Model):
    session_id: SessionId


class Approve(Model):
    """A second person's word, given at the asker's own computer, for one act on one record."""

    user_name: UserName
    password: Password
    permission: Permission
    subject_id: UUID


class Approval(Model):
    """Sent with the command it is for: good once, for a few minutes."""

    id: ApprovalId
    approved_by: str
    until: datetime
