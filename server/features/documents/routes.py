"""The remote calls about printed papers, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.documents.service import DocumentService
from shared.contracts import documents
from shared.models.documents import PrintCopy, RecordPrint

routes = Routes()


@routes.handles(documents.record_print)
def record_print(request: RecordPrint, ctx: Context) -> PrintCopy:
    return DocumentService(ctx).record_print(request)
