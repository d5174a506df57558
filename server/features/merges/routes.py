"""The calls about merging records, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.merges.service import MergeService
from shared.contracts import merges
from shared.models.common import Page
from shared.models.merges import ListMerges, Merge, MergePatients, UndoMerge

routes = Routes()


@routes.handles(merges.merge)
def merge(request: MergePatients, ctx: Context) -> Merge:
    return MergeService(ctx).merge(request)


@routes.handles(merges.undo)
def undo(request: UndoMerge, ctx: Context) -> Merge:
    return MergeService(ctx).undo(request)


@routes.handles(merges.of_patient)
def of_patient(request: ListMerges, ctx: Context) -> Page[Merge]:
    return MergeService(ctx).of_patient(request.patient_id)
