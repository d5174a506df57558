"""The remote calls about prescriptions.

Prescribing itself is an act of the consultation and bound there; the search of medicines tells the stock, and is bound
there.
"""

from server.core.context import Context
from server.core.routes import Routes
from server.features.prescriptions.order_sets import OrderSetService
from server.features.prescriptions.service import PrescriptionService
from shared.contracts import prescriptions
from shared.models.common import Nothing, Page
from shared.models.prescriptions import (
    AmendPrescription,
    CancelPrescription,
    CheckPrescription,
    GetLastPrescription,
    GetPrescription,
    Instruction,
    LastPrescription,
    OrderSet,
    Prescription,
    RemoveOrderSet,
    SafetyWarning,
    SaveOrderSet,
    SearchInstructions,
)

routes = Routes()


@routes.handles(prescriptions.instructions)
def instructions(request: SearchInstructions, ctx: Context) -> Page[Instruction]:
    return PrescriptionService(ctx).search_instructions(request)


@routes.handles(prescriptions.get)
def get(request: GetPrescription, ctx: Context) -> Prescription:
    return PrescriptionService(ctx).open(request.prescription_id)


@routes.handles(prescriptions.check)
def check(request: CheckPrescription, ctx: Context) -> Page[SafetyWarning]:
    return PrescriptionService(ctx).check(request)


@routes.handles(prescriptions.amend)
def amend(request: AmendPrescription, ctx: Context) -> Prescription:
    return PrescriptionService(ctx).amend(request)


@routes.handles(prescriptions.cancel)
def cancel(request: CancelPrescription, ctx: Context) -> Prescription:
    return PrescriptionService(ctx).cancel(request)


@routes.handles(prescriptions.last)
def last(request: GetLastPrescription, ctx: Context) -> LastPrescription:
    return PrescriptionService(ctx).last(request.appointment_id)


@routes.handles(prescriptions.order_sets)
def order_sets(_request: Nothing, ctx: Context) -> Page[OrderSet]:
    return OrderSetService(ctx).all()


@routes.handles(prescriptions.save_order_set)
def save_order_set(request: SaveOrderSet, ctx: Context) -> OrderSet:
    return OrderSetService(ctx).save(request)


@routes.handles(prescriptions.remove_order_set)
def remove_order_set(request: RemoveOrderSet, ctx: Context) -> Nothing:
    OrderSetService(ctx).remove(request.order_set_id)
    return Nothing()
