"""The documents of a patient: attached piece by piece, opened, withdrawn."""

import base64
import hashlib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import Task, latest, sleep, slot, spawn
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from client.core.view_model import ViewModel
from client.printing.background import Background
from client.printing.opening import CannotShow, open_document
from shared.contracts import documents
from shared.contracts.documents import NoDocumentFile
from shared.errors import ApiError, TooLarge, Unavailable, Unreachable
from shared.ids import AppointmentId, PatientId
from shared.models.documents import AddPiece, Document, DocumentKind
from shared.rules.documents import LARGEST, PIECE, kinds_open_to, media_type_of, pieces_of
from shared.topics import Topic

_TRIES: Final = 4
_PAUSE_SECONDS: Final = 1.5


@dataclass(frozen=True)
class Transfer:
    """A document on its way, up or down."""

    title: str
    done: int = 0
    pieces: int = 1

    @property
    def share(self) -> float:
        return self.done / self.pieces


@dataclass(frozen=True)
class DocumentsState:
    patient_id: PatientId | None = None
    rows: tuple[Document, ...] = ()
    more: bool = False
    transfer: Transfer | None = None
    problem: ApiError | None = None
    unreadable: bool = False
    """What was opened is not to be shown: damaged, locked, or too large."""


@dataclass(frozen=True)
class Parcel:
    """A file ready to be sent."""

    size: int
    sha256: str
    pieces: tuple[str, ...]


class Documents(ViewModel[DocumentsState]):
    opened = Signal(object, object)  # Document, OpenedDocument
    attached = Signal(object)  # Document

    def __init__(self, calls: Calls, changes: Changes, session: Session, parent: QObject | None = None) -> None:
        super().__init__(DocumentsState(), parent)
        self._calls = calls
        self._session = session
        self._watched = False
        self._task: Task[None] | None = None
        self._background = Background(1, self)
        changes.on({Topic.DOCUMENTS}, self, self.refresh)

    @property
    def kinds(self) -> tuple[DocumentKind, ...]:
        """Those that the user may attach, in the order of the house."""
        me = self._session.me
        if me is None or not self._session.can(documents.attach):
            return ()
        reached = kinds_open_to(me.permissions)
        return tuple(kind for kind in DocumentKind if kind in reached)

    def show_patient(self, patient_id: PatientId | None) -> None:
        if patient_id != self.state.patient_id:
            self.cancel()
            self._show(DocumentsState(patient_id))
            self.refresh()

    def set_watched(self, watched: bool) -> None:  # noqa: FBT001  # a setter
        """Whether the list is in sight."""
        came_back = watched and not self._watched
        self._watched = watched
        if came_back:
            self.refresh()

    @latest
    async def refresh(self) -> None:
        patient_id = self.state.patient_id
        if patient_id is None or not self._watched:
            return
        try:
            page = await self._calls.send(documents.of_patient(patient_id=patient_id, limit=200))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, rows=tuple(page.items), more=page.more, problem=None))

    def attach_file(self, path: Path, kind: DocumentKind, title: str, visit: AppointmentId | None = None) -> None:
        self._begin(title, partial(_parcel_of_file, path), kind, visit)

    def attach_scan(self, page: bytes, kind: DocumentKind, title: str, visit: AppointmentId | None = None) -> None:
        self._begin(title, partial(_parcel, page), kind, visit)

    def cancel(self) -> None:
        """What came so far is nowhere to be seen, and the server throws it away."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self.state.transfer is not None:
            self._show(replace(self.state, transfer=None))

    def open(self, document: Document) -> None:
        if self.state.transfer is None:
            self._show(replace(self.state, transfer=Transfer(document.title), problem=None, unreadable=False))
            self._task = spawn(self._open(document), self)

    @slot
    async def withdraw(self, document: Document, reason: str) -> None:
        try:
            await self._calls.send(documents.withdraw(document_id=document.id, reason=reason))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self.refresh()

    def _begin(self, title: str, make: "partial[Parcel]", kind: DocumentKind, visit: AppointmentId | None) -> None:
        if self.state.transfer is None and self.state.patient_id is not None:
            self._show(replace(self.state, transfer=Transfer(title), problem=None, unreadable=False))
            self._task = spawn(self._attach(self.state.patient_id, title, make, kind, visit), self)

    async def _attach(
        self,
        patient_id: PatientId,
        title: str,
        make: "partial[Parcel]",
        kind: DocumentKind,
        visit: AppointmentId | None,
    ) -> None:
        try:
            parcel = await self._background.run(make)
            begun = await self._calls.send(
                documents.begin(
                    patient_id=patient_id,
                    appointment_id=visit,
                    kind=kind,
                    title=title,
                    size=parcel.size,
                    sha256=parcel.sha256,
                )
            )
            for number, data in enumerate(parcel.pieces):
                self._show(replace(self.state, transfer=Transfer(title, number, len(parcel.pieces))))
                await self._send_piece(AddPiece(document_id=begun.document_id, number=number, data=data))
            attached = await self._calls.send(documents.attach(document_id=begun.document_id))
        except ApiError as problem:
            self._show(replace(self.state, transfer=None, problem=problem))
        except OSError:
            self._show(replace(self.state, transfer=None, unreadable=True))
        else:
            self._show(replace(self.state, transfer=None))
            self.attached.emit(attached)
            self.refresh()

    async def _send_piece(self, piece: AddPiece) -> None:
        """A server that is away for a moment gets it again: the same piece twice is one."""
        for attempt in range(_TRIES):
            try:
                await self._calls.send(documents.add_piece.bind(piece))
            except (Unreachable, Unavailable):
                if attempt == _TRIES - 1:
                    raise
                await sleep(_PAUSE_SECONDS)
            else:
                return

    async def _open(self, document: Document) -> None:
        pieces = pieces_of(document.size)
        content = bytearray()
        try:
            for number in range(pieces):
                self._show(replace(self.state, transfer=Transfer(document.title, number, pieces)))
                piece = await self._calls.send(documents.read_piece(document_id=document.id, number=number))
                content += base64.b64decode(piece.data)
            shown = await self._background.run(partial(open_document, bytes(content), document.media_type))
        except ApiError as problem:
            self._show(replace(self.state, transfer=None, problem=problem))
        except CannotShow:
            self._show(replace(self.state, transfer=None, unreadable=True))
        else:
            self._show(replace(self.state, transfer=None))
            self.opened.emit(document, shown)


def _parcel_of_file(path: Path) -> Parcel:
    """Beside the screen's thread: twenty megabytes take a moment."""
    if path.stat().st_size > LARGEST:
        raise TooLarge(LARGEST)
    return _parcel(path.read_bytes())


def _parcel(data: bytes) -> Parcel:
    if len(data) > LARGEST:
        raise TooLarge(LARGEST)
    if media_type_of(data) is None:
        raise NoDocumentFile
    pieces = (data[start : start + PIECE] for start in range(0, len(data), PIECE))
    encoded = tuple(base64.b64encode(piece).decode() for piece in pieces)
    return Parcel(len(data), hashlib.sha256(data).hexdigest(), encoded)
