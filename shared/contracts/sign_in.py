"""The remote calls about the rules of signing in, second proofs, and other providers' word."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.access import (
    AccountLocked,
    NoSignInHere,
    SecondFactorNeeded,
    SessionNotFound,
    WrongCredentials,
)
from shared.contracts.roles import GRANTING
from shared.errors import ApiError, Conflict, NotFound, StaleVersion
from shared.models.access import SessionSummary, SignedIn
from shared.models.common import Nothing, Page
from shared.models.sign_in import (
    BeginLink,
    BeginOpenId,
    Challenge,
    EndMySession,
    Enrolment,
    FinishOpenId,
    OpenIdBegun,
    OpenIdFault,
    OpenIdLink,
    ProveSecond,
    ResetSecondFactor,
    SaveSignInRules,
    SecondFactorSummary,
    SignInRulesDetails,
)
from shared.permissions import Access, Permission
from shared.topics import Topic


class ChallengeOver(ApiError):
    """The first proof was too long ago, or was given elsewhere: begin again."""

    status = 401


class WrongCode(ApiError):
    """The code is not that of now, or was used already."""

    status = 401


class AlreadyEnrolled(Conflict):
    """The second factor counts already: its code is asked for."""


class NoSecondFactor(NotFound):
    """This person has none."""


class RoleUnknown(NotFound):
    """One of the roles is not there any more."""


class OpenIdNotOffered(Conflict):
    """The hospital has no other provider."""


class OpenIdUnreachable(ApiError):
    """The provider does not answer as one."""

    status = 424


@dataclass(eq=False)
class OpenIdRefused(ApiError):
    """What came back from the browser proves nothing."""

    status = 401
    fault: OpenIdFault


@dataclass(eq=False)
class NotLinked(ApiError):
    """The provider knows this person, and nobody here is linked with them."""

    status = 403
    known_as: str


class LinkedToAnother(Conflict):
    """The provider's account belongs to another user here."""


rules = query("/sign-in/rules", Nothing, SignInRulesDetails, allow=Permission.STAFF_MANAGE)

save_rules = command(
    "/sign-in/rules",
    SaveSignInRules,
    SignInRulesDetails,
    allow=Permission.STAFF_MANAGE,
    changes={Topic.STAFF},
    raises=(StaleVersion, RoleUnknown, *GRANTING),
)

enrol = command(
    "/sign-in/second-factor/enrol",
    Challenge,
    Enrolment,
    allow=Access.PAIRED,
    changes=set(),
    raises=(ChallengeOver, AlreadyEnrolled, NoSignInHere),
    keyed=False,
)

prove_second = command(
    "/sign-in/second-factor",
    ProveSecond,
    SignedIn,
    allow=Access.PAIRED,
    changes=set(),
    raises=(ChallengeOver, WrongCode, AccountLocked, NoSignInHere),
    keyed=False,
)

second_factors = query("/sign-in/second-factors", Nothing, Page[SecondFactorSummary], allow=Permission.STAFF_MANAGE)

reset_second_factor = command(
    "/users/{user_id}/second-factor/reset",
    ResetSecondFactor,
    Nothing,
    allow=Permission.STAFF_MANAGE,
    changes={Topic.STAFF},
    raises=(NoSecondFactor, *GRANTING),
)

my_sessions = query("/me/sessions", Nothing, Page[SessionSummary], allow=Access.SIGNED_IN)

end_my_session = command(
    "/me/sessions/{session_id}/end",
    EndMySession,
    Nothing,
    allow=Access.SIGNED_IN,
    changes={Topic.STAFF},
    raises=(SessionNotFound,),
)

end_my_other_sessions = command(
    "/me/sessions/end-others", Nothing, Nothing, allow=Access.SIGNED_IN, changes={Topic.STAFF}
)

begin_openid = command(
    "/sign-in/openid/begin",
    BeginOpenId,
    OpenIdBegun,
    allow=Access.PAIRED,
    changes=set(),
    raises=(OpenIdNotOffered, OpenIdUnreachable, NoSignInHere),
    keyed=False,
)

finish_openid = command(
    "/sign-in/openid",
    FinishOpenId,
    SignedIn,
    allow=Access.PAIRED,
    changes=set(),
    raises=(OpenIdNotOffered, OpenIdUnreachable, OpenIdRefused, NotLinked, SecondFactorNeeded, NoSignInHere),
    keyed=False,
)

my_openid = query("/me/openid", Nothing, OpenIdLink, allow=Access.SIGNED_IN)

begin_link = command(
    "/me/openid/begin",
    BeginLink,
    OpenIdBegun,
    allow=Access.SIGNED_IN,
    changes=set(),
    raises=(WrongCredentials, AccountLocked, OpenIdNotOffered, OpenIdUnreachable),
    keyed=False,
)

link_openid = command(
    "/me/openid/link",
    FinishOpenId,
    OpenIdLink,
    allow=Access.SIGNED_IN,
    changes={Topic.STAFF},
    raises=(OpenIdNotOffered, OpenIdUnreachable, OpenIdRefused, LinkedToAnother),
    keyed=False,
)

unlink_openid = command("/me/openid/unlink", Nothing, OpenIdLink, allow=Access.SIGNED_IN, changes={Topic.STAFF})
