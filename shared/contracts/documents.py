"""The remote calls about printed papers."""

from shared.contract import command
from shared.errors import NotFound
from shared.models.documents import PrintCopy, RecordPrint
from shared.permissions import Permission


class NothingToPrint(NotFound):
    """The paper's subject does not exist."""


record_print = command(
    "/prints",
    RecordPrint,
    PrintCopy,
    allow=Permission.DOCUMENTS_PRINT,
    changes=set(),
    raises=(NothingToPrint,),
)
