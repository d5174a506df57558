"""The remote calls about claims, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.claims.answering import AnswerService
from server.features.claims.exporting import ExportService
from server.features.claims.service import ClaimService
from shared.contracts import claims
from shared.models.claims import (
    AnswerClaim,
    ClaimDetails,
    ClaimSummary,
    DecideRefused,
    DiscardClaim,
    ExportClaim,
    GatherClaim,
    GetClaim,
    LeaveOut,
    ListClaims,
    Standings,
    SubmitClaim,
)
from shared.models.common import Nothing, Page
from shared.models.spreadsheets import SpreadsheetFile

routes = Routes()


@routes.handles(claims.standings)
def standings(_: Nothing, ctx: Context) -> Standings:
    return ClaimService(ctx).standings()


@routes.handles(claims.claims)
def list_claims(request: ListClaims, ctx: Context) -> Page[ClaimSummary]:
    return ClaimService(ctx).claims(request)


@routes.handles(claims.get)
def get(request: GetClaim, ctx: Context) -> ClaimDetails:
    return ClaimService(ctx).get(request.claim_id)


@routes.handles(claims.export)
def export(request: ExportClaim, ctx: Context) -> SpreadsheetFile:
    return ExportService(ctx).export(request)


@routes.handles(claims.gather)
def gather(request: GatherClaim, ctx: Context) -> ClaimDetails:
    return ClaimService(ctx).gather(request)


@routes.handles(claims.leave_out)
def leave_out(request: LeaveOut, ctx: Context) -> ClaimDetails:
    return ClaimService(ctx).leave_out(request)


@routes.handles(claims.discard)
def discard(request: DiscardClaim, ctx: Context) -> Nothing:
    return ClaimService(ctx).discard(request)


@routes.handles(claims.submit)
def submit(request: SubmitClaim, ctx: Context) -> ClaimDetails:
    return ClaimService(ctx).submit(request)


@routes.handles(claims.answer)
def answer(request: AnswerClaim, ctx: Context) -> ClaimDetails:
    return AnswerService(ctx).answer(request)


@routes.handles(claims.decide)
def decide(request: DecideRefused, ctx: Context) -> ClaimDetails:
    return AnswerService(ctx).decide(request)
