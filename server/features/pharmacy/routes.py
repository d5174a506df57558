"""The remote calls of the pharmacy's counter."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.pharmacy.handing_out import HandingOut
from server.features.pharmacy.returning import Returning
from server.features.pharmacy.selling import Selling
from server.features.pharmacy.service import PharmacyService
from shared.contracts import pharmacy
from shared.models.common import Nothing, Page
from shared.models.pharmacy import (
    CallToCounter,
    Dispense,
    Dispensed,
    FindSubstitutes,
    ListWaiting,
    OpenedPrescription,
    OpenPrescription,
    Substitute,
    TakeBack,
    TakenBack,
    WaitingPrescription,
)
from shared.models.pharmacy_sales import FindForSale, FindHandedOut, ForSale, HandedOut, SellMedicines, Sold

routes = Routes()


@routes.handles(pharmacy.waiting)
def waiting(request: ListWaiting, ctx: Context) -> Page[WaitingPrescription]:
    return PharmacyService(ctx).waiting(request)


@routes.handles(pharmacy.open_prescription)
def open_prescription(request: OpenPrescription, ctx: Context) -> OpenedPrescription:
    return PharmacyService(ctx).open(request.prescription_id, request.store_id)


@routes.handles(pharmacy.call)
def call(request: CallToCounter, ctx: Context) -> Nothing:
    PharmacyService(ctx).call(request.prescription_id)
    return Nothing()


@routes.handles(pharmacy.substitutes)
def substitutes(request: FindSubstitutes, ctx: Context) -> Page[Substitute]:
    return PharmacyService(ctx).substitutes(request)


@routes.handles(pharmacy.dispense)
def dispense(request: Dispense, ctx: Context) -> Dispensed:
    return HandingOut(ctx).dispense(request)


@routes.handles(pharmacy.take_back)
def take_back(request: TakeBack, ctx: Context) -> TakenBack:
    return Returning(ctx).take_back(request)


@routes.handles(pharmacy.handed_out)
def handed_out(request: FindHandedOut, ctx: Context) -> Page[HandedOut]:
    return Returning(ctx).handed_out(request)


@routes.handles(pharmacy.for_sale)
def for_sale(request: FindForSale, ctx: Context) -> Page[ForSale]:
    return Selling(ctx).for_sale(request)


@routes.handles(pharmacy.sell)
def sell(request: SellMedicines, ctx: Context) -> Sold:
    return Selling(ctx).sell(request)
