"""The remote calls about bills, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.billing.crediting import CreditService
from server.features.billing.discounting import DiscountService
from server.features.billing.drawers import DrawerService
from server.features.billing.service import BillingService
from server.features.billing.splitting import SplitService
from shared.contracts import billing
from shared.models.billing import (
    BillDetails,
    BillOf,
    BillSummary,
    CancelBill,
    CashSession,
    CloseCashSession,
    CreditBill,
    CurrentCashSession,
    FindDues,
    GetBill,
    GiveDiscount,
    IssueBill,
    ListUnpaid,
    OpenCashSession,
    PatientDues,
    PaymentTaken,
    RejectCredit,
    SplitBill,
    TakeDiscountBack,
    TakePayment,
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


@routes.handles(billing.dues)
def dues(request: FindDues, ctx: Context) -> PatientDues:
    return BillingService(ctx).dues(request)


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


@routes.handles(billing.pay)
def pay(request: TakePayment, ctx: Context) -> PaymentTaken:
    return BillingService(ctx).pay(request)


@routes.handles(billing.current_cash_session)
def current_cash_session(_: CurrentCashSession, ctx: Context) -> CashSession:
    return DrawerService(ctx).current()


@routes.handles(billing.open_cash_session)
def open_cash_session(request: OpenCashSession, ctx: Context) -> CashSession:
    return DrawerService(ctx).open(request)


@routes.handles(billing.close_cash_session)
def close_cash_session(request: CloseCashSession, ctx: Context) -> CashSession:
    return DrawerService(ctx).close(request)
