"""How those who work here sign in: accounts, one-time passwords, roles given and taken."""

import secrets
from datetime import timedelta
from typing import Final

from pydantic import SecretStr

from server.core.context import Context
from server.features.access.granting import Granting
from server.features.access.passwords import Passwords
from server.features.access.proof_repository import ProofRepository
from server.features.access.repository import AccessRepository
from server.features.access.rights_repository import RightsRepository
from server.features.access.tables import Account, User
from server.features.people.repository import PeopleRepository
from server.features.people.service import PeopleService
from server.features.staff.tables import Employee
from shared.contracts.people import HasAccount, HasLeft, UserNameTaken
from shared.errors import StaleVersion
from shared.ids import UserId, new_id
from shared.models.people import (
    GiveRoles,
    OneTimePassword,
    OpenAccount,
    PersonCard,
    RenameAccount,
    ResetPassword,
    SignOutUser,
    SwitchAccount,
)
from shared.permissions import Permission

ONE_TIME: Final = timedelta(hours=72)
# Without 0 and o, 1, i and l: it is read from paper. Twelve of 31 signs are 59 bits.
_SIGNS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS: Final = 3


class AccountService:
    def __init__(self, ctx: Context, passwords: Passwords) -> None:
        self._ctx = ctx
        self._passwords = passwords
        self._people = PeopleRepository(ctx.session)
        self._access = AccessRepository(ctx.session)
        self._rights = RightsRepository(ctx.session)

    def open(self, request: OpenAccount) -> OneTimePassword:
        granting = Granting(self._ctx, Permission.STAFF_MANAGE)
        employee = self._people.employee(request.employee_id, lock=True)
        if not employee.is_active:
            raise HasLeft
        if self._people.user_of(employee.id) is not None:
            raise HasAccount
        if self._people.is_name_taken(request.user_name):
            raise UserNameTaken
        self._rights.check_roles(request.role_ids)
        granting.check_roles(request.role_ids, employee.id, request.approval_id)
        user = User(id=UserId(new_id()), user_name=request.user_name, employee_id=employee.id, created_at=self._ctx.now)
        account = Account(user_id=user.id, subject=request.user_name)
        answer = self._one_time(employee, user, account)
        self._people.add(user, account)
        self._rights.give(user.id, request.role_ids)
        granting.settle([])
        return answer

    def reset_password(self, request: ResetPassword) -> OneTimePassword:
        """Who gets the password could act as that person: it counts as giving all their rights."""
        granting = Granting(self._ctx, Permission.STAFF_MANAGE)
        user = self._people.user(request.user_id)
        granting.check_not_own(user.id)
        granting.check_user(user.id, user.id, request.approval_id)
        account = self._access.account(user.id) or Account(user_id=user.id, subject=user.user_name)
        answer = self._one_time(self._people.employee(user.employee_id), user, account)
        account.forget_failures()
        self._access.unlink_all(user.id)  # whoever linked a provider's account at an open screen is out with it
        self._people.add(account)
        self._end_sessions(user.id)
        granting.settle([])
        return answer

    def rename(self, request: RenameAccount) -> PersonCard:
        """Who does not hear of it is shut out: of somebody else it counts as a reset; one's own is free."""
        granting = Granting(self._ctx, Permission.STAFF_MANAGE)
        user = self._locked(request.user_id, request.version)
        if user.id != self._ctx.person.user_id:
            granting.check_user(user.id, user.id, request.approval_id)
        if request.user_name != user.user_name and self._people.is_name_taken(request.user_name):
            raise UserNameTaken
        user.user_name = request.user_name
        account = self._access.account(user.id)
        if account is not None:
            account.subject = request.user_name
        return self._changed(user)

    def give_roles(self, request: GiveRoles) -> PersonCard:
        granting = Granting(self._ctx, Permission.STAFF_MANAGE)
        granting.check_not_own(request.user_id)
        user = self._locked(request.user_id, request.version)
        self._rights.check_roles(request.role_ids)
        added = set(request.role_ids) - self._rights.roles_of(user.id)
        granting.check_roles(added, user.id, request.approval_id)
        self._rights.give(user.id, request.role_ids)
        granting.settle([user.id])
        return self._changed(user)

    def switch(self, request: SwitchAccount) -> PersonCard:
        granting = Granting(self._ctx, Permission.STAFF_MANAGE)
        granting.check_not_own(request.user_id)
        user = self._locked(request.user_id, request.version)
        if request.is_active:
            granting.check_user(user.id, user.id, request.approval_id)
        user.is_active = request.is_active
        if not request.is_active:
            self._end_sessions(user.id)
        granting.settle([])
        return self._changed(user)

    def sign_out(self, request: SignOutUser) -> PersonCard:
        user = self._people.user(request.user_id)
        self._end_sessions(user.id)
        return PeopleService(self._ctx).card(user.employee_id)

    def _one_time(self, employee: Employee, user: User, account: Account) -> OneTimePassword:
        """Makes it, and has it changed by the first who signs in with it."""
        password = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(_GROUPS))
        if account.password_hash is not None:
            ProofRepository(self._ctx.session).remember_password(user.id, account.password_hash)
        account.password_hash = self._passwords.hash(SecretStr(password))
        account.password_set_at, account.one_time_until = self._ctx.now, self._ctx.now + ONE_TIME
        user.must_change_password = True
        return OneTimePassword(
            employee_id=employee.id,
            full_name=employee.full_name,
            user_name=user.user_name,
            password=password,
            until=account.one_time_until,
        )

    def _end_sessions(self, user_id: UserId) -> None:
        PeopleService(self._ctx).end_sessions(user_id)

    def _locked(self, user_id: UserId, version: int) -> User:
        user = self._people.user(user_id)
        if user.version != version:
            raise StaleVersion(user.version)
        return user

    def _changed(self, user: User) -> PersonCard:
        user.version += 1
        self._people.flush()
        return PeopleService(self._ctx).card(user.employee_id)
