"""What travels about those who work here: who they are, and how they sign in."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self, TypeAlias
from uuid import UUID

from pydantic import Field, model_validator

from shared.ids import ApprovalId, DepartmentId, EmployeeId, RoleId, RoomId, UserId
from shared.models.access import SessionSummary, UserName
from shared.models.common import Day, Explained, Line, Model, Name, Version
from shared.permissions import Permission

TokenPrefix: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
"""What stands before the number on a token: one doctor's letters."""

FeeShare: TypeAlias = Annotated[Decimal, Field(ge=0, le=1, max_digits=5, decimal_places=4)]
RoleIds: TypeAlias = Annotated[list[RoleId], Field(max_length=50)]


class Which(StrEnum):
    """Whom a list of people shows."""

    ACTIVE = "active"
    DOCTORS = "doctors"
    NO_ACCOUNT = "no_account"
    """Who work here and can't sign in."""
    DISABLED = "disabled"


class SearchPeople(Model):
    text: Line = ""
    which: Which = Which.ACTIVE


class GetPerson(Model):
    employee_id: EmployeeId


class PersonSummary(Model):
    employee_id: EmployeeId
    full_name: str
    degrees: str
    department: str
    room: str
    is_doctor: bool
    is_active: bool
    user_name: str | None
    """None where there is no account."""
    account_active: bool
    roles: list[str]
    signed_in: bool


class Choice(Model):
    """A department or a room to choose from."""

    id: UUID
    name: str


class RoleName(Model):
    id: RoleId
    name: str


class PeopleChoices(Model):
    """What the forms of a person offer."""

    departments: list[Choice]
    rooms: list[Choice]
    roles: list[RoleName]


class Account(Model):
    """How a person signs in."""

    user_id: UserId
    user_name: str
    is_active: bool
    roles: list[RoleName]
    must_change_password: bool
    one_time_until: datetime | None
    """Until when the one-time password can be used; None where there is none."""
    locked_until: datetime | None
    second_proof: bool
    """Whether one is set up, which is asked for until it is reset."""
    version: int


class PersonCard(Model):
    employee_id: EmployeeId
    full_name: str
    degrees: str
    department_id: DepartmentId | None
    department: str
    room_id: RoomId | None
    room: str
    is_doctor: bool
    token_prefix: str | None
    fee_share: Decimal
    is_active: bool
    version: int
    account: Account | None
    sessions: list[SessionSummary]
    """That stand now, the newest first."""


class PersonForm(Model):
    full_name: Name
    degrees: Line = ""
    department_id: DepartmentId | None = None
    room_id: RoomId | None = None
    is_doctor: bool = False
    token_prefix: TokenPrefix | None = None
    fee_share: FeeShare = Decimal(0)

    @model_validator(mode="after")
    def _only_a_doctor_has_tokens(self) -> Self:
        if not self.is_doctor and (self.token_prefix or self.fee_share):
            raise ValueError("only a doctor has tokens and a share of fees")
        return self


class AddPerson(PersonForm, Explained):
    """Somebody begins to work here."""


class ChangePerson(PersonForm, Explained):
    employee_id: EmployeeId
    version: Version


class SwitchPerson(Explained):
    """Somebody leaves, or is back. Who left keeps a name on what was done, and can't sign in."""

    employee_id: EmployeeId
    version: Version
    is_active: bool
    approval_id: ApprovalId | None = None


class OpenAccount(Explained):
    employee_id: EmployeeId
    user_name: UserName
    role_ids: RoleIds
    approval_id: ApprovalId | None = None


class ResetPassword(Explained):
    """Another one-time password; every session ends."""

    user_id: UserId
    approval_id: ApprovalId | None = None


class OneTimePassword(Model):
    """Told this once: the first thing to do with it is to choose another."""

    employee_id: EmployeeId
    full_name: str
    user_name: str
    password: str
    until: datetime


class RenameAccount(Explained):
    user_id: UserId
    version: Version
    user_name: UserName
    approval_id: ApprovalId | None = None


class GiveRoles(Explained):
    """All the roles a user has from now on."""

    user_id: UserId
    version: Version
    role_ids: RoleIds
    approval_id: ApprovalId | None = None


class SwitchAccount(Explained):
    user_id: UserId
    version: Version
    is_active: bool
    approval_id: ApprovalId | None = None


class SignOutUser(Explained):
    user_id: UserId


class ListApprovals(Model):
    day: Day | None = None
    """The hospital's day; None shows the latest."""


class ApprovalSummary(Model):
    """A second person's word: for what, and whether it was used."""

    id: ApprovalId
    permission: Permission
    asked_by: str
    approved_by: str
    workstation: str
    approved_at: datetime
    used_at: datetime | None
