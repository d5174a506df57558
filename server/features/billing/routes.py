"""The remote calls about bills, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.billing.counter import CounterService
from server.features.billing.crediting import CreditService
from server.features.billing.discounting import DiscountService
from server.features.billing.service import BillingService
from server.features.billing.splitting import SplitService
from shared.contracts import billing
from shared.models.bill_changes import (
    CancelBill,
    CreditBill,
    GiveDiscount,
    RejectCredit,
    SplitBill,
    TakeDiscountBack,
)
from shared.models.billing import (
    AddOffer,
    AddTyped,
    BillDetails,
    BillOf,
    BillSummary,
    FindDues,
    FindOffers,
    GetBill,
    IssueBill,
    ListUnpaid,
    Offer,
    OpenDraft,
    PatientDues,
    RemoveLine,
)
from shared.models.common import Page

routes = Routes()


@routes.handles(billing.unpaid)
def unpaid(request: ListUnpaid, ctx: Context) -> Page[BillSummary]:
    return BillingService(ctx).unpaid(request)


@routes.handles(billing.get)
def get(request: GetBill, ctx: Context) -> BillDetails:
    return BillingService(ctx).open(request.bill_id)


@routes.handles(billing.of_appointment)
def of_appointment(request: BillOf, ctx: Context) -> BillDetails:
    return BillingService(ctx).of_appointment(request.appointment_id)


@routes.handles(billing.dues)
def dues(request: FindDues, ctx: Context) -> PatientDues:
    return BillingService(ctx).dues(request)


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


@routes.handles(billing.give_discount)
def give_discount(request: GiveDiscount, ctx: Context) -> BillDetails:
    return DiscountService(ctx).give(request)


@routes.handles(billing.take_discount_back)
def take_discount_back(request: TakeDiscountBack, ctx: Context) -> BillDetails:
    return DiscountService(ctx).take_back(request)


@routes.handles(billing.split)
def split(request: SplitBill, ctx: Context) -> BillDetails:
    return SplitService(ctx).split(request)


@routes.handles(billing.cancel)
def cancel(request: CancelBill, ctx: Context) -> BillDetails:
    return CreditService(ctx).cancel(request)


@routes.handles(billing.credit)
def credit(request: CreditBill, ctx: Context) -> BillDetails:
    return CreditService(ctx).credit(request)


@routes.handles(billing.reject_credit)
def reject_credit(request: RejectCredit, ctx: Context) -> BillDetails:
    return CreditService(ctx).reject(request)
