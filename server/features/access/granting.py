"""What somebody may hand on of rights: the one place that says so (decision 0031)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final
from uuid import UUID

from server.core.context import Context
from server.features.access.approvals import Approvals
from server.features.access.rights_repository import RightsRepository
from shared.contracts.roles import LastAdministrator, MoreThanYouHold, NotYourOwnRights
from shared.errors import Forbidden
from shared.ids import ApprovalId, RoleId, UserId
from shared.permissions import Permission, Scope
from shared.rules.rights import beyond

_IN_FULL: Final = (Scope.ALL,)
# Without one who holds all of these a hospital could not mend its own rights ...
_ADMINISTRATES: Final = (
    (Permission.STAFF_MANAGE, _IN_FULL),
    (Permission.ROLES_MANAGE, _IN_FULL),
    (Permission.ROLES_ASSIGN, (Scope.ALL, Scope.SECOND)),
)
# ... nor without one whose word is enough: whoever needs a second person's is not that person.
_AGREES: Final = ((Permission.ROLES_ASSIGN, _IN_FULL),)
# Where all their passwords have run out, one is left all the same who can choose another.
_STAYS: Final = tuple((rights, of_their_own) for rights in (_ADMINISTRATES, _AGREES) for of_their_own in (True, False))


class Granting:
    """One change of who may do what; the next one waits until this one is done."""

    def __init__(self, ctx: Context, needs: Permission) -> None:
        """Raises Forbidden where the right to do this was taken away while another change was awaited."""
        self._ctx = ctx
        self._own = ctx.person.user_id
        self._rights = RightsRepository(ctx.session)
        self._rights.lock()
        self._kept = [each for each in _STAYS if self._has_somebody(*each)]
        self._held = self._rights.of_user(self._own)
        if needs not in self._held:
            raise Forbidden(needs)

    def check_not_own(self, user_id: UserId) -> None:
        """Raises NotYourOwnRights."""
        if user_id == self._own:
            raise NotYourOwnRights

    def check_user(self, user_id: UserId, subject: UUID, approval_id: ApprovalId | None) -> None:
        """For what would let one act as that person. Raises what `check` does."""
        self.check_roles(self._rights.roles_of(user_id), subject, approval_id)

    def check_roles(
        self, role_ids: Iterable[RoleId], subject: UUID, approval_id: ApprovalId | None, *, own: bool = False
    ) -> None:
        """Raises what `check` does."""
        self.check(self._rights.would_have(role_ids), subject, approval_id, own=own)

    def has_one_of(self, role_ids: Iterable[RoleId]) -> bool:
        """Whether who asks has one of these roles."""
        return not self._rights.roles_of(self._own).isdisjoint(role_ids)

    def check(
        self, rights: Mapping[Permission, Scope], subject: UUID, approval_id: ApprovalId | None, *, own: bool = False
    ) -> None:
        """Whether these may be handed on; `own` is what no word of one's own is enough for, whatever one holds.

        Raises MoreThanYouHold, NotYourOwnRights, or ApprovalNeeded and ApprovalNotValid where a second person is asked.
        """
        more = beyond(rights, self._held)
        if not more and not own:
            return
        match self._held.get(Permission.ROLES_ASSIGN):
            case Scope.ALL if not own:
                return
            case Scope.ALL | Scope.SECOND:
                Approvals(self._ctx).check(Permission.ROLES_ASSIGN, subject, approval_id, always=True)
            case _ if more:
                raise MoreThanYouHold(tuple(sorted(more)))
            case _:
                raise NotYourOwnRights

    def settle(self, user_ids: Iterable[UserId]) -> None:
        """After the change: it must have given oneself nothing and taken no last administrator; the screens are told.

        Raises NotYourOwnRights, LastAdministrator.
        """
        self._ctx.session.flush()
        if beyond(self._rights.of_user(self._own), self._held):
            raise NotYourOwnRights
        # What was missing before is not this change's doing: refused for it, nothing could be done any more.
        if not all(self._has_somebody(*each) for each in self._kept):
            raise LastAdministrator
        for session_id in self._rights.sessions_of(user_ids, self._ctx.now):
            self._ctx.ended(session_id, "permissions")

    def _has_somebody(self, rights: Iterable[tuple[Permission, Collection[Scope]]], of_their_own: bool) -> bool:  # noqa: FBT001 a pair of _STAYS
        return self._rights.has_somebody_with(rights, of_their_own=of_their_own)
