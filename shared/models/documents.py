"""What travels about documents: papers that leave a printer, and those that come into a patient's chart."""

import base64
import binascii
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from shared.ids import AppointmentId, DocumentId, PatientId
from shared.models.common import Model, Name, Reason


class PaperKind(StrEnum):
    """Each has a printer and a paper of its own at every workstation."""

    TOKEN = "token"  # noqa: S105 a slip of paper
    PRESCRIPTION = "prescription"
    BILL = "bill"
    CREDIT_NOTE = "credit_note"
    RECEIPT = "receipt"
    DEPOSIT = "deposit"
    CARD = "card"
    STICKER = "sticker"
    MEDICINE_LABEL = "medicine_label"
    """Those of all that was handed out at once."""
    TEST_REPORT = "test_report"
    REFERRAL = "referral"
    CERTIFICATE = "certificate"
    CLAIM = "claim"
    PURCHASE_ORDER = "purchase_order"
    DEBIT_NOTE = "debit_note"


class RecordPrint(Model):
    """A paper leaves the printer; its subject is what it is about: an appointment, a bill, a patient, a letter."""

    kind: PaperKind
    subject_id: UUID


class PrintCopy(Model):
    """0 is the original; n ≥ 1 prints DUPLICATE n."""

    copy_number: int


class DocumentKind(StrEnum):
    REFERRAL = "referral"
    REPORT = "report"
    """A result or a letter from elsewhere."""
    PRESCRIPTION = "prescription"
    CONSENT = "consent"
    IDENTITY = "identity"
    INSURANCE = "insurance"
    BILL = "bill"
    IMAGE = "image"
    OTHER = "other"


class MediaType(StrEnum):
    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


def _base64(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64") from error
    return text


Piece = Annotated[str, Field(min_length=4, max_length=800_000), AfterValidator(_base64)]
PieceNumber = Annotated[int, Field(ge=0, le=63)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Document(Model):
    """A scan or a file in a patient's chart; one that was withdrawn stays on the list, and is not opened."""

    id: DocumentId
    patient_id: PatientId
    appointment_id: AppointmentId | None
    kind: DocumentKind
    title: str
    media_type: MediaType
    size: int
    attached_by: str
    attached_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


class DocumentBegun(Model):
    document_id: DocumentId


class DocumentPiece(Model):
    data: str


class BeginDocument(Model):
    """What is to come, piece by piece, and its digest, so that nothing else is kept in its place."""

    patient_id: PatientId
    appointment_id: AppointmentId | None = None
    kind: DocumentKind
    title: Name
    size: int = Field(ge=1, le=20_000_000)
    sha256: Sha256


class AddPiece(Model):
    document_id: DocumentId
    number: PieceNumber
    data: Piece


class AttachDocument(Model):
    """All its pieces are there."""

    document_id: DocumentId


class ReadPiece(Model):
    document_id: DocumentId
    number: PieceNumber = 0


class ListDocuments(Model):
    """The newest first; `before` is the last one that is known."""

    patient_id: PatientId
    before: DocumentId | None = None
    limit: int = Field(default=50, ge=1, le=200)


class WithdrawDocument(Model):
    document_id: DocumentId
    reason: Reason
