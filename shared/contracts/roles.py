"""The remote calls about roles, and the refusals of whoever hands on rights."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.errors import ApiError, Conflict, NotFound
from shared.models.common import Nothing, Page
from shared.models.roles import AddRole, RemoveRole, RenameRole, RoleDetails, SaveRoles
from shared.permissions import Permission, Scope
from shared.topics import Topic


@dataclass(eq=False)
class MoreThanYouHold(ApiError):
    """Nobody hands on what they don't hold, but with the right to assign roles."""

    status = 403
    permissions: tuple[Permission, ...]


class NotYourOwnRights(Conflict):
    """Somebody else has to change what one may do, or earns, oneself."""


class LastAdministrator(Conflict):
    """Nobody would be left who can manage people and roles."""


@dataclass(eq=False)
class ScopeNotPossible(Conflict):
    """The right can't be held so: the house asks no second person for it, or knows no own records."""

    permission: Permission
    scope: Scope


class RoleNotFound(NotFound):
    """There is no such role, or not any more."""


class RoleNameTaken(Conflict):
    """Another role is called so."""


class BuiltInRole(Conflict):
    """The program knows this role by its name: it can't be renamed or removed."""


@dataclass(eq=False)
class RoleInUse(Conflict):
    """So many people still have the role."""

    people: int


GRANTING = (MoreThanYouHold, NotYourOwnRights, LastAdministrator, ApprovalNeeded, ApprovalNotValid)

all_roles = query("/roles", Nothing, Page[RoleDetails], allow=Permission.ROLES_MANAGE)

add = command(
    "/roles",
    AddRole,
    RoleDetails,
    allow=Permission.ROLES_MANAGE,
    changes={Topic.STAFF},
    raises=(*GRANTING, RoleNotFound, RoleNameTaken),
)

rename = command(
    "/roles/{role_id}/name",
    RenameRole,
    RoleDetails,
    allow=Permission.ROLES_MANAGE,
    changes={Topic.STAFF},
    raises=(RoleNotFound, RoleNameTaken, BuiltInRole),
)

save = command(
    "/role-rights",
    SaveRoles,
    Page[RoleDetails],
    allow=Permission.ROLES_MANAGE,
    changes={Topic.STAFF},
    raises=(*GRANTING, RoleNotFound, ScopeNotPossible),
)

remove = command(
    "/roles/{role_id}/removal",
    RemoveRole,
    Nothing,
    allow=Permission.ROLES_MANAGE,
    changes={Topic.STAFF},
    raises=(RoleNotFound, BuiltInRole, RoleInUse),
)
