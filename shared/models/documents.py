"""What travels about printed papers."""

from enum import StrEnum
from uuid import UUID

from shared.models.common import Model


class PaperKind(StrEnum):
    """Each has a printer and a paper of its own at every workstation."""

    TOKEN = "token"  # noqa: S105 a slip of paper
    PRESCRIPTION = "prescription"
    BILL = "bill"
    RECEIPT = "receipt"
    CARD = "card"
    STICKER = "sticker"


class RecordPrint(Model):
    """A paper leaves the printer; its subject is an appointment, a prescription, a bill, a payment or a patient."""

    kind: PaperKind
    subject_id: UUID


class PrintCopy(Model):
    """0 is the original; n ≥ 1 prints DUPLICATE n."""

    copy_number: int
