"""What the hospital asks of whoever signs in, and what proves it beside a password."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, Index, LargeBinary, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base, Encrypted
from server.features.access.tries import TriesCounted
from shared.ids import RoleId, UserId


class SignInRulesRow(Base):
    """One row, which the migration makes."""

    __tablename__ = "sign_in_rules"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    version: Mapped[int] = mapped_column(default=1)
    shortest_password: Mapped[int] = mapped_column(default=10)
    passwords_remembered: Mapped[int] = mapped_column(default=0)
    password_days: Mapped[int | None]
    session_hours: Mapped[int] = mapped_column(default=12)
    second_factor_roles: Mapped[list[RoleId]] = mapped_column(ARRAY(Uuid))
    openid_name: Mapped[str] = mapped_column(default="")
    openid_issuer: Mapped[str] = mapped_column(default="")
    openid_client_id: Mapped[str] = mapped_column(default="")
    openid_scopes: Mapped[str] = mapped_column(default="openid profile email")
    openid_secret: Mapped[str | None] = mapped_column(Encrypted("sign_in_rules.openid_secret"))


class SecondFactor(TriesCounted, Base):
    """A person's TOTP secret. `last_step` is the half minute whose code was taken last: none is taken twice."""

    __tablename__ = "second_factors"

    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(Encrypted("second_factors.secret"))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """For whoever lost the phone: good once."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used_at: Mapped[datetime | None]


class OldPassword(Base):
    """What a password was before, so that it is not taken again."""

    __tablename__ = "old_passwords"
    __table_args__ = (Index("ix_old_passwords_user", "user_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    password_hash: Mapped[bytes] = mapped_column(LargeBinary)
