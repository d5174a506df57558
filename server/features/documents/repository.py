"""All SQL of printed papers and of attached documents."""

from collections.abc import Collection, Sequence
from typing import Literal, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.features.appointments.tables import Appointment
from server.features.billing.credit_tables import CreditNoteRow
from server.features.billing.tables import Bill, PaymentRow
from server.features.cash.tables import DepositRow
from server.features.certificates.tables import CertificateCancellation, CertificateRow
from server.features.claims.tables import ClaimRow
from server.features.documents.tables import AttachedDocument, DocumentPieceRow, PrintedPaper
from server.features.lab.tables import TestOrderRow
from server.features.patients.tables import Patient
from server.features.pharmacy.tables import DispenseLineRow, DispenseRow
from server.features.prescriptions.tables import PrescriptionRow
from server.features.purchases.tables import PurchaseOrderRow, SupplierReturnRow
from server.features.referrals.tables import ReferralRow
from server.features.staff.tables import Employee
from shared.contracts.documents import DocumentNotFound
from shared.ids import DocumentId, EmployeeId, PatientId
from shared.models.documents import DocumentKind, ListDocuments, PaperKind
from shared.models.pharmacy import Outcome
from shared.models.prescriptions import PrescriptionStatus

_MoneyPaper: TypeAlias = Literal[
    PaperKind.BILL, PaperKind.CREDIT_NOTE, PaperKind.RECEIPT, PaperKind.DEPOSIT, PaperKind.CLAIM
]


class DocumentRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def exists(self, kind: PaperKind, subject_id: UUID) -> bool:
        """Whether there is something to print: what is a draft or void is no paper."""
        return self._session.scalar(_subject(kind, subject_id)) is not None

    def next_copy(self, kind: PaperKind, subject_id: UUID) -> int:
        """Whoever prints the same paper meanwhile waits for the commit, so that no copy has a double."""
        self._session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(f"print:{kind}:{subject_id}", 0)))
        )
        last = select(func.max(PrintedPaper.copy_number)).where(
            PrintedPaper.kind == kind, PrintedPaper.subject_id == subject_id
        )
        found = self._session.scalar(last)
        return 0 if found is None else found + 1

    def add(self, paper: PrintedPaper) -> None:
        self._session.add(paper)


class AttachedRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of_patient(
        self, asked: ListDocuments, kinds: Collection[DocumentKind]
    ) -> Sequence[tuple[AttachedDocument, str]]:
        """Whole ones of these kinds with who attached them, the newest first."""
        found = (
            select(AttachedDocument, Employee.full_name)
            .join(Employee, Employee.id == AttachedDocument.attached_by)
            .where(_whole_ones(asked.patient_id, kinds))
            .order_by(AttachedDocument.id.desc())
            .limit(asked.limit + 1)
        )
        if asked.before is not None:
            found = found.where(AttachedDocument.id < asked.before)
        return [(document, who) for document, who in self._session.execute(found)]

    def count(self, patient_id: PatientId, kinds: Collection[DocumentKind]) -> int:
        """Those that stand."""
        standing = _whole_ones(patient_id, kinds) & AttachedDocument.withdrawn_at.is_(None)
        return self._session.scalars(select(func.count()).where(standing)).one()

    def get(self, document_id: DocumentId) -> AttachedDocument:
        """Whole or not. Raises DocumentNotFound."""
        return self._one(document_id, lock=False)

    def get_locked(self, document_id: DocumentId) -> AttachedDocument:
        """Whole or not. Raises DocumentNotFound."""
        return self._one(document_id, lock=True)

    def _one(self, document_id: DocumentId, *, lock: bool) -> AttachedDocument:
        query = select(AttachedDocument).where(AttachedDocument.id == document_id)
        document = self._session.scalar(query.with_for_update() if lock else query)
        if document is None:
            raise DocumentNotFound(document_id)
        return document

    def add(self, document: AttachedDocument) -> None:
        self._session.add(document)

    def name_of(self, employee_id: EmployeeId) -> str:
        return self._session.scalars(select(Employee.full_name).where(Employee.id == employee_id)).one()

    def keep_piece(self, document_id: DocumentId, number: int, data: bytes) -> None:
        """The first of its number stays."""
        self._session.execute(
            insert(DocumentPieceRow).values(document_id=document_id, number=number, data=data).on_conflict_do_nothing()
        )

    def piece(self, document_id: DocumentId, number: int) -> bytes | None:
        return self._session.scalar(
            select(DocumentPieceRow.data).where(
                DocumentPieceRow.document_id == document_id, DocumentPieceRow.number == number
            )
        )

    def numbers(self, document_id: DocumentId) -> set[int]:
        """Of the pieces that have come."""
        return set(
            self._session.scalars(select(DocumentPieceRow.number).where(DocumentPieceRow.document_id == document_id))
        )

    def forget_pieces(self, document_id: DocumentId) -> None:
        self._session.execute(delete(DocumentPieceRow).where(DocumentPieceRow.document_id == document_id))


def _whole_ones(patient_id: PatientId, kinds: Collection[DocumentKind]) -> ColumnElement[bool]:
    return and_(
        AttachedDocument.patient_id == patient_id,
        AttachedDocument.attached_at.is_not(None),
        AttachedDocument.kind.in_(kinds),
    )


def _subject(kind: PaperKind, subject_id: UUID) -> Select[UUID]:
    match kind:
        case PaperKind.TOKEN:
            return select(Appointment.id).where(Appointment.id == subject_id, Appointment.token.is_not(None))
        case PaperKind.PRESCRIPTION:
            return select(PrescriptionRow.id).where(
                PrescriptionRow.id == subject_id, PrescriptionRow.status != PrescriptionStatus.CANCELLED
            )
        case PaperKind.BILL | PaperKind.CREDIT_NOTE | PaperKind.RECEIPT | PaperKind.DEPOSIT | PaperKind.CLAIM:
            return _of_money(kind, subject_id)
        case PaperKind.CARD | PaperKind.STICKER:
            return select(Patient.id).where(Patient.id == subject_id, Patient.is_active)
        case PaperKind.TEST_REPORT:
            return select(TestOrderRow.id).where(TestOrderRow.id == subject_id, TestOrderRow.released.is_not(None))
        case PaperKind.MEDICINE_LABEL | PaperKind.REFERRAL | PaperKind.CERTIFICATE:
            return _for_the_patient(kind, subject_id)
        case PaperKind.PURCHASE_ORDER | PaperKind.DEBIT_NOTE:
            return _for_a_supplier(kind, subject_id)


def _of_money(kind: _MoneyPaper, subject_id: UUID) -> Select[UUID]:
    match kind:
        case PaperKind.BILL:
            return select(Bill.id).where(Bill.id == subject_id, Bill.bill_no.is_not(None))
        case PaperKind.CREDIT_NOTE:
            return select(CreditNoteRow.id).where(CreditNoteRow.id == subject_id)
        case PaperKind.RECEIPT:
            return select(PaymentRow.id).where(PaymentRow.id == subject_id)
        case PaperKind.DEPOSIT:
            return select(DepositRow.id).where(DepositRow.id == subject_id)
        case PaperKind.CLAIM:
            return select(ClaimRow.id).where(ClaimRow.id == subject_id, ClaimRow.claim_no.is_not(None))


def _for_the_patient(kind: PaperKind, subject_id: UUID) -> Select[UUID]:
    if kind is PaperKind.MEDICINE_LABEL:
        given = select(DispenseLineRow.dispense_id).where(DispenseLineRow.outcome == Outcome.GIVEN)
        return select(DispenseRow.id).where(DispenseRow.id == subject_id, DispenseRow.id.in_(given))
    if kind is PaperKind.REFERRAL:  # inside the house no paper goes along
        return select(ReferralRow.id).where(ReferralRow.id == subject_id, ReferralRow.booked_id.is_(None))
    cancelled = select(CertificateCancellation).where(CertificateCancellation.certificate_id == subject_id)
    return select(CertificateRow.id).where(CertificateRow.id == subject_id, ~cancelled.exists())


def _for_a_supplier(kind: PaperKind, subject_id: UUID) -> Select[UUID]:
    if kind is PaperKind.PURCHASE_ORDER:
        placed = PurchaseOrderRow.order_no.is_not(None)
        return select(PurchaseOrderRow.id).where(PurchaseOrderRow.id == subject_id, placed)
    return select(SupplierReturnRow.id).where(SupplierReturnRow.id == subject_id)
