"""The errors a remote call may answer with, the same classes on both sides."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID


class ApiError(Exception):
    """A refusal the user can be told about; anything else is a bug."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "api_error"

    def __init_subclass__(cls) -> None:
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class NotFound(ApiError):
    status = 404


class Conflict(ApiError):
    status = 409


class NoSuchCall(NotFound):
    """The path or the method names no remote call."""


@dataclass(eq=False)
class Forbidden(ApiError):
    """The user's roles do not hold `permission`, or hold it for their own records only."""

    status = 403
    permission: str


@dataclass(eq=False)
class InvalidRequest(ApiError):
    """The request does not fit its model; `fields` names what is wrong, field by field."""

    status = 422
    fields: dict[str, str]


@dataclass(eq=False)
class TooLarge(ApiError):
    """The body is larger than `limit` bytes."""

    status = 413
    limit: int


class SignedOut(ApiError):
    """No session, or one that has ended: sign in again."""

    status = 401


@dataclass(eq=False)
class Confidential(ApiError):
    """The record opens to those who treat the patient, and to whoever says why it must be opened all the same."""

    status = 403
    patient_id: UUID


class PasswordChangeNeeded(ApiError):
    """The password was given by somebody else: a new one has to be chosen before anything else."""

    status = 403


class NotPaired(ApiError):
    """This computer is not, or no longer, paired with the server."""

    status = 401


class KeyMissing(ApiError):
    """A command came without its key, so it could not be repeated safely."""


class KeyReused(Conflict):
    """A command's key was used before, for another request or by somebody else."""


class CommandTooOld(Conflict):
    """A command that lay unsent for more than a day: the hospital it was meant for has moved on."""


@dataclass(eq=False)
class StaleVersion(Conflict):
    """Somebody changed the record since it was read: `version` is the one that stands now."""

    version: int


@dataclass(eq=False)
class RateLimited(ApiError):
    """Too many tries; the next one counts from `until`."""

    status = 429
    until: datetime


class Unavailable(ApiError):
    """The server cannot reach its database for the moment: the same command may be sent again."""

    status = 503


class Unreachable(ApiError):
    """The server could not be reached, or did not answer in time. Made by the client only."""


class CertificateChanged(ApiError):
    """The server does not show the certificate this computer was paired with. Made by the client only."""


@dataclass(eq=False)
class Unexpected(ApiError):
    """The server failed, or answered something the contract does not name."""

    status = 500
    detail: str


COMMON_ERRORS: Final[tuple[type[ApiError], ...]] = (
    CommandTooOld,
    Confidential,
    Forbidden,
    InvalidRequest,
    KeyMissing,
    KeyReused,
    NoSuchCall,
    NotPaired,
    PasswordChangeNeeded,
    RateLimited,
    SignedOut,
    StaleVersion,
    TooLarge,
    Unavailable,
    Unexpected,
)
