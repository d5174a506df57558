"""Which role may do what: changes are collected here and saved together."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from PySide6.QtCore import QObject

from client.core.aio import latest
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.upkeep import UpkeepState
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.approval.seconded import SecondedUpkeep
from shared.contract import Call
from shared.contracts import roles
from shared.errors import ApiError
from shared.ids import RoleId
from shared.models.common import Page
from shared.models.roles import RoleChange, RoleDetails, SaveRoles
from shared.permissions import Permission, Scope
from shared.rules.rights import SCOPES
from shared.topics import Topic

STATES: Final = (Scope.ALL, Scope.OWN, Scope.SECOND, None)
Cell = tuple[RoleId, Permission]


@dataclass(frozen=True)
class RolesState(UpkeepState):
    roles: tuple[RoleDetails, ...] = ()
    """As they are kept; the built-in ones first."""
    changed: Mapping[Cell, Scope | None] = field(default_factory=dict)
    """What is not saved yet."""

    def scope(self, role: RoleDetails, permission: Permission) -> Scope | None:
        """As the table shows it."""
        return self.changed.get((role.id, permission), role.rights.get(permission))

    def is_changed(self, role: RoleDetails, permission: Permission) -> bool:
        return (role.id, permission) in self.changed

    @property
    def touched(self) -> tuple[RoleDetails, ...]:
        return tuple(role for role in self.roles if any(role.id == role_id for role_id, _ in self.changed))

    def changes_of(self, role: RoleDetails) -> list[tuple[Permission, Scope | None, Scope | None]]:
        """Each right with what it was and what it becomes."""
        mine = sorted(permission for role_id, permission in self.changed if role_id == role.id)
        return [(each, role.rights.get(each), self.changed[role.id, each]) for each in mine]


class RolesDesk(SecondedUpkeep[RolesState]):
    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(calls, RolesState(), parent)
        changes.on({Topic.STAFF}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        try:
            found = await self._calls.send(roles.all_roles())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(_without_idle(replace(self.state, roles=tuple(found.items), problem=None)))

    def set_scope(self, role: RoleDetails, permission: Permission, scope: Scope | None) -> bool:
        """Whether the right can be held so."""
        if scope is not None and scope not in SCOPES[permission]:
            return False
        changed = {**self.state.changed, (role.id, permission): scope}
        self._show(_without_idle(replace(self.state, changed=changed)))
        return True

    def turn(self, role: RoleDetails, permission: Permission) -> None:
        """The next state the right can have."""
        possible = [state for state in STATES if state is None or state in SCOPES[permission]]
        at = self.state.scope(role, permission)
        place = possible.index(at) if at in possible else -1
        self.set_scope(role, permission, possible[(place + 1) % len(possible)])

    def forget(self) -> None:
        """All that is not saved."""
        self._show(replace(self.state, changed={}))

    def save_rights(self) -> None:
        changes = [
            RoleChange(role_id=role.id, version=role.version, rights=_rights(self.state, role))
            for role in self.state.touched
        ]
        if changes:
            self.save(roles.save.bind(SaveRoles(changes=changes)))

    def _with(self, answer: object, state: RolesState) -> RolesState:
        return replace(state, changed={}) if isinstance(answer, Page) else state

    def _refuse(self, call: Call[Any], problem: ApiError) -> None:
        super()._refuse(call, problem)
        self.refresh()

    def _second_person(self, call: Call[Any]) -> SecondPerson:
        asked: Any = call.request
        subject = asked.changes[0].role_id if isinstance(asked, SaveRoles) else asked.copy_of
        return SecondPerson(self._calls, Permission.ROLES_ASSIGN, subject)


def _rights(state: RolesState, role: RoleDetails) -> dict[Permission, Scope]:
    """All the role is to hold: what is kept, and what is changed of it."""
    shown = {permission: state.scope(role, permission) for permission in Permission}
    return {permission: scope for permission, scope in shown.items() if scope is not None}


def _without_idle(state: RolesState) -> RolesState:
    """Without changes that change nothing, or of a role that is gone."""
    kept = {role.id: role.rights for role in state.roles}
    changed = {
        (role_id, permission): scope
        for (role_id, permission), scope in state.changed.items()
        if role_id in kept and kept[role_id].get(permission) != scope
    }
    return replace(state, changed=changed)
