"""The handlers of the calls about the day."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.dashboard.service import DashboardService
from server.features.ledger.balances import Balances
from shared.contracts import dashboard
from shared.models.common import ListPage
from shared.models.dashboard import (
    Dashboard,
    ListBatchesAtRisk,
    ListLowStock,
    ListTests,
    ListVisits,
    LowStock,
    OfTheDay,
    TestTook,
    VisitRow,
)
from shared.models.stock import StoredBatch


def dashboard_routes() -> Routes:
    routes = Routes()
    balances = Balances()

    def service(ctx: Context) -> DashboardService:
        return DashboardService(ctx, balances)

    @routes.handles(dashboard.show)
    def show(request: OfTheDay, ctx: Context) -> Dashboard:
        return service(ctx).show(request)

    @routes.handles(dashboard.visits)
    def visits(request: ListVisits, ctx: Context) -> ListPage[VisitRow]:
        return service(ctx).visits(request)

    @routes.handles(dashboard.tests)
    def tests(request: ListTests, ctx: Context) -> ListPage[TestTook]:
        return service(ctx).tests(request)

    @routes.handles(dashboard.batches)
    def batches(request: ListBatchesAtRisk, ctx: Context) -> ListPage[StoredBatch]:
        return service(ctx).batches(request)

    @routes.handles(dashboard.low_stock)
    def low_stock(request: ListLowStock, ctx: Context) -> ListPage[LowStock]:
        return service(ctx).low_stock(request)

    return routes
