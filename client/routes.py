"""Which printer takes which paper at this workstation."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from client.printing.papers import DocumentKind, Paper
from client.printing.printers import FolderTarget, Target
from client.printing.service import Route
from shared.models.documents import PaperKind

_TARGET: Final[TypeAdapter[Target]] = TypeAdapter(Target)
_KINDS: Final = {
    PaperKind.TOKEN: ((DocumentKind.TOKEN_SLIP, Paper.ROLL),),
    PaperKind.PRESCRIPTION: ((DocumentKind.PRESCRIPTION, Paper.A4),),
    PaperKind.REFERRAL: ((DocumentKind.REFERRAL_LETTER, Paper.A4),),
    PaperKind.CERTIFICATE: ((DocumentKind.CERTIFICATE, Paper.A4),),
    PaperKind.BILL: ((DocumentKind.BILL, Paper.A4), (DocumentKind.MONEY_REPORT, Paper.A4)),
    PaperKind.RECEIPT: ((DocumentKind.RECEIPT, Paper.ROLL), (DocumentKind.RECEIPT_SHEET, Paper.A4)),
    PaperKind.CARD: ((DocumentKind.PATIENT_CARD, Paper.CARD),),
    PaperKind.STICKER: ((DocumentKind.PATIENT_STICKER, Paper.LABEL), (DocumentKind.SPECIMEN_LABEL, Paper.LABEL)),
    PaperKind.PURCHASE_ORDER: ((DocumentKind.PURCHASE, Paper.A4),),
    PaperKind.MEDICINE_LABEL: ((DocumentKind.MEDICINE_LABEL, Paper.WIDE_LABEL),),
    PaperKind.TEST_REPORT: ((DocumentKind.TEST_REPORT, Paper.A4),),
}


def print_routes(printers: Mapping[PaperKind, dict[str, Any]], directory: Path) -> dict[DocumentKind, Route]:
    """A paper without a printer goes to the folder `prints`, where it is not lost and can be printed by hand."""
    folder = FolderTarget(path=directory / "prints")
    routes: dict[DocumentKind, Route] = {}
    for paper_kind, kinds in _KINDS.items():
        target = _target(printers.get(paper_kind)) or folder
        for kind, paper in kinds:
            routes[kind] = Route(target, paper)
    return routes


def _target(kept: dict[str, Any] | None) -> Target | None:
    try:
        return _TARGET.validate_python(kept) if kept else None
    except ValidationError:
        return None  # written by another version: better a folder than no paper
