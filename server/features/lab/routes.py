"""The remote calls about laboratory tests, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.lab.service import LabService
from shared.contracts import lab
from shared.models.common import Page
from shared.models.lab import ListTestOrders, OrderTests, SearchTestTypes, TestOrder, TestType

routes = Routes()


@routes.handles(lab.test_types)
def test_types(request: SearchTestTypes, ctx: Context) -> Page[TestType]:
    return LabService(ctx).search(request)


@routes.handles(lab.orders_of)
def orders_of(request: ListTestOrders, ctx: Context) -> Page[TestOrder]:
    return LabService(ctx).orders_of(request.appointment_id)


@routes.handles(lab.order)
def order(request: OrderTests, ctx: Context) -> Page[TestOrder]:
    return LabService(ctx).order(request)
