"""The remote calls about bills, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.billing.counter import CounterService
from server.features.billing.service import BillingService
from shared.contracts import billing
from shared.models.billing import (
    AddOffer,
    AddTyped,
    BillDetails,
    BillOf,
    BillSummary,
    FindOffers,
    GetBill,
    IssueBill,
    ListUnpaid,
    Offer,
    OpenDraft,
    RemoveLine,
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


@routes.handles(billing.offers)
def offers(request: FindOffers, ctx: Context) -> Page[Offer]:
    return CounterService(ctx).offers(request)


@routes.handles(billing.open_draft)
def open_draft(request: OpenDraft, ctx: Context) -> BillDetails:
    return CounterService(ctx).open_draft(request)


@routes.handles(billing.add_offer)
def add_offer(request: AddOffer, ctx: Context) -> BillDetails:
    return CounterService(ctx).add_offer(request)


@routes.handles(billing.add_typed)
def add_typed(request: AddTyped, ctx: Context) -> BillDetails:
    return CounterService(ctx).add_typed(request)


@routes.handles(billing.remove_line)
def remove_line(request: RemoveLine, ctx: Context) -> BillDetails:
    return CounterService(ctx).remove_line(request)


@routes.handles(billing.issue)
def issue(request: IssueBill, ctx: Context) -> BillDetails:
    return BillingService(ctx).issue(request)
