"""Papers that left a printer, and those that were attached to a chart."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base, Encrypted, Sealed
from shared.ids import AppointmentId, DocumentId, EmployeeId, PatientId, WorkstationId
from shared.models.documents import DocumentKind, MediaType, PaperKind

PIECE_PLACE: Final = "document_pieces.data:{document_id}:{number}"


class PrintedPaper(Base):
    """One copy: 0 is the original, n the n-th duplicate."""

    __tablename__ = "printed_papers"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "copy_number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind]
    subject_id: Mapped[UUID]
    copy_number: Mapped[int]
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    printed_at: Mapped[datetime]


class AttachedDocument(Base):
    """A scan or a file of a patient; its content lies in pieces. `attached_at` is None until all are there."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_patient", "patient_id", "id"),
        Index("ix_documents_unfinished", "begun_at", postgresql_where=text("attached_at IS NULL")),
    )

    id: Mapped[DocumentId] = mapped_column(primary_key=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"))
    appointment_id: Mapped[AppointmentId | None] = mapped_column(ForeignKey("appointments.id"), index=True)
    kind: Mapped[DocumentKind]
    title: Mapped[str] = mapped_column(Encrypted("documents.title"))
    media_type: Mapped[MediaType | None]
    size: Mapped[int]
    sha256: Mapped[str]
    begun_at: Mapped[datetime]
    attached_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    attached_at: Mapped[datetime | None]
    withdrawn_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]


class DocumentPieceRow(Base):
    """Encrypted for its very place: a piece that is moved to another document or number does not decrypt there."""

    __tablename__ = "document_pieces"

    document_id: Mapped[DocumentId] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(Sealed(PIECE_PLACE))
