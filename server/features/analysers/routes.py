"""The remote calls about analysers."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.analysers.service import AnalyserService
from shared.contracts import analysers
from shared.models.analysers import (
    AnalyserInfo,
    AssignRun,
    DiscardRun,
    GetRun,
    ListWaitingRuns,
    RawMessage,
    WaitingRun,
)
from shared.models.common import Nothing, Page

routes = Routes()


@routes.handles(analysers.analysers)
def known(_: Nothing, ctx: Context) -> Page[AnalyserInfo]:
    return AnalyserService(ctx).analysers()


@routes.handles(analysers.waiting)
def waiting(request: ListWaitingRuns, ctx: Context) -> Page[WaitingRun]:
    return AnalyserService(ctx).waiting(request)


@routes.handles(analysers.message)
def message(request: GetRun, ctx: Context) -> RawMessage:
    return AnalyserService(ctx).message(request.run_id)


@routes.handles(analysers.assign)
def assign(request: AssignRun, ctx: Context) -> WaitingRun:
    return AnalyserService(ctx).assign(request)


@routes.handles(analysers.discard)
def discard(request: DiscardRun, ctx: Context) -> WaitingRun:
    return AnalyserService(ctx).discard(request)
