"""The remote calls about those who work here, and about their accounts."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.roles import GRANTING, NotYourOwnRights, RoleNotFound
from shared.errors import Conflict, NotFound
from shared.models.common import Nothing, Page
from shared.models.people import (
    AddPerson,
    ApprovalSummary,
    ChangePerson,
    GetPerson,
    GiveRoles,
    ListApprovals,
    OneTimePassword,
    OpenAccount,
    PeopleChoices,
    PersonCard,
    PersonSummary,
    RenameAccount,
    ResetPassword,
    SearchPeople,
    SignOutUser,
    SwitchAccount,
    SwitchPerson,
)
from shared.permissions import Permission
from shared.topics import Topic


class PersonNotFound(NotFound):
    """Nobody of this id works or worked here."""


class PlaceNotFound(NotFound):
    """The department or the room is not there any more."""


class AccountNotFound(NotFound):
    """There is no such account."""


class HasAccount(Conflict):
    """The person can sign in already."""


class HasLeft(Conflict):
    """The person doesn't work here any more: bring them back first."""


class UserNameTaken(Conflict):
    """Somebody else signs in by this name."""


@dataclass(eq=False)
class TokenPrefixTaken(Conflict):
    """Tokens with these letters are another doctor's."""

    doctor: str


@dataclass(eq=False)
class DoctorHasPatients(Conflict):
    """Patients wait for this doctor, or are booked."""

    waiting: int
    booked: int


search = query("/people", SearchPeople, Page[PersonSummary], allow=Permission.STAFF_MANAGE)

get = query("/people/{employee_id}", GetPerson, PersonCard, allow=Permission.STAFF_MANAGE, raises=(PersonNotFound,))

choices = query("/people-choices", Nothing, PeopleChoices, allow=Permission.STAFF_MANAGE)

add = command(
    "/people",
    AddPerson,
    PersonCard,
    allow=Permission.STAFF_MANAGE,
    changes={Topic.STAFF},
    raises=(PlaceNotFound, TokenPrefixTaken),
)

change = command(
    "/people/{employee_id}",
    ChangePerson,
    PersonCard,
    allow=Permission.STAFF_MANAGE,
    changes={Topic.STAFF},
    raises=(PersonNotFound, PlaceNotFound, TokenPrefixTaken, DoctorHasPatients, NotYourOwnRights),
)

switch = command(
    "/people/{employee_id}/employment",
    SwitchPerson,
    PersonCard,
    allow=Permission.STAFF_MANAGE,
    changes={Topic.STAFF},
    raises=(*GRANTING, PersonNotFound, DoctorHasPatients),
)

# Their answers hold a secret, so they are not kept under a key: done again, the one gives another password and
# the other says that there is an account.
open_account = command(
    "/people/{employee_id}/account",
    OpenAccount,
    OneTimePassword,
    allow=Permission.STAFF_MANAGE,
    changes={Topic.STAFF},
    raises=(*GRANTING, PersonNotFound, HasLeft, HasAccount, UserNameTaken, RoleNotFound),
    keyed=False,
)

reset_password = command(
    "/accounts/{user_id}/password",
    ResetPassword,
    OneTimePassword,
    allow=Permission.STAFF_MANAGE,
    changes={Topic.STAFF},
    raises=(*GRANTING, AccountNotFound),
    keyed=False,
)

rename_account = command(
    "/accounts/{user_id}/name",
    RenameAccount,
    PersonCard,
    allow=Permission.STAFF_MANAGE,
    changes={Topic.STAFF},
    raises=(*GRANTING, AccountNotFound, UserNameTaken),
)

give_roles = command(
    "/accounts/{user_id}/roles",
    GiveRoles,
    PersonCard,
    allow=Permission.STAFF_MANAGE,
    changes={Topic.STAFF},
    raises=(*GRANTING, AccountNotFound, RoleNotFound),
)

switch_account = command(
    "/accounts/{user_id}/access",
    SwitchAccount,
    PersonCard,
    allow=Permission.STAFF_MANAGE,
    changes={Topic.STAFF},
    raises=(*GRANTING, AccountNotFound),
)

sign_out_user = command(
    "/accounts/{user_id}/sign-out",
    SignOutUser,
    PersonCard,
    allow=Permission.STAFF_MANAGE,
    changes={Topic.STAFF},
    raises=(AccountNotFound,),
)

approvals = query("/approvals", ListApprovals, Page[ApprovalSummary], allow=Permission.APPROVALS_VIEW)
