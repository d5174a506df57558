"""The remote calls about bills, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.billing.service import BillingService
from shared.contracts import billing
from shared.models.billing import (
    BillDetails,
    BillOf,
    BillSummary,
    GetBill,
    IssueBill,
    ListUnpaid,
)
from shared.models.common import Page

routes = Routes()


@routes.handles(billing.unpaid)
def unpaid(request: ListUnpaid, ctx: Context) -> Page[BillSummary]:
    return BillingService(ctx).unpaid(request)


@routes.handles(billing.get)
def get(request: GetBill, ctx: Context) -> BillDetails:
    return BillingService(ctx).get(request.bill_id)


@routes.handles(billing.of_appointment)
def of_appointment(request: BillOf, ctx: Context) -> BillDetails:
    return BillingService(ctx).of_appointment(request.appointment_id)


@routes.handles(billing.issue)
def issue(request: IssueBill, ctx: Context) -> BillDetails:
    return BillingService(ctx).issue(request)
