"""The remote calls about referrals, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.referrals.service import ReferralService
from shared.contracts import referrals
from shared.models.referrals import ListReferrals, ReferInside, Referral, VisitReferrals, WriteLetter

routes = Routes()


@routes.handles(referrals.of_visit)
def of_visit(request: ListReferrals, ctx: Context) -> VisitReferrals:
    return ReferralService(ctx).of_visit(request.appointment_id)


@routes.handles(referrals.refer_inside)
def refer_inside(request: ReferInside, ctx: Context) -> Referral:
    return ReferralService(ctx).refer_inside(request)


@routes.handles(referrals.write_letter)
def write_letter(request: WriteLetter, ctx: Context) -> Referral:
    return ReferralService(ctx).write_letter(request)
