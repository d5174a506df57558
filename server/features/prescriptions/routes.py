"""The remote calls about prescriptions; prescribing itself is an act of the consultation and is bound there."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.prescriptions.service import PrescriptionService
from shared.contracts import prescriptions
from shared.models.common import Page
from shared.models.prescriptions import (
    GetPrescription,
    Instruction,
    Medicine,
    Prescription,
    SearchInstructions,
    SearchMedicines,
)

routes = Routes()


@routes.handles(prescriptions.medicines)
def medicines(request: SearchMedicines, ctx: Context) -> Page[Medicine]:
    return PrescriptionService(ctx).search_medicines(request)


@routes.handles(prescriptions.instructions)
def instructions(request: SearchInstructions, ctx: Context) -> Page[Instruction]:
    return PrescriptionService(ctx).search_instructions(request)


@routes.handles(prescriptions.get)
def get(request: GetPrescription, ctx: Context) -> Prescription:
    return PrescriptionService(ctx).get(request.prescription_id)
