"""What travels about roles and what they may do."""

from typing import Annotated

from pydantic import Field

from shared.ids import ApprovalId, RoleId
from shared.models.common import Explained, Model, Name, Version
from shared.permissions import Permission, Scope


class RoleDetails(Model):
    id: RoleId
    name: str
    is_builtin: bool
    rights: dict[Permission, Scope]
    people: int
    """How many who can sign in have it."""
    version: int


class AddRole(Explained):
    """A hospital's own role: empty, or with the rights of another."""

    name: Name
    copy_of: RoleId | None = None
    approval_id: ApprovalId | None = None


class RenameRole(Explained):
    role_id: RoleId
    version: Version
    name: Name


class RemoveRole(Explained):
    role_id: RoleId
    version: Version


class RoleChange(Model):
    """All the rights of a role from now on."""

    role_id: RoleId
    version: Version
    rights: dict[Permission, Scope]


class SaveRoles(Explained):
    """Several roles at once: all of it, or nothing."""

    changes: Annotated[list[RoleChange], Field(min_length=1, max_length=100)]
    approval_id: ApprovalId | None = None
