"""All SQL of printed papers."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.features.appointments.tables import Appointment
from server.features.billing.tables import Bill, PaymentRow
from server.features.documents.tables import PrintedPaper
from server.features.patients.tables import Patient
from server.features.prescriptions.tables import PrescriptionRow
from shared.models.documents import PaperKind


class DocumentRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def exists(self, kind: PaperKind, subject_id: UUID) -> bool:
        """Whether there is something to print: a draft has no number, and so no paper."""
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


def _subject(kind: PaperKind, subject_id: UUID) -> Select[UUID]:
    match kind:
        case PaperKind.TOKEN:
            return select(Appointment.id).where(Appointment.id == subject_id, Appointment.token.is_not(None))
        case PaperKind.PRESCRIPTION:
            return select(PrescriptionRow.id).where(PrescriptionRow.id == subject_id)
        case PaperKind.BILL:
            return select(Bill.id).where(Bill.id == subject_id, Bill.bill_no.is_not(None))
        case PaperKind.RECEIPT:
            return select(PaymentRow.id).where(PaymentRow.id == subject_id)
        case PaperKind.CARD | PaperKind.STICKER:
            return select(Patient.id).where(Patient.id == subject_id, Patient.is_active)
