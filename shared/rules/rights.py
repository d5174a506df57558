"""How far rights reach, and what of them can be handed on."""

from collections.abc import Iterable, Mapping
from typing import Final

from shared.permissions import HOLDERS, Permission, Scope

WIDEST_FIRST: Final = (Scope.ALL, Scope.SECOND, Scope.OWN)
# What no role has at first, and a hospital may want.
_ALSO: Final = {Permission.ROLES_ASSIGN: {Scope.SECOND}}
SCOPES: Final[Mapping[Permission, frozenset[Scope]]] = {
    permission: frozenset(holders.values()) | _ALSO.get(permission, set()) for permission, holders in HOLDERS.items()
}
"""What each right can be held as: a second person is asked for, or the own told apart, only where the house does so."""


def widest(rights: Iterable[tuple[Permission, Scope]]) -> dict[Permission, Scope]:
    """Of a right held through several roles, the one that reaches further."""
    held: dict[Permission, Scope] = {}
    for permission, scope in rights:
        held[permission] = min(scope, held.get(permission, Scope.OWN), key=WIDEST_FIRST.index)
    return held


def beyond(rights: Mapping[Permission, Scope], held: Mapping[Permission, Scope]) -> frozenset[Permission]:
    """Those of `rights` that `held` does not reach."""
    return frozenset(
        permission
        for permission, scope in rights.items()
        if permission not in held or WIDEST_FIRST.index(scope) < WIDEST_FIRST.index(held[permission])
    )
