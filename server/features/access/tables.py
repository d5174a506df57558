"""Who may sign in, with what rights, and the sessions that are open."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from server.features.access.tries import TriesCounted
from shared.ids import ApprovalId, EmployeeId, RoleId, SessionId, UserId, WorkstationId
from shared.permissions import Permission, Scope

PASSWORD: Final = "password"  # noqa: S105 a provider, not a secret


class User(Base):
    """A person's account; `accounts` says how it is proved."""

    __tablename__ = "users"

    id: Mapped[UserId] = mapped_column(primary_key=True)
    user_name: Mapped[str] = mapped_column(unique=True)
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class Account(TriesCounted, Base):
    """One way to prove who a user is: a password (bcrypt), or the word of an OpenID provider, which is its issuer."""

    __tablename__ = "accounts"
    __table_args__ = (Index("uq_accounts_provider_subject", "provider", "subject", unique=True),)

    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), primary_key=True)
    provider: Mapped[str] = mapped_column(primary_key=True, default=PASSWORD)
    subject: Mapped[str]
    password_hash: Mapped[bytes | None]
    # When the password was chosen; unknown of those from before it was kept.
    password_set_at: Mapped[datetime | None]
    # A password somebody else gave is good until then.
    one_time_until: Mapped[datetime | None]
    # What the provider calls the person, for the eyes of whoever looks.
    known_as: Mapped[str] = mapped_column(default="", server_default="")

    def ran_out(self, now: datetime) -> bool:
        return self.one_time_until is not None and self.one_time_until < now


class UnknownName(TriesCounted, Base):
    """A name that nobody has, tried all the same: it locks as an account does, or the lock would tell which there are.

    Of the name a keyed hash is kept: somebody may have typed a password there.
    """

    __tablename__ = "unknown_names"

    name_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    tried_at: Mapped[datetime] = mapped_column(index=True)


class RoleRow(Base):
    __tablename__ = "roles"

    id: Mapped[RoleId] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    is_builtin: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class PermissionRow(Base):
    __tablename__ = "permissions"

    name: Mapped[Permission] = mapped_column(primary_key=True)


class RolePermission(Base):
    __tablename__ = "role_permissions"

    role_id: Mapped[RoleId] = mapped_column(ForeignKey("roles.id"), primary_key=True)
    permission: Mapped[Permission] = mapped_column(ForeignKey("permissions.name"), primary_key=True)
    scope: Mapped[Scope]


class UserRole(Base):
    __tablename__ = "user_roles"

    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role_id: Mapped[RoleId] = mapped_column(ForeignKey("roles.id"), primary_key=True, index=True)


class SessionRow(Base):
    """An open sign-in. Refresh tokens rotate: the previous one stays good for a moment, in case its answer was lost."""

    __tablename__ = "sessions"

    id: Mapped[SessionId] = mapped_column(primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), index=True)
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"), index=True)
    refresh_hash: Mapped[bytes] = mapped_column(unique=True)
    previous_hash: Mapped[bytes | None] = mapped_column(index=True)
    rotated_at: Mapped[datetime]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ApprovalRow(Base):
    """A second person's word for one act on one record: used once, kept for ever."""

    __tablename__ = "approvals"
    __table_args__ = (Index("ix_approvals_approved_at", "approved_at"),)

    id: Mapped[ApprovalId] = mapped_column(primary_key=True)
    permission: Mapped[Permission]
    subject_id: Mapped[UUID] = mapped_column(index=True)
    asked_by: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    approved_by: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    approved_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
