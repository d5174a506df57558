"""Scans and files in a patient's chart: they come in pieces, rest encrypted, and are withdrawn, never erased."""

import base64
import hashlib

from server.core.context import Context
from server.core.crypto import KeyRing
from server.core.database import Encrypted
from server.features.appointments.repository import AppointmentRepository
from server.features.documents.repository import AttachedRepository
from server.features.documents.tables import PIECE_PLACE, AttachedDocument
from server.features.patients.service import PatientService
from shared.contracts.appointments import AppointmentNotFound
from shared.contracts.documents import DocumentDamaged, DocumentNotFound, NoDocumentFile, PiecesMissing
from shared.errors import Forbidden, InvalidRequest
from shared.events import EventType
from shared.ids import DocumentId, PatientId, new_id
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.documents import (
    AddPiece,
    BeginDocument,
    Document,
    DocumentBegun,
    DocumentKind,
    DocumentPiece,
    ListDocuments,
    MediaType,
    WithdrawDocument,
)
from shared.permissions import Permission
from shared.rules.documents import kinds_open_to, media_type_of, piece_size, pieces_of


class Attaching:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._documents = AttachedRepository(ctx.session)
        self._kinds = kinds_open_to(ctx.actor.permissions)

    def of_patient(self, request: ListDocuments) -> Page[Document]:
        PatientService(self._ctx).get(request.patient_id)
        self._ctx.looked_at(request.patient_id, ChartPart.DOCUMENTS, OpenedBy.AGAIN, on_chart=True)
        rows = self._documents.of_patient(request, self._kinds)
        return Page(items=[_told(row, who) for row, who in rows[: request.limit]], more=len(rows) > request.limit)

    def count(self, patient_id: PatientId) -> int:
        """Those that stand and that the reader may open."""
        return self._documents.count(patient_id, self._kinds)

    def begin(self, request: BeginDocument) -> DocumentBegun:
        """Nothing of it is seen until the last piece is there."""
        self._check_kind(request.kind, Permission.DOCUMENTS_ATTACH)
        patient = PatientService(self._ctx).active(request.patient_id)
        if request.appointment_id is not None:
            visit = AppointmentRepository(self._ctx.session).get(request.appointment_id)
            if visit.patient_id != patient.id:
                raise AppointmentNotFound(request.appointment_id)
        document = AttachedDocument(
            id=DocumentId(new_id()),
            patient_id=patient.id,
            appointment_id=request.appointment_id,
            kind=request.kind,
            title=request.title,
            size=request.size,
            sha256=request.sha256,
            begun_at=self._ctx.now,
            attached_by=self._ctx.person.employee_id,
        )
        self._documents.add(document)
        return DocumentBegun(document_id=document.id)

    def add_piece(self, request: AddPiece) -> None:
        """The same piece again is no second one, and one that comes late changes nothing."""
        document = self._mine(self._documents.get(request.document_id))
        if document.attached_at is not None:
            return
        data = base64.b64decode(request.data)
        if request.number >= pieces_of(document.size) or len(data) != piece_size(document.size, request.number):
            raise InvalidRequest({"data": "not a piece of what was announced"})
        if request.number == 0:
            self._media_type(data)
        self._documents.keep_piece(
            document.id, request.number, self._keys().encrypt(data, _place(document, request.number))
        )

    def attach(self, document_id: DocumentId) -> Document:
        """Raises PiecesMissing, or DocumentDamaged when the whole is not what was announced."""
        document = self._mine(self._documents.get_locked(document_id))
        if document.attached_at is not None:
            return self._answer(document)
        missing = set(range(pieces_of(document.size))) - self._documents.numbers(document.id)
        if missing:
            raise PiecesMissing(tuple(sorted(missing)))
        digest = hashlib.sha256()
        for number in range(pieces_of(document.size)):
            digest.update(self._piece(document, number))
        if digest.hexdigest() != document.sha256:
            with self._ctx.apart() as session:
                AttachedRepository(session).forget_pieces(document.id)
            raise DocumentDamaged
        document.media_type = self._media_type(self._piece(document, 0))
        document.attached_at = self._ctx.now
        self._record(EventType.DOCUMENT_ATTACHED, document)
        return self._answer(document)

    def read_piece(self, document_id: DocumentId, number: int) -> DocumentPiece:
        """Whoever opens a document is kept in the log of looks, with which one; its other pieces belong to that."""
        document = self._standing(self._documents.get(document_id))
        self._check_kind(document.kind, Permission.DOCUMENTS_VIEW)
        opened_by = OpenedBy.CHOICE if number == 0 else OpenedBy.AGAIN
        self._ctx.looked_at(document.patient_id, ChartPart.DOCUMENTS, opened_by, document.id)
        return DocumentPiece(data=base64.b64encode(self._piece(document, number)).decode())

    def withdraw(self, request: WithdrawDocument) -> Document:
        document = self._standing(self._documents.get_locked(request.document_id))
        if document.attached_by != self._ctx.person.employee_id:
            self._ctx.check_open(document.patient_id)
        self._check_kind(document.kind, Permission.DOCUMENTS_ATTACH)
        document.withdrawn_at = self._ctx.now
        document.withdrawn_by = self._ctx.person.employee_id
        document.withdrawn_reason = request.reason
        self._record(EventType.DOCUMENT_WITHDRAWN, document)
        return self._answer(document)

    def _answer(self, document: AttachedDocument) -> Document:
        self._ctx.touched(document.patient_id, document.id)
        return _told(document, self._documents.name_of(document.attached_by))

    def _record(self, event: EventType, document: AttachedDocument) -> None:
        """The timeline is read at every counter: what kind of paper, not what stands in it."""
        if document.appointment_id is not None:
            self._ctx.record(event, document.appointment_id, document.patient_id, kind=document.kind.value)

    def _piece(self, document: AttachedDocument, number: int) -> bytes:
        kept = self._documents.piece(document.id, number)
        if kept is None:
            raise DocumentNotFound(document.id)
        return self._keys().decrypt(kept, _place(document, number))

    def _check_kind(self, kind: DocumentKind, permission: Permission) -> None:
        if kind not in self._kinds:
            raise Forbidden(permission)

    def _mine(self, document: AttachedDocument) -> AttachedDocument:
        """One's own, which nobody else knows of before it is whole."""
        if document.attached_by != self._ctx.person.employee_id:
            raise DocumentNotFound(document.id)
        return document

    def _standing(self, document: AttachedDocument) -> AttachedDocument:
        if document.attached_at is None or document.withdrawn_at is not None:
            raise DocumentNotFound(document.id)
        return document

    def _media_type(self, head: bytes) -> MediaType:
        found = media_type_of(head)
        if found is None:
            raise NoDocumentFile
        return found

    def _keys(self) -> KeyRing:
        if Encrypted.keys is None:
            raise RuntimeError("no key ring: the composition root sets Encrypted.keys")
        return Encrypted.keys


def _place(document: AttachedDocument, number: int) -> str:
    return PIECE_PLACE.format(document_id=document.id, number=number)


def _told(document: AttachedDocument, attached_by: str) -> Document:
    assert document.media_type is not None  # only whole ones are told
    assert document.attached_at is not None
    return Document(
        id=document.id,
        patient_id=document.patient_id,
        appointment_id=document.appointment_id,
        kind=document.kind,
        title=document.title,
        media_type=document.media_type,
        size=document.size,
        attached_by=attached_by,
        attached_at=document.attached_at,
        withdrawn_at=document.withdrawn_at,
        withdrawn_reason=document.withdrawn_reason,
    )
