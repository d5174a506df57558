"""The handlers of the calls about the rules of signing in, second proofs, and other providers' word."""

from server.core.context import Context
from server.core.routes import Routes
from server.core.tokens import Tokens
from server.features.access.openid import OpenId
from server.features.access.passwords import Passwords
from server.features.access.second_factor import SecondFactors
from server.features.access.service import AccessService
from server.features.access.sign_in_rules import SignInRuleBook
from shared.contracts import sign_in
from shared.models.access import SessionSummary, SignedIn
from shared.models.common import Nothing, Page
from shared.models.sign_in import (
    BeginLink,
    BeginOpenId,
    Challenge,
    EndMySession,
    Enrolment,
    FinishOpenId,
    OpenIdBegun,
    OpenIdLink,
    ProveSecond,
    ResetSecondFactor,
    SaveSignInRules,
    SecondFactorSummary,
    SignInRulesDetails,
)


def sign_in_routes(tokens: Tokens, cost: int = 12) -> Routes:  # noqa: C901 one handler a call, none with a branch
    """`cost` is bcrypt's; tests take a cheap one."""
    routes = Routes()
    passwords = Passwords(cost)

    def service(ctx: Context) -> AccessService:
        return AccessService(ctx, tokens, passwords)

    @routes.handles(sign_in.rules)
    def rules(_: Nothing, ctx: Context) -> SignInRulesDetails:
        return SignInRuleBook(ctx).show()

    @routes.handles(sign_in.save_rules)
    def save_rules(request: SaveSignInRules, ctx: Context) -> SignInRulesDetails:
        return SignInRuleBook(ctx).save(request)

    @routes.handles(sign_in.enrol)
    def enrol(request: Challenge, ctx: Context) -> Enrolment:
        return SecondFactors(ctx, tokens).enrol(request.challenge.get_secret_value())

    @routes.handles(sign_in.prove_second)
    def prove_second(request: ProveSecond, ctx: Context) -> SignedIn:
        return service(ctx).prove_second(request)

    @routes.handles(sign_in.second_factors)
    def second_factors(_: Nothing, ctx: Context) -> Page[SecondFactorSummary]:
        return SecondFactors(ctx, tokens).all()

    @routes.handles(sign_in.reset_second_factor)
    def reset_second_factor(request: ResetSecondFactor, ctx: Context) -> Nothing:
        SecondFactors(ctx, tokens).reset(request.user_id, request.approval_id)
        return Nothing()

    @routes.handles(sign_in.my_sessions)
    def my_sessions(_: Nothing, ctx: Context) -> Page[SessionSummary]:
        return service(ctx).my_sessions()

    @routes.handles(sign_in.end_my_session)
    def end_my_session(request: EndMySession, ctx: Context) -> Nothing:
        service(ctx).end_my_session(request.session_id)
        return Nothing()

    @routes.handles(sign_in.end_my_other_sessions)
    def end_my_other_sessions(_: Nothing, ctx: Context) -> Nothing:
        service(ctx).end_my_others()
        return Nothing()

    @routes.handles(sign_in.begin_openid)
    def begin_openid(request: BeginOpenId, ctx: Context) -> OpenIdBegun:
        return service(ctx).begin_by_provider(OpenId(ctx, tokens), request)

    @routes.handles(sign_in.finish_openid)
    def finish_openid(request: FinishOpenId, ctx: Context) -> SignedIn:
        return service(ctx).sign_in_by_provider(OpenId(ctx, tokens), request)

    @routes.handles(sign_in.my_openid)
    def my_openid(_: Nothing, ctx: Context) -> OpenIdLink:
        return OpenId(ctx, tokens).mine()

    @routes.handles(sign_in.begin_link)
    def begin_link(request: BeginLink, ctx: Context) -> OpenIdBegun:
        return service(ctx).begin_link(OpenId(ctx, tokens), request)

    @routes.handles(sign_in.link_openid)
    def link_openid(request: FinishOpenId, ctx: Context) -> OpenIdLink:
        return OpenId(ctx, tokens).link(request)

    @routes.handles(sign_in.unlink_openid)
    def unlink_openid(_: Nothing, ctx: Context) -> OpenIdLink:
        return OpenId(ctx, tokens).unlink()

    return routes
