"""The remote calls about printed papers and attached documents, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.documents.attaching import Attaching
from server.features.documents.service import DocumentService
from shared.contracts import documents
from shared.models.common import Nothing, Page
from shared.models.documents import (
    AddPiece,
    AttachDocument,
    BeginDocument,
    Document,
    DocumentBegun,
    DocumentPiece,
    ListDocuments,
    PrintCopy,
    ReadPiece,
    RecordPrint,
    WithdrawDocument,
)

routes = Routes()


@routes.handles(documents.record_print)
def record_print(request: RecordPrint, ctx: Context) -> PrintCopy:
    return DocumentService(ctx).record_print(request)


@routes.handles(documents.of_patient)
def of_patient(request: ListDocuments, ctx: Context) -> Page[Document]:
    return Attaching(ctx).of_patient(request)


@routes.handles(documents.begin)
def begin(request: BeginDocument, ctx: Context) -> DocumentBegun:
    return Attaching(ctx).begin(request)


@routes.handles(documents.add_piece)
def add_piece(request: AddPiece, ctx: Context) -> Nothing:
    Attaching(ctx).add_piece(request)
    return Nothing()


@routes.handles(documents.attach)
def attach(request: AttachDocument, ctx: Context) -> Document:
    return Attaching(ctx).attach(request.document_id)


@routes.handles(documents.read_piece)
def read_piece(request: ReadPiece, ctx: Context) -> DocumentPiece:
    return Attaching(ctx).read_piece(request.document_id, request.number)


@routes.handles(documents.withdraw)
def withdraw(request: WithdrawDocument, ctx: Context) -> Document:
    return Attaching(ctx).withdraw(request)
