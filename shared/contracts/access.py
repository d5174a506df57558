"""The remote calls about signing in."""

from dataclasses import dataclass
from datetime import datetime

from shared.contract import command, query
from shared.errors import ApiError, Conflict, NotFound
from shared.ids import SessionId
from shared.models.access import (
    Approval,
    Approve,
    ChangePassword,
    Me,
    PasswordFault,
    Refresh,
    RevokeSession,
    ServerInfo,
    SessionSummary,
    SetUp,
    SignedIn,
    SignIn,
    Unlock,
)
from shared.models.common import Nothing, Page
from shared.permissions import Access, Permission
from shared.topics import Topic


class WrongCredentials(ApiError):
    """The user name and the password do not belong together: which one is wrong is not said."""

    status = 401


@dataclass(eq=False)
class AccountLocked(ApiError):
    """Too many wrong passwords; the next try counts from `until`."""

    status = 423
    until: datetime


@dataclass(eq=False)
class SecondFactorNeeded(ApiError):
    """The first proof was right; the hospital asks this person for a second one."""

    status = 401
    challenge: str
    enrolled: bool
    """Whether a code can be typed at once; else there is a second factor to be set up first."""


@dataclass(eq=False)
class PasswordRefused(ApiError):
    """The new password breaks a rule of the house."""

    status = 422
    fault: PasswordFault
    shortest: int


class PasswordRanOut(ApiError):
    """The one-time password was not used in time: an administrator has to give another."""

    status = 401


class SamePassword(Conflict):
    """The new password is the one that was to be replaced."""


class AlreadySetUp(Conflict):
    """The hospital has its first administrator."""


class NoSignInHere(ApiError):
    """This computer is a wall display: with a person signed in, names could reach it."""

    status = 403


@dataclass(eq=False)
class SessionNotFound(NotFound):
    session_id: SessionId


@dataclass(eq=False)
class ApprovalNeeded(Conflict):
    """Whoever asked may do this with the word of a second person only."""

    permission: Permission


class ApprovalNotValid(Conflict):
    """The second person's word was for something else, was used, or is too old."""


class NotYourOwnApproval(Conflict):
    """The second person is the one who asks."""


@dataclass(eq=False)
class MayNotApprove(ApiError):
    """The second person does not hold the right in full."""

    status = 403
    permission: Permission


server_info = query("/server", Nothing, ServerInfo, allow=Access.ANYONE)

set_up = command(
    "/set-up",
    SetUp,
    SignedIn,
    allow=Access.PAIRED,
    changes={Topic.STAFF},
    raises=(AlreadySetUp, PasswordRefused, NoSignInHere),
    keyed=False,
)

sign_in = command(
    "/sign-in",
    SignIn,
    SignedIn,
    allow=Access.PAIRED,
    changes=set(),
    raises=(WrongCredentials, AccountLocked, PasswordRanOut, SecondFactorNeeded, NoSignInHere),
    keyed=False,
)

refresh = command(
    "/sessions/refresh",
    Refresh,
    SignedIn,
    allow=Access.PAIRED,
    changes=set(),
    raises=(NoSignInHere,),
    keyed=False,
)

unlock = command(
    "/sessions/unlock",
    Unlock,
    Me,
    allow=Access.ANY_SESSION,
    changes=set(),
    raises=(WrongCredentials, AccountLocked),
    keyed=False,
)

sign_out = command("/sign-out", Nothing, Nothing, allow=Access.ANY_SESSION, changes=set(), keyed=False)

me = query("/me", Nothing, Me, allow=Access.ANY_SESSION)

change_password = command(
    "/password",
    ChangePassword,
    Nothing,
    allow=Access.ANY_SESSION,
    changes=set(),
    raises=(WrongCredentials, AccountLocked, SamePassword, PasswordRefused),
    keyed=False,
)

sessions = query("/sessions", Nothing, Page[SessionSummary], allow=Permission.STAFF_MANAGE)

revoke_session = command(
    "/sessions/{session_id}/revoke",
    RevokeSession,
    Nothing,
    allow=Permission.STAFF_MANAGE,
    changes={Topic.STAFF},
    raises=(SessionNotFound,),
)

approve = command(
    "/approvals",
    Approve,
    Approval,
    allow=Access.SIGNED_IN,
    changes=set(),
    raises=(WrongCredentials, AccountLocked, NotYourOwnApproval, MayNotApprove),
    keyed=False,
)
