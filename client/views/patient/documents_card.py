"""The documents in a chart: scan, attach, open, withdraw."""

from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from client.core.i18n import date_text, number_text, tr
from client.core.problem_text import problem_text
from client.core.zone import day_of
from client.printing.opening import OpenedDocument
from client.viewmodels.patient.documents import Documents, DocumentsState
from client.viewmodels.patient.scanner import PaperScanner
from client.views.patient.looks import document_word
from client.views.patient.preview import Preview
from client.widgets.basics import Card, Elide, Label, box, hbox, vbox
from client.widgets.busy import BusyLine
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Confirm, Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.ids import AppointmentId
from shared.models.documents import Document, DocumentKind

Visits: TypeAlias = tuple[tuple[AppointmentId, str], ...]
"""With the words for each."""
_SUFFIXES = "*.pdf *.jpg *.jpeg *.png *.PDF *.JPG *.JPEG *.PNG"


class DocumentsCard(Card):
    said = Signal(str)

    def __init__(self, view_model: Documents, scanner: PaperScanner, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 10, 1, 1))
        self.setParent(parent)
        self._view_model, self._scanner = view_model, scanner
        self._visits: Visits = ()
        self.sheet: AttachSheet | None = None
        self.preview: Preview | None = None
        self.scan = KeyButton(tr("Scan"), "F3", icon="scan-barcode", size="sm")
        self.file = KeyButton(tr("File…"), "F4", icon="plus", size="sm")
        self.open = KeyButton(tr("Open"), "Alt+O", icon="eye", size="sm")
        self.withdraw = KeyButton(tr("Withdraw…"), "Alt+W", icon="undo-2", kind="ghost", size="sm")
        self.cancel = KeyButton(tr("Stop"), "Esc", kind="ghost", size="sm")
        self.note = Note("", "warn")
        self._busy = BusyLine()
        self._way = Elide("", "small")
        self._why = Label("", "small", tone="warn", wrap=True)
        self.list: RowsTable[Document] = RowsTable(
            (
                Column(tr("Day"), lambda each: date_text(day_of(each.attached_at)), look="strong", width=150),
                Column(tr("Title"), attrgetter("title"), detail=_withdrawn),
                Column(tr("Kind"), lambda each: document_word(each.kind), tone=_tone, look="pill", width=190),
                Column(tr("Attached by"), attrgetter("attached_by"), width=170),
                Column(tr("Size"), _size, width=90, wide_only=True),
            ),
            key=attrgetter("id"),
            name=tr("Documents"),
        )
        self.list.set_empty(EmptyState("file-text", tr("No document yet"), tr("Scan a paper or choose a file.")))
        self._build()

        self.scan.clicked.connect(scanner.start)
        self.file.clicked.connect(self._choose_file)
        self.open.clicked.connect(self._open_current)
        self.withdraw.clicked.connect(self._ask_why)
        self.cancel.clicked.connect(self._stop)
        self.list.opened.connect(view_model.open)
        self.list.current_changed.connect(self._follow_choice)
        scanner.scanned.connect(self.take_scan)
        scanner.failed.connect(self._tell)
        scanner.busy_changed.connect(self._follow_scanner)
        view_model.opened.connect(self._show_preview)
        view_model.attached.connect(self._say_attached)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)

    def show_visit(self, visit_id: AppointmentId | None, words: str) -> None:
        """What is attached from now on belongs to this one, unless it is said otherwise."""
        self._visits = () if visit_id is None else ((visit_id, words),)

    def take_file(self, path: Path) -> None:
        """What kind of paper it is has to be said before it is sent."""
        self._ask_kind(path.stem, path)

    def take_scan(self, page: bytes) -> None:
        self._ask_kind("", page)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        reason = self._scanner.reason_blocked
        self.scan.set_blocked(reason)
        self._why.setText(reason)
        self._why.setVisible(bool(reason) and self.scan.isVisibleTo(self))
        self._view_model.set_watched(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._view_model.set_watched(False)

    def _build(self) -> None:
        may_attach = bool(self._view_model.kinds)
        for button in (self.scan, self.file, self.withdraw):
            if not may_attach:  # shown without a parent it would be a window and take the focus
                button.hide()
        tools = hbox(self.scan, self.file, self.open, self.withdraw, self._way, self.cancel, margins=(14, 0, 14, 8))
        tools.setStretch(4, 1)
        self._why.hide()
        notes = vbox(self._why, self.note, spacing=4, margins=(14, 0, 14, 0))
        self.add(box(vbox(tools)), box(notes), self._busy, self.list)
        self.inside.setStretch(3, 1)

    def _render(self, state: DocumentsState) -> None:
        self.list.set_rows(state.rows)
        transfer = state.transfer
        self._busy.set_busy(transfer is not None)
        self.cancel.setVisible(transfer is not None)
        self._way.setText("" if transfer is None else tr("“{title}” is on its way…", title=transfer.title))
        if transfer is not None:
            self._busy.set_progress(transfer.share)
        text = ""
        if state.unreadable:
            text = tr("This file can't be shown or read: it is damaged, locked by a password, or too large.")
        elif state.problem is not None:
            text = problem_text(state.problem).sentence
        self._tell(text)
        self._follow_choice(self.list.current())

    def _tell(self, text: str) -> None:
        self.note.setVisible(bool(text))
        self.note.set_state(text, "warn")

    def _follow_choice(self, document: Document | None) -> None:
        nothing = "" if document is not None and document.withdrawn_at is None else tr("Choose a document first.")
        on_its_way = tr("Wait for the one that is on its way.") if self._view_model.state.transfer is not None else ""
        self.open.set_blocked(nothing or on_its_way)
        self.withdraw.set_blocked(nothing)
        self.file.set_blocked(on_its_way)

    def _follow_scanner(self, busy: bool) -> None:  # noqa: FBT001  # a signal's argument
        self.scan.set_busy(busy)

    def _stop(self) -> None:
        self._scanner.cancel()
        self._view_model.cancel()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self.window(), tr("Attach a file"), "", tr("Documents ({suffixes})", suffixes=_SUFFIXES))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_name)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_name(self, name: str) -> None:
        self.take_file(Path(name))

    def _ask_kind(self, title: str, what: Path | bytes) -> None:
        self.sheet = AttachSheet(title, what, self._view_model.kinds, self._visits, self.window())
        self.sheet.chosen.connect(self._attach)
        self.sheet.open()

    def _attach(self, what: Path | bytes, kind: DocumentKind, title: str, visit: AppointmentId | None) -> None:
        if isinstance(what, Path):
            self._view_model.attach_file(what, kind, title, visit)
        else:
            self._view_model.attach_scan(what, kind, title, visit)

    def _open_current(self) -> None:
        document = self.list.current()
        if document is not None:
            self._view_model.open(document)

    def _ask_why(self) -> None:
        document = self.list.current()
        if document is None:
            return
        sheet = Confirm(
            tr("Withdraw this document?"),
            tr("“{title}” stays on the list with your reason, and nobody opens it any more.", title=document.title),
            tr("Withdraw"),
            self.window(),
            reason=tr("Why"),
        )
        sheet.confirmed.connect(partial(self._view_model.withdraw, document))
        sheet.open()

    def _show_preview(self, document: Document, opened: OpenedDocument) -> None:
        self.preview = Preview(document.title, opened, self.window())
        self.preview.open()

    def _say_attached(self, document: Document) -> None:
        self.said.emit(tr("“{title}” is in the chart.", title=document.title))


class AttachSheet(Sheet):
    """What it is, what it is called, and which visit it belongs to."""

    chosen = Signal(object, object, str, object)  # Path or bytes, DocumentKind, title, AppointmentId or None

    def __init__(
        self, title: str, what: Path | bytes, kinds: tuple[DocumentKind, ...], visits: Visits, parent: QWidget
    ) -> None:
        super().__init__(tr("Attach a document"), tr("Attach"), parent)
        self._what = what
        self.kind: Combo[DocumentKind] = Combo(tuple((kind, document_word(kind)) for kind in kinds))
        self.title = LineInput(title, most=120)
        self.visit: Combo[AppointmentId | None] = Combo((*visits, (None, tr("None: for the record only"))))
        belongs = Field(tr("Visit it belongs to"), self.visit)
        self.add(Field(tr("Kind"), self.kind, required=True), Field(tr("Title"), self.title, required=True), belongs)
        belongs.setVisible(bool(visits))

        self.title.textChanged.connect(self._check)
        self.submitted.connect(self._choose)

        self._check()
        self.kind.setFocus()

    def _check(self) -> None:
        self.primary.set_blocked("" if self.title.value().strip() else tr("Give it a title."))

    def _choose(self) -> None:
        kind = self.kind.value()
        if kind is not None:
            self.chosen.emit(self._what, kind, self.title.value().strip(), self.visit.value())
            self.accept()


def _withdrawn(document: Document) -> str:
    if document.withdrawn_at is None:
        return ""
    return tr("Withdrawn: {reason}", reason=document.withdrawn_reason or "")


def _tone(document: Document) -> Tone:
    return "grey" if document.withdrawn_at is not None else "info"


def _size(document: Document) -> str:
    return tr("{n} kB", n=number_text(max(1, round(document.size / 1000))))
