"""The word of a second person: given at the asker's computer, used up by the command it was given for."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from server.core.context import Context
from server.features.access.repository import AccessRepository
from server.features.access.tables import ApprovalRow
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid, MayNotApprove, NotYourOwnApproval
from shared.ids import ApprovalId, EmployeeId, UserId, new_id
from shared.models.access import Approval
from shared.permissions import Permission, Scope

GOOD_FOR: Final = timedelta(minutes=5)


class Approvals:
    """For the services whose acts need a second person; who that is was proved by the password."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._access = AccessRepository(ctx.session)

    def give(self, approver: UserId, permission: Permission, subject_id: UUID) -> Approval:
        """Raises NotYourOwnApproval, MayNotApprove."""
        asker = self._ctx.person.user_id
        if approver == asker:
            raise NotYourOwnApproval
        second = self._access.me(approver, self._ctx.person.session_id)
        if second.permissions.get(permission) is not Scope.ALL:
            raise MayNotApprove(permission)
        row = ApprovalRow(
            id=ApprovalId(new_id()),
            permission=permission,
            subject_id=subject_id,
            asked_by=asker,
            approved_by=approver,
            workstation_id=self._ctx.device.id,
            approved_at=self._ctx.now,
        )
        self._access.add_in_order(row)
        return Approval(id=row.id, approved_by=second.full_name, until=self._ctx.now + GOOD_FOR)

    def check(
        self, permission: Permission, subject_id: UUID, approval_id: ApprovalId | None, *, always: bool = False
    ) -> EmployeeId | None:
        """Who gave the second word; None where the asker needs none. `always` asks even who holds the right in full.

        Raises ApprovalNeeded, ApprovalNotValid.
        """
        if self._ctx.actor.permissions.get(permission) is Scope.ALL and not always:
            return None
        if approval_id is None:
            raise ApprovalNeeded(permission)
        given = self._access.approval_locked(approval_id)
        if (
            given is None
            or given.used_at is not None
            or (given.permission, given.subject_id) != (permission, subject_id)
            or given.asked_by != self._ctx.person.user_id
            or self._ctx.now - given.approved_at > GOOD_FOR
        ):
            raise ApprovalNotValid
        given.used_at = self._ctx.now
        return self._access.user(given.approved_by).employee_id
