"""What is asked of the database about who holds which rights."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import and_, delete, exists, func, select
from sqlalchemy.orm import Session

from server.features.access.repository import known, rights_of, standing
from server.features.access.tables import PASSWORD, Account, RolePermission, RoleRow, SessionRow, User, UserRole
from server.features.staff.tables import Employee
from server.features.workstations.tables import Workstation
from shared.contracts.roles import RoleNotFound
from shared.ids import RoleId, SessionId, UserId
from shared.permissions import Permission, Role, Scope


class RightsRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self) -> None:
        """Until the end of the transaction nobody else changes who may do what."""
        self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("rights", 0))))

    def of_user(self, user_id: UserId) -> dict[Permission, Scope]:
        """As they stand in this moment; none of somebody who can't sign in."""
        roles = (
            select(UserRole.role_id)
            .join(User, User.id == UserRole.user_id)
            .join(Employee, Employee.id == User.employee_id)
            .where(User.id == user_id, User.is_active, Employee.is_active)
        )
        return known(self._session.scalar(select(rights_of(roles))))

    def would_have(self, role_ids: Iterable[RoleId]) -> dict[Permission, Scope]:
        """What these roles hold together."""
        return known(self._session.scalar(select(rights_of(select(RoleRow.id).where(RoleRow.id.in_(role_ids))))))

    def roles_of(self, user_id: UserId) -> set[RoleId]:
        return set(self._session.scalars(select(UserRole.role_id).where(UserRole.user_id == user_id)))

    def check_roles(self, role_ids: Iterable[RoleId]) -> None:
        """Raises RoleNotFound for one that is not there, or that only displays have."""
        wanted = set(role_ids)
        found = select(RoleRow.id).where(RoleRow.id.in_(wanted), RoleRow.name != Role.DISPLAY)
        if set(self._session.scalars(found)) != wanted:
            raise RoleNotFound

    def give(self, user_id: UserId, role_ids: Iterable[RoleId]) -> None:
        """These and no others."""
        self._session.execute(delete(UserRole).where(UserRole.user_id == user_id))
        self._session.add_all(UserRole(user_id=user_id, role_id=role_id) for role_id in sorted(set(role_ids)))
        self._session.flush()

    def put(self, role_id: RoleId, rights: Mapping[Permission, Scope]) -> None:
        """These and no others, but for what a newer server has left there."""
        self._session.execute(
            delete(RolePermission).where(
                RolePermission.role_id == role_id, RolePermission.permission.in_(list(Permission))
            )
        )
        self._session.add_all(
            RolePermission(role_id=role_id, permission=permission, scope=scope) for permission, scope in rights.items()
        )
        self._session.flush()

    def users_with(self, role_ids: Iterable[RoleId]) -> set[UserId]:
        return set(self._session.scalars(select(UserRole.user_id).where(UserRole.role_id.in_(set(role_ids)))))

    def has_somebody_with(self, rights: Iterable[tuple[Permission, Collection[Scope]]], *, of_their_own: bool) -> bool:
        """Whether one person who can sign in holds all of these, each so far.

        With a password `of_their_own`, or also with one for which another has to be chosen first. Too many
        wrong tries lock for minutes only: who is locked out so is here all the same.
        """
        holder = (
            select(User.id)
            .join(Employee, Employee.id == User.employee_id)
            .join(Account, and_(Account.user_id == User.id, Account.provider == PASSWORD))
            .where(User.is_active, Employee.is_active, Account.password_hash.is_not(None))
        )
        if of_their_own:
            holder = holder.where(User.must_change_password.is_(False))
        for permission, scopes in rights:
            holder = holder.where(
                exists()
                .where(UserRole.user_id == User.id)
                .where(RolePermission.role_id == UserRole.role_id)
                .where(RolePermission.permission == permission, RolePermission.scope.in_(scopes))
            )
        return bool(self._session.scalar(select(holder.exists())))

    def sessions_of(self, user_ids: Iterable[UserId], now: datetime) -> list[SessionId]:
        """That stand now."""
        statement = (
            select(SessionRow.id)
            .join(User, User.id == SessionRow.user_id)
            .join(Employee, Employee.id == User.employee_id)
            .join(Workstation, Workstation.id == SessionRow.workstation_id)
            .where(SessionRow.user_id.in_(set(user_ids)), *standing(now))
        )
        return list(self._session.scalars(statement))
