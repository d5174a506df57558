"""What is asked of the database about roles."""

from collections.abc import Iterable

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from server.features.access.repository import known
from server.features.access.tables import RolePermission, RoleRow, User, UserRole
from server.features.staff.tables import Employee
from shared.contracts.roles import RoleNotFound
from shared.ids import RoleId
from shared.models.roles import RoleDetails
from shared.permissions import Role


class RoleRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def details(self, role_ids: Iterable[RoleId] | None = None) -> list[RoleDetails]:
        """All that people can have, or these: the built-in ones first."""
        rights = (
            select(func.jsonb_agg(func.jsonb_build_array(RolePermission.permission, RolePermission.scope)))
            .where(RolePermission.role_id == RoleRow.id)
            .scalar_subquery()
        )
        people = (
            select(func.count())
            .select_from(UserRole)
            .join(User, User.id == UserRole.user_id)
            .join(Employee, Employee.id == User.employee_id)
            .where(UserRole.role_id == RoleRow.id, User.is_active, Employee.is_active)
            .scalar_subquery()
        )
        statement = (
            select(RoleRow, rights, people)
            .where(RoleRow.name != Role.DISPLAY)
            .order_by(RoleRow.is_builtin.desc(), RoleRow.id)
        )
        if role_ids is not None:
            statement = statement.where(RoleRow.id.in_(list(role_ids)))
        return [
            RoleDetails(
                id=row.id,
                name=row.name,
                is_builtin=row.is_builtin,
                rights=known(held),
                people=count,
                version=row.version,
            )
            for row, held, count in self._session.execute(statement)
        ]

    def locked(self, role_id: RoleId) -> RoleRow:
        """Raises RoleNotFound, also for what only displays have."""
        found = self._session.get(RoleRow, role_id, with_for_update=True)
        if found is None or found.name == Role.DISPLAY:
            raise RoleNotFound
        return found

    def is_name_taken(self, name: str) -> bool:
        return bool(self._session.scalar(select(exists().where(func.lower(RoleRow.name) == name.lower()))))

    def holders(self, role_id: RoleId) -> int:
        """All who have it, also who can't sign in now."""
        return self._session.scalar(select(func.count()).where(UserRole.role_id == role_id)) or 0

    def add(self, row: RoleRow) -> None:
        self._session.add(row)
        self._session.flush()

    def remove(self, row: RoleRow) -> None:
        self._session.execute(delete(RolePermission).where(RolePermission.role_id == row.id))
        self._session.delete(row)
        self._session.flush()

    def flush(self) -> None:
        self._session.flush()
