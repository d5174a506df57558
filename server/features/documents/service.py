"""Counting the copies of every paper that leaves a printer."""

from typing import Final

from server.core.context import Context
from server.features.documents.repository import DocumentRepository
from server.features.documents.tables import PrintedPaper
from shared.contracts.documents import NothingToPrint
from shared.errors import Forbidden
from shared.ids import new_id
from shared.models.documents import PaperKind, PrintCopy, RecordPrint
from shared.permissions import Permission

_NEEDED: Final = {
    PaperKind.TOKEN: Permission.APPOINTMENTS_VIEW,
    PaperKind.PRESCRIPTION: Permission.PRESCRIPTIONS_VIEW,
    PaperKind.BILL: Permission.BILLING_VIEW,
    PaperKind.CREDIT_NOTE: Permission.BILLING_VIEW,
    PaperKind.RECEIPT: Permission.BILLING_VIEW,
    PaperKind.DEPOSIT: Permission.BILLING_VIEW,
    PaperKind.CARD: Permission.PATIENTS_VIEW,
    PaperKind.STICKER: Permission.PATIENTS_VIEW,
    PaperKind.MEDICINE_LABEL: Permission.PHARMACY_DISPENSE,
    PaperKind.TEST_REPORT: Permission.LAB_DELIVER,
    PaperKind.REFERRAL: Permission.CONSULTATIONS_VIEW,
    PaperKind.CERTIFICATE: Permission.CONSULTATIONS_VIEW,
    PaperKind.CLAIM: Permission.CLAIMS_MANAGE,
    PaperKind.PURCHASE_ORDER: Permission.PURCHASES_VIEW,
    PaperKind.DEBIT_NOTE: Permission.PURCHASES_VIEW,
}


class DocumentService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._documents = DocumentRepository(ctx.session)

    def record_print(self, request: RecordPrint) -> PrintCopy:
        """The first is the original; every later one says of itself that it is a duplicate."""
        needed = _NEEDED[request.kind]
        if needed not in self._ctx.actor.permissions:
            raise Forbidden(needed)  # whoever may not see a paper must not use up its original either
        if not self._documents.exists(request.kind, request.subject_id):
            raise NothingToPrint
        copy_number = self._documents.next_copy(request.kind, request.subject_id)
        self._documents.add(
            PrintedPaper(
                id=new_id(),
                kind=request.kind,
                subject_id=request.subject_id,
                copy_number=copy_number,
                employee_id=self._ctx.person.employee_id,
                workstation_id=self._ctx.device.id,
                printed_at=self._ctx.now,
            )
        )
        return PrintCopy(copy_number=copy_number)
