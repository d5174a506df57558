"""The handlers of the calls about confidential records."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.confidential.service import ConfidentialService
from shared.contracts import confidential
from shared.models.common import Nothing, Page
from shared.models.confidential import BreakGlass, BrokenGlass, ListBrokenGlass, MarkConfidential, SeeBrokenGlass

routes = Routes()


@routes.handles(confidential.mark)
def mark(request: MarkConfidential, ctx: Context) -> Nothing:
    ConfidentialService(ctx).mark(request)
    return Nothing()


@routes.handles(confidential.break_glass)
def break_glass(request: BreakGlass, ctx: Context) -> Nothing:
    ConfidentialService(ctx).break_glass(request)
    return Nothing()


@routes.handles(confidential.broken_glass)
def broken_glass(request: ListBrokenGlass, ctx: Context) -> Page[BrokenGlass]:
    return ConfidentialService(ctx).broken(request)


@routes.handles(confidential.see)
def see(request: SeeBrokenGlass, ctx: Context) -> Nothing:
    ConfidentialService(ctx).see(request.broken_glass_id)
    return Nothing()
