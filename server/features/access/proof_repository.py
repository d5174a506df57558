"""What is asked of the database about the rules of signing in and the proofs beside a password."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, delete, exists, func, select, update
from sqlalchemy.orm import Session

from server.features.access.proof_tables import OldPassword, RecoveryCode, SecondFactor, SignInRulesRow
from server.features.access.tables import Account, RoleRow, User, UserRole
from server.features.staff.tables import Employee
from shared.ids import RoleId, UserId, new_id

MOST_SECOND_FACTORS = 1000
_MOST_KEPT = 10


class ProofRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def rules(self) -> SignInRulesRow:
        return self._session.get_one(SignInRulesRow, 1)

    def rules_locked(self) -> SignInRulesRow:
        return self._session.get_one(SignInRulesRow, 1, with_for_update=True)

    def roles(self) -> Sequence[RoleRow]:
        return self._session.scalars(select(RoleRow).order_by(RoleRow.name)).all()

    def has_role(self, user_id: UserId, roles: Collection[RoleId]) -> bool:
        held = select(exists().where(UserRole.user_id == user_id, UserRole.role_id.in_(roles)))
        return bool(roles) and bool(self._session.scalar(held))

    def user_named(self, user_name: str) -> UserId | None:
        return self._session.scalar(select(User.id).where(User.user_name == user_name))

    def user_name(self, user_id: UserId) -> str:
        return self._session.scalars(select(User.user_name).where(User.id == user_id)).one()

    def may_sign_in(self, user_id: UserId) -> bool:
        active = select(User.id).join(Employee, Employee.id == User.employee_id)
        return self._session.scalar(active.where(User.id == user_id, User.is_active, Employee.is_active)) is not None

    # Second factors

    def second_factors(self) -> Sequence[Row[SecondFactor, str, str, int]]:
        """Those that count, with whose they are and the recovery codes left; one more than fits."""
        left = (
            select(func.count())
            .where(RecoveryCode.user_id == SecondFactor.user_id, RecoveryCode.used_at.is_(None))
            .scalar_subquery()
        )
        statement = (
            select(SecondFactor, Employee.full_name, User.user_name, left)
            .join(User, User.id == SecondFactor.user_id)
            .join(Employee, Employee.id == User.employee_id)
            .where(SecondFactor.confirmed_at.is_not(None))
            .order_by(Employee.full_name, User.user_name)
            .limit(MOST_SECOND_FACTORS + 1)
        )
        return self._session.execute(statement).all()

    def second_factor(self, user_id: UserId) -> SecondFactor | None:
        return self._session.get(SecondFactor, user_id)

    def has_second_factor(self, user_id: UserId) -> bool:
        """One that counts: its first code was right."""
        factor = self.second_factor(user_id)
        return factor is not None and factor.confirmed_at is not None

    def second_factor_in_turn(self, user_id: UserId) -> SecondFactor | None:
        """As it stands after whoever else tries it: of two with the same code, one is late.

        Not a row lock: a failure is counted in another transaction, which would wait for this one.
        """
        self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"second factor {user_id}", 0))))
        return self.second_factor(user_id)

    def keep_second_factor(self, factor: SecondFactor, codes: Sequence[bytes]) -> None:
        """Its recovery codes take the place of those that were there."""
        self._session.add(factor)
        self._session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == factor.user_id))
        self._session.add_all(RecoveryCode(user_id=factor.user_id, code_hash=code) for code in codes)

    def use_recovery_code(self, user_id: UserId, code_hash: bytes, now: datetime) -> bool:
        """Whether it was one that nobody had used."""
        used = (
            update(RecoveryCode)
            .where(RecoveryCode.user_id == user_id, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None))
            .values(used_at=now)
            .returning(RecoveryCode.user_id)
        )
        return self._session.scalar(used) is not None

    def forget_second_factor(self, user_id: UserId) -> bool:
        """Whether there was one."""
        self._session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        gone = delete(SecondFactor).where(SecondFactor.user_id == user_id).returning(SecondFactor.user_id)
        return self._session.scalar(gone) is not None

    # Passwords

    def old_passwords(self, user_id: UserId, most: int) -> Sequence[bytes]:
        """The newest first."""
        newest = select(OldPassword.password_hash).where(OldPassword.user_id == user_id)
        return self._session.scalars(newest.order_by(OldPassword.id.desc()).limit(most)).all()

    def remember_password(self, user_id: UserId, password_hash: bytes) -> None:
        """Of the oldest nothing is kept."""
        self._session.add(OldPassword(id=new_id(), user_id=user_id, password_hash=password_hash))
        self._session.flush()
        kept = select(OldPassword.id).where(OldPassword.user_id == user_id)
        newest = kept.order_by(OldPassword.id.desc()).limit(_MOST_KEPT)
        self._session.execute(
            delete(OldPassword).where(OldPassword.user_id == user_id, OldPassword.id.not_in(newest.scalar_subquery()))
        )

    # Other providers

    def linked_user(self, issuer: str, subject: str) -> UserId | None:
        """Of somebody who may still sign in."""
        linked = (
            select(User.id)
            .join(Account, Account.user_id == User.id)
            .join(Employee, Employee.id == User.employee_id)
            .where(Account.provider == issuer, Account.subject == subject, User.is_active, Employee.is_active)
        )
        return self._session.scalar(linked)

    def link(self, user_id: UserId, issuer: str) -> Account | None:
        return self._session.get(Account, (user_id, issuer))

    def is_linked(self, issuer: str, subject: str) -> bool:
        found = exists().where(Account.provider == issuer, Account.subject == subject)
        return bool(self._session.scalar(select(found)))

    def add_link(self, account: Account) -> None:
        self._session.add(account)
        self._session.flush()

    def unlink(self, user_id: UserId, issuer: str) -> None:
        self._session.execute(delete(Account).where(Account.user_id == user_id, Account.provider == issuer))
