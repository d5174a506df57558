"""The handlers of the calls about signing in."""

from server.core.context import Context
from server.core.routes import Routes
from server.core.tokens import Tokens
from server.features.access.passwords import Passwords
from server.features.access.service import AccessService
from shared.contracts import access
from shared.models.access import (
    Approval,
    Approve,
    ChangePassword,
    Me,
    Refresh,
    RevokeSession,
    ServerInfo,
    SessionSummary,
    SetUp,
    SignedIn,
    SignIn,
    Unlock,
)
from shared.models.common import Nothing, Page


def access_routes(tokens: Tokens, cost: int = 12) -> Routes:  # noqa: C901 one handler a call, none with a branch
    """`cost` is bcrypt's; tests take a cheap one."""
    routes = Routes()
    passwords = Passwords(cost)

    def service(ctx: Context) -> AccessService:
        return AccessService(ctx, tokens, passwords)

    @routes.handles(access.server_info)
    def server_info(_: Nothing, ctx: Context) -> ServerInfo:
        return service(ctx).server_info()

    @routes.handles(access.set_up)
    def set_up(request: SetUp, ctx: Context) -> SignedIn:
        return service(ctx).set_up(request)

    @routes.handles(access.sign_in)
    def sign_in(request: SignIn, ctx: Context) -> SignedIn:
        return service(ctx).sign_in(request)

    @routes.handles(access.refresh)
    def refresh(request: Refresh, ctx: Context) -> SignedIn:
        return service(ctx).refresh(request.refresh_token.get_secret_value())

    @routes.handles(access.unlock)
    def unlock(request: Unlock, ctx: Context) -> Me:
        return service(ctx).unlock(request.password)

    @routes.handles(access.sign_out)
    def sign_out(_: Nothing, ctx: Context) -> Nothing:
        service(ctx).sign_out()
        return Nothing()

    @routes.handles(access.me)
    def me(_: Nothing, ctx: Context) -> Me:
        return service(ctx).me()

    @routes.handles(access.change_password)
    def change_password(request: ChangePassword, ctx: Context) -> Nothing:
        service(ctx).change_password(request)
        return Nothing()

    @routes.handles(access.approve)
    def approve(request: Approve, ctx: Context) -> Approval:
        return service(ctx).approve(request)

    @routes.handles(access.sessions)
    def sessions(_: Nothing, ctx: Context) -> Page[SessionSummary]:
        return service(ctx).sessions()

    @routes.handles(access.revoke_session)
    def revoke_session(request: RevokeSession, ctx: Context) -> Nothing:
        service(ctx).revoke_session(request.session_id)
        return Nothing()

    return routes
