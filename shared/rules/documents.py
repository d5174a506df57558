"""What a document may be, how it travels in pieces, and who reaches which kind."""

from collections.abc import Container
from typing import Final

from shared.models.documents import DocumentKind, MediaType
from shared.permissions import Permission

LARGEST: Final = 20_000_000
PIECE: Final = 600_000
"""Bytes of one piece: as text it stays well below the largest body a server takes."""

_MARKS: Final = {b"\xff\xd8\xff": MediaType.JPEG, b"\x89PNG\r\n\x1a\n": MediaType.PNG}
_HEAD: Final = 1024
"""A PDF may begin with some bytes of something else."""

_EVERYTHING: Final = frozenset(DocumentKind)
_AT_THE_DESK: Final = frozenset(
    {
        DocumentKind.CONSENT,
        DocumentKind.IDENTITY,
        DocumentKind.INSURANCE,
        DocumentKind.BILL,
        DocumentKind.OTHER,
    }
)
_OPENED_BY: Final = {
    Permission.CONSULTATIONS_VIEW: _EVERYTHING,
    Permission.LAB_VIEW: _EVERYTHING,
    Permission.PATIENTS_CREATE: _AT_THE_DESK,
    Permission.BILLING_VIEW: frozenset({DocumentKind.BILL}),
    Permission.PRESCRIPTIONS_VIEW: frozenset({DocumentKind.PRESCRIPTION}),
}


def media_type_of(head: bytes) -> MediaType | None:
    """By what a file begins with, whatever its name says."""
    for mark, media_type in _MARKS.items():
        if head.startswith(mark):
            return media_type
    return MediaType.PDF if b"%PDF-" in head[:_HEAD] else None


def pieces_of(size: int) -> int:
    return -(-size // PIECE)


def piece_size(size: int, number: int) -> int:
    """All are of one size but the last."""
    return min(PIECE, size - number * PIECE)


def kinds_open_to(permissions: Container[Permission]) -> frozenset[DocumentKind]:
    """Clinicians reach every kind; the desk what is not clinical; the cashier bills; the pharmacist prescriptions."""
    return frozenset(kind for permission, kinds in _OPENED_BY.items() if permission in permissions for kind in kinds)
