"""The calls about merged records. Merging itself is in lab.routes, the outer feature: it changes what results mean."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.merges.service import MergeService
from shared.contracts import merges
from shared.models.common import Page
from shared.models.merges import ListMerges, Merge

routes = Routes()


@routes.handles(merges.of_patient)
def of_patient(request: ListMerges, ctx: Context) -> Page[Merge]:
    return MergeService(ctx).of_patient(request.patient_id)
