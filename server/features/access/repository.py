"""What is asked of the database about users, rights and sessions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    LargeBinary,
    ScalarSelect,
    Select,
    Uuid,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.core.context import Actor, Device, Person
from server.core.database import Base
from server.core.house import HouseSettings
from server.features.access.tables import (
    PASSWORD,
    Account,
    ApprovalRow,
    PermissionRow,
    RolePermission,
    RoleRow,
    SessionRow,
    UnknownName,
    User,
    UserRole,
)
from server.features.staff.tables import Employee
from server.features.workstations.tables import Workstation
from shared.contracts.access import SessionNotFound
from shared.errors import SignedOut
from shared.ids import ApprovalId, RoleId, SessionId, UserId, WorkstationId, new_id
from shared.models.access import Me, SessionSummary
from shared.models.workstations import WorkstationKind
from shared.permissions import HOLDERS, Permission, Role, Scope
from shared.rules.rights import widest

MOST_SESSIONS: Final = 1000
# A newer server may have left rights here that this one does not know.
_KNOWN: Final = {permission.value: permission for permission in Permission}
_ROLES_OF_USER: Final = select(UserRole.role_id).where(UserRole.user_id == User.id).correlate(User)


class AccessRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add_in_order(self, *rows: Base) -> None:
        for row in rows:
            self._session.add(row)
            self._session.flush()  # each may refer to the one before

    # Who asks

    def actor_of_session(
        self, session_id: SessionId, user_id: UserId, device_hash: bytes, now: datetime
    ) -> Actor | None:
        """The person and the computer of a session that still stands, with their rights, in one statement."""
        asked = {"session_id": session_id, "user_id": user_id, "device_hash": device_hash, "now": now}
        found = self._session.execute(_ACTOR_OF_SESSION, asked).one_or_none()
        if found is None:
            return None
        user, must_choose, employee, workstation, rights = found
        person = Person(user, session_id, employee.id, employee.department_id, employee.full_name)
        return Actor(_device(workstation), person, known(rights), must_choose)

    def actor_of_device(self, device_hash: bytes) -> Actor | None:
        """A computer alone: it may do nothing, but that a display shows what its role lets it show."""
        display = select(RoleRow.id).where(RoleRow.name == Role.DISPLAY)
        statement = select(Workstation, rights_of(display)).where(
            Workstation.token_hash == device_hash, Workstation.revoked_at.is_(None)
        )
        found = self._session.execute(statement).one_or_none()
        if found is None:
            return None
        workstation, rights = found
        is_display = workstation.kind is WorkstationKind.DISPLAY
        return Actor(_device(workstation), permissions=known(rights) if is_display else {})

    def me(self, user_id: UserId, session_id: SessionId) -> Me:
        roles = select(func.array_agg(RoleRow.name)).where(RoleRow.id.in_(_ROLES_OF_USER)).scalar_subquery()
        statement = (
            select(User, Employee.full_name, roles, rights_of(_ROLES_OF_USER))
            .join(Employee, Employee.id == User.employee_id)
            .where(User.id == user_id)
        )
        user, full_name, role_names, rights = self._session.execute(statement).one()
        return Me(
            user_id=user.id,
            employee_id=user.employee_id,
            full_name=full_name,
            user_name=user.user_name,
            roles=sorted(role_names or ()),
            permissions=known(rights),
            session_id=session_id,
            must_change_password=user.must_change_password,
        )

    # Users

    def has_users(self) -> bool:
        return bool(self._session.scalar(select(exists().select_from(User))))

    def lock_set_up(self) -> None:
        """Until the end of the transaction nobody else sets the hospital up."""
        self._lock("set up")

    def house_settings(self) -> HouseSettings:
        """The one row; a new one where there is none yet."""
        row = self._session.scalar(select(HouseSettings))
        if row is None:
            row = HouseSettings()
            self._session.add(row)
        return row

    def user_named(self, user_name: str) -> UserId | None:
        """Of somebody who may still sign in."""
        named = (
            select(User.id)
            .join(Employee, Employee.id == User.employee_id)
            .where(User.user_name == user_name, User.is_active, Employee.is_active)
        )
        return self._session.scalar(named)

    def user(self, user_id: UserId) -> User:
        return self._session.get_one(User, user_id)

    def account(self, user_id: UserId) -> Account | None:
        return self._session.get(Account, (user_id, PASSWORD))

    def unlink_all(self, user_id: UserId) -> None:
        """Only the password counts from now on."""
        self._session.execute(delete(Account).where(Account.user_id == user_id, Account.provider != PASSWORD))

    def account_in_turn(self, user_id: UserId) -> Account | None:
        """As it stands after whoever else tries this account's password: guessing in parallel wins no try.

        Not a row lock: the failure is counted in another transaction, which would wait for this one.
        """
        self._lock(f"password {user_id}")
        return self.account(user_id)

    def unknown_name_in_turn(self, name_hash: bytes) -> UnknownName | None:
        """As `account_in_turn`, of a name that nobody has."""
        self._lock(f"name {name_hash.hex()}")
        return self._session.get(UnknownName, name_hash)

    def unknown_name(self, name_hash: bytes) -> UnknownName:
        """The one that is kept, or a new one."""
        kept = self._session.get(UnknownName, name_hash)
        if kept is None:
            kept = UnknownName(name_hash=name_hash, failures=0)
            self._session.add(kept)
        return kept

    def approval_locked(self, approval_id: ApprovalId) -> ApprovalRow | None:
        """Of two commands that bring the same word, one finds it unused."""
        return self._session.get(ApprovalRow, approval_id, with_for_update=True)

    def role(self, role: Role) -> RoleId:
        return self._session.execute(select(RoleRow.id).where(RoleRow.name == role)).scalar_one()

    def seed_roles(self) -> None:
        """The rights of a permission or a role that is new in the code; what a hospital changed stays."""
        permissions = self._inserted(PermissionRow.name, [{"name": permission} for permission in sorted(Permission)])
        roles = self._inserted(
            RoleRow.name, [{"id": new_id(), "name": role.value, "is_builtin": True} for role in sorted(Role)]
        )
        ids = dict(self._session.execute(select(RoleRow.name, RoleRow.id)).all())
        rights = [
            {"role_id": ids[role], "permission": permission, "scope": scope}
            for permission, holders in HOLDERS.items()
            for role, scope in holders.items()
            if permission in permissions or role in roles
        ]
        if rights:
            self._inserted(RolePermission.permission, rights)

    # Sessions

    def user_of_session(self, session_id: SessionId, workstation_id: WorkstationId, now: datetime) -> UserId:
        """Raises SignedOut for a session that ended or belongs to another computer."""
        statement = (
            select(User.id)
            .join(SessionRow, SessionRow.user_id == User.id)
            .join(Employee, Employee.id == User.employee_id)
            .join(Workstation, Workstation.id == SessionRow.workstation_id)
            .where(SessionRow.id == session_id, Workstation.id == workstation_id, *standing(now))
        )
        user_id = self._session.scalar(statement)
        if user_id is None:
            raise SignedOut
        return user_id

    def rotate(self, session_id: SessionId, old: bytes, new: bytes, now: datetime) -> bool:
        """Whether `old` was the session's token; `new` is now. Of two at once, one does it."""
        rotated = (
            update(SessionRow)
            .where(SessionRow.id == session_id, SessionRow.refresh_hash == old)
            .values(refresh_hash=new, previous_hash=old, rotated_at=now, seen_at=now)
            .returning(SessionRow.id)
        )
        return self._session.scalar(rotated) is not None

    def rotated_since(self, session_id: SessionId, old: bytes, moment: datetime) -> bool:
        """Whether `old` was the token before this one, until not long ago."""
        return bool(
            self._session.scalar(
                select(
                    exists().where(
                        SessionRow.id == session_id,
                        SessionRow.previous_hash == old,
                        SessionRow.rotated_at >= moment,
                    )
                )
            )
        )

    def seen(self, workstation_id: WorkstationId, now: datetime) -> None:
        self._session.execute(update(Workstation).where(Workstation.id == workstation_id).values(seen_at=now))

    def revoke(self, session_id: SessionId, now: datetime) -> None:
        """Ending one that has ended changes nothing. Raises SessionNotFound."""
        row = self._session.get(SessionRow, session_id, with_for_update=True)
        if row is None:
            raise SessionNotFound(session_id)
        row.revoked_at = row.revoked_at or now

    def revoke_all(self, user_id: UserId, now: datetime, *, but: SessionId | None = None) -> Sequence[SessionId]:
        """Which ones ended by it."""
        revoked = (
            update(SessionRow)
            .where(SessionRow.user_id == user_id, SessionRow.id.is_distinct_from(but), SessionRow.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(SessionRow.id)
        )
        return self._session.scalars(revoked).all()

    def is_session_of(self, session_id: SessionId, user_id: UserId) -> bool:
        found = exists().where(SessionRow.id == session_id, SessionRow.user_id == user_id)
        return bool(self._session.scalar(select(found)))

    def standing_sessions(self, now: datetime, user_id: UserId | None = None) -> list[SessionSummary]:
        """Everybody's, or one user's; the newest first, one more than fits."""
        statement = (
            select(SessionRow, User.user_name, Employee.full_name, Workstation.name)
            .join(User, User.id == SessionRow.user_id)
            .join(Employee, Employee.id == User.employee_id)
            .join(Workstation, Workstation.id == SessionRow.workstation_id)
            .where(*standing(now), *(() if user_id is None else (SessionRow.user_id == user_id,)))
            .order_by(SessionRow.id.desc())
            .limit(MOST_SESSIONS + 1)
        )
        return [
            SessionSummary(
                id=row.id,
                user_name=user_name,
                full_name=full_name,
                workstation=workstation,
                workstation_id=row.workstation_id,
                started_at=row.started_at,
                seen_at=row.seen_at,
            )
            for row, user_name, full_name, workstation in self._session.execute(statement)
        ]

    def _inserted(self, key: InstrumentedAttribute[Any], rows: Sequence[dict[str, object]]) -> set[Any]:
        """The keys of those rows that were not there before."""
        statement = insert(key.class_).values(rows).on_conflict_do_nothing().returning(key)
        return set(self._session.scalars(statement))

    def _lock(self, name: str) -> None:
        self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def standing(now: datetime | BindParameter[datetime]) -> tuple[ColumnElement[bool], ...]:
    """A session counts while it, its user and its computer do."""
    return (
        SessionRow.revoked_at.is_(None),
        SessionRow.ends_at > now,
        User.is_active.is_(True),
        Employee.is_active.is_(True),
        Workstation.revoked_at.is_(None),
    )


def rights_of(roles: Select[RoleId]) -> ScalarSelect[Any]:
    """All rights of these roles as pairs of names, the same one perhaps several times."""
    pair = func.jsonb_build_array(RolePermission.permission, RolePermission.scope)
    return select(func.jsonb_agg(pair)).where(RolePermission.role_id.in_(roles)).scalar_subquery()


def known(rights: Iterable[tuple[str, str]] | None) -> dict[Permission, Scope]:
    """Those this server knows, of each the one that reaches further."""
    return widest((_KNOWN[name], Scope(scope)) for name, scope in rights or () if name in _KNOWN)


def _device(workstation: Workstation) -> Device:
    return Device(workstation.id, workstation.name, workstation.kind)


# Built once: every request asks it, and putting it together takes Python longer than PostgreSQL takes to answer.
_ACTOR_OF_SESSION: Final = (
    select(User.id, User.must_change_password, Employee, Workstation, rights_of(_ROLES_OF_USER))
    .select_from(SessionRow)
    .join(User, User.id == SessionRow.user_id)
    .join(Employee, Employee.id == User.employee_id)
    .join(Workstation, Workstation.id == SessionRow.workstation_id)
    .where(
        SessionRow.id == bindparam("session_id", type_=Uuid()),
        User.id == bindparam("user_id", type_=Uuid()),
        Workstation.token_hash == bindparam("device_hash", type_=LargeBinary()),
        *standing(bindparam("now", type_=DateTime(timezone=True))),
    )
)
