"""The remote calls about documents: printed papers, and what is attached to a patient's chart."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.appointments import AppointmentNotFound
from shared.contracts.patients import PatientNotFound
from shared.errors import ApiError, Conflict, NotFound
from shared.ids import DocumentId
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
from shared.permissions import Permission
from shared.topics import Topic


class NothingToPrint(NotFound):
    """The paper's subject does not exist."""


@dataclass(eq=False)
class DocumentNotFound(NotFound):
    """It does not exist, was withdrawn, or is not whole yet."""

    document_id: DocumentId


class NoDocumentFile(ApiError):
    """Neither PDF nor JPEG nor PNG, whatever its name says."""

    status = 422


@dataclass(eq=False)
class PiecesMissing(Conflict):
    """These have not come yet."""

    numbers: tuple[int, ...]


class DocumentDamaged(Conflict):
    """What came is not what was announced: it was thrown away."""


record_print = command(
    "/prints",
    RecordPrint,
    PrintCopy,
    allow=Permission.DOCUMENTS_PRINT,
    changes=set(),
    raises=(NothingToPrint,),
)

of_patient = query(
    "/patients/{patient_id}/documents",
    ListDocuments,
    Page[Document],
    allow=Permission.DOCUMENTS_VIEW,
    raises=(PatientNotFound,),
)

begin = command(
    "/documents",
    BeginDocument,
    DocumentBegun,
    allow=Permission.DOCUMENTS_ATTACH,
    changes=set(),
    raises=(PatientNotFound, AppointmentNotFound),
)

# Not keyed: the same piece twice is one, and no outbox should keep twenty megabytes.
add_piece = command(
    "/documents/{document_id}/pieces/{number}",
    AddPiece,
    Nothing,
    allow=Permission.DOCUMENTS_ATTACH,
    changes=set(),
    raises=(DocumentNotFound, NoDocumentFile),
    keyed=False,
)

attach = command(
    "/documents/{document_id}/attach",
    AttachDocument,
    Document,
    allow=Permission.DOCUMENTS_ATTACH,
    changes={Topic.DOCUMENTS},
    raises=(DocumentNotFound, PiecesMissing, DocumentDamaged),
)

read_piece = query(
    "/documents/{document_id}/pieces/{number}",
    ReadPiece,
    DocumentPiece,
    allow=Permission.DOCUMENTS_VIEW,
    raises=(DocumentNotFound,),
)

withdraw = command(
    "/documents/{document_id}/withdraw",
    WithdrawDocument,
    Document,
    allow=Permission.DOCUMENTS_ATTACH,
    changes={Topic.DOCUMENTS},
    raises=(DocumentNotFound,),
)
