"""The handlers of the calls about those who work here."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.access.passwords import Passwords
from server.features.people.accounts import AccountService
from server.features.people.service import PeopleService
from shared.contracts import people
from shared.models.common import Nothing, Page
from shared.models.people import (
    AddPerson,
    ApprovalSummary,
    ChangePerson,
    GetPerson,
    GiveRoles,
    ListApprovals,
    OneTimePassword,
    OpenAccount,
    PeopleChoices,
    PersonCard,
    PersonSummary,
    RenameAccount,
    ResetPassword,
    SearchPeople,
    SignOutUser,
    SwitchAccount,
    SwitchPerson,
)


def people_routes(cost: int = 12) -> Routes:  # noqa: C901 one handler a call, none with a branch
    """`cost` is bcrypt's; tests take a cheap one."""
    routes = Routes()
    passwords = Passwords(cost)

    def accounts(ctx: Context) -> AccountService:
        return AccountService(ctx, passwords)

    @routes.handles(people.search)
    def search(request: SearchPeople, ctx: Context) -> Page[PersonSummary]:
        return PeopleService(ctx).search(request)

    @routes.handles(people.get)
    def get(request: GetPerson, ctx: Context) -> PersonCard:
        return PeopleService(ctx).card(request.employee_id)

    @routes.handles(people.choices)
    def choices(_: Nothing, ctx: Context) -> PeopleChoices:
        return PeopleService(ctx).choices()

    @routes.handles(people.add)
    def add(request: AddPerson, ctx: Context) -> PersonCard:
        return PeopleService(ctx).add(request)

    @routes.handles(people.change)
    def change(request: ChangePerson, ctx: Context) -> PersonCard:
        return PeopleService(ctx).change(request)

    @routes.handles(people.switch)
    def switch(request: SwitchPerson, ctx: Context) -> PersonCard:
        return PeopleService(ctx).switch(request)

    @routes.handles(people.open_account)
    def open_account(request: OpenAccount, ctx: Context) -> OneTimePassword:
        return accounts(ctx).open(request)

    @routes.handles(people.reset_password)
    def reset_password(request: ResetPassword, ctx: Context) -> OneTimePassword:
        return accounts(ctx).reset_password(request)

    @routes.handles(people.rename_account)
    def rename_account(request: RenameAccount, ctx: Context) -> PersonCard:
        return accounts(ctx).rename(request)

    @routes.handles(people.give_roles)
    def give_roles(request: GiveRoles, ctx: Context) -> PersonCard:
        return accounts(ctx).give_roles(request)

    @routes.handles(people.switch_account)
    def switch_account(request: SwitchAccount, ctx: Context) -> PersonCard:
        return accounts(ctx).switch(request)

    @routes.handles(people.sign_out_user)
    def sign_out_user(request: SignOutUser, ctx: Context) -> PersonCard:
        return accounts(ctx).sign_out(request)

    @routes.handles(people.approvals)
    def approvals(request: ListApprovals, ctx: Context) -> Page[ApprovalSummary]:
        return PeopleService(ctx).approvals(request)

    return routes
