"""Roles, and what they may do."""

from server.core.context import Context
from server.features.access.granting import Granting
from server.features.access.rights_repository import RightsRepository
from server.features.access.tables import RoleRow
from server.features.roles.repository import RoleRepository
from shared.contracts.roles import BuiltInRole, RoleInUse, RoleNameTaken, ScopeNotPossible
from shared.errors import StaleVersion
from shared.ids import RoleId, new_id
from shared.models.common import Page
from shared.models.roles import AddRole, RemoveRole, RenameRole, RoleDetails, SaveRoles
from shared.permissions import Permission, Scope
from shared.rules.rights import SCOPES, beyond, widest


class RoleService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._roles = RoleRepository(ctx.session)
        self._rights = RightsRepository(ctx.session)

    def all_roles(self) -> Page[RoleDetails]:
        return Page(items=self._roles.details())

    def add(self, request: AddRole) -> RoleDetails:
        granting = Granting(self._ctx, Permission.ROLES_MANAGE)
        self._check_name(request.name)
        row = RoleRow(id=RoleId(new_id()), name=request.name)
        self._roles.add(row)
        if request.copy_of is not None:
            self._rights.check_roles([request.copy_of])
            rights = self._rights.would_have([request.copy_of])
            granting.check(rights, request.copy_of, request.approval_id)
            self._rights.put(row.id, rights)
        return self._details(row.id)

    def rename(self, request: RenameRole) -> RoleDetails:
        row = self._own(request.role_id, request.version)
        if request.name.lower() != row.name.lower():
            self._check_name(request.name)
        row.name = request.name
        row.version += 1
        self._roles.flush()
        return self._details(row.id)

    def save(self, request: SaveRoles) -> Page[RoleDetails]:
        """Several at once. What a role gets more than it had is handed on; what it loses needs nobody's word."""
        granting = Granting(self._ctx, Permission.ROLES_MANAGE)
        more: list[tuple[Permission, Scope]] = []
        for change in sorted(request.changes, key=lambda each: each.role_id):
            row = self._at(change.role_id, change.version)
            before = self._rights.would_have([row.id])
            _check_possible(dict(change.rights.items() - before.items()))
            more += [(each, change.rights[each]) for each in beyond(change.rights, before)]
            self._rights.put(row.id, change.rights)
            row.version += 1
        granting.check(widest(more), request.changes[0].role_id, request.approval_id)
        changed = [change.role_id for change in request.changes]
        granting.settle(self._rights.users_with(changed))
        return Page(items=self._roles.details(changed))

    def remove(self, request: RemoveRole) -> None:
        Granting(self._ctx, Permission.ROLES_MANAGE)
        row = self._own(request.role_id, request.version)
        if people := self._roles.holders(row.id):
            raise RoleInUse(people)
        self._roles.remove(row)

    def _check_name(self, name: str) -> None:
        if self._roles.is_name_taken(name):
            raise RoleNameTaken

    def _own(self, role_id: RoleId, version: int) -> RoleRow:
        """One that the hospital made itself."""
        row = self._at(role_id, version)
        if row.is_builtin:
            raise BuiltInRole
        return row

    def _at(self, role_id: RoleId, version: int) -> RoleRow:
        row = self._roles.locked(role_id)
        if row.version != version:
            raise StaleVersion(row.version)
        return row

    def _details(self, role_id: RoleId) -> RoleDetails:
        return self._roles.details([role_id])[0]


def _check_possible(rights: dict[Permission, Scope]) -> None:
    for permission, scope in rights.items():
        if scope not in SCOPES[permission]:
            raise ScopeNotPossible(permission, scope)
