"""Where a list is written to, and where it is read from."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.files.transfer import FileTransfer
from client.views.files.import_sheet import FileImportSheet, ImportWords
from shared.errors import ApiError


@dataclass(frozen=True)
class FileWords:
    """What is special of one list's files."""

    export: str
    """Over the question where it is written to."""
    name: Callable[[], str]
    """What the file is called, if one doesn't say otherwise."""
    exported: Callable[[str], str]
    imported: Callable[[int], str]
    sheet: ImportWords
    suffixes: str = "*.xlsx *.csv"


class ListFiles(QObject):
    """Asks for the file, and shows what would become of it; `begin` is given its path."""

    said = Signal(str)
    imported = Signal()

    def __init__(self, begin: Callable[[Path], FileTransfer | None], words: FileWords, page: QWidget) -> None:
        super().__init__(page)
        self._begin, self._words, self._page = begin, words, page

    def ask_where(self) -> None:
        dialog = self._dialog(self._words.export)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(self._words.name())
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def ask_file(self) -> None:
        dialog = self._dialog(self._words.sheet.title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.import_from)
        dialog.open()

    def export_to(self, name: str) -> None:
        transfer = self._begin(Path(name))
        if transfer is not None:
            transfer.setParent(self)
            transfer.exported.connect(self._say_exported)
            transfer.failed.connect(self._say_failed)
            transfer.exported.connect(transfer.deleteLater)
            transfer.failed.connect(transfer.deleteLater)
            transfer.export(Path(name))

    def import_from(self, name: str) -> None:
        transfer = self._begin(Path(name))
        if transfer is not None:
            sheet = FileImportSheet(transfer, self._words.sheet, self._page.window())
            transfer.setParent(sheet)
            transfer.imported.connect(self._say_imported)
            transfer.load(Path(name))
            sheet.open()

    def _dialog(self, title: str) -> QFileDialog:
        suffixes = tr("Spreadsheets ({suffixes})", suffixes=self._words.suffixes)
        dialog = QFileDialog(self._page.window(), title, "", suffixes)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _say_exported(self, path: str) -> None:
        self.said.emit(self._words.exported(path))

    def _say_imported(self, rows: int) -> None:
        self.said.emit(self._words.imported(rows))
        self.imported.emit()

    def _say_failed(self, problem: ApiError | None) -> None:
        self.said.emit(problem_text(problem).text if problem else tr("The file can't be written there."))
