"""Where a price list is written to, and read from."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from client.core.i18n import tr, trn
from client.core.problem_text import problem_text
from client.viewmodels.prices.price_files import PriceTransfer
from client.views.prices.import_sheet import PriceImportSheet
from shared.errors import ApiError
from shared.models.prices import PriceList
from shared.money import Currency

_FILES: Final = "*.xlsx *.csv"


class PriceFiles(QObject):
    """Asks for the file, and shows what would become of it."""

    said = Signal(str)
    imported = Signal()

    def __init__(self, transfer: PriceTransfer, page: QWidget) -> None:
        super().__init__(page)
        self._transfer, self._page = transfer, page
        transfer.setParent(self)
        self._list: PriceList | None = None
        self._currency: Currency | None = None
        transfer.exported.connect(self._say_exported)
        transfer.imported.connect(self._say_imported)
        transfer.failed.connect(self._say_failed)

    def show_list(self, price_list: PriceList | None, currency: Currency | None) -> None:
        """Of which list the next file is."""
        self._list, self._currency = price_list, currency

    def ask_where(self) -> None:
        if self._list is not None:
            dialog = QFileDialog(self._page.window(), tr("Export prices"), "", _filter())
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("xlsx")
            dialog.selectFile(f"prices-{self._list.code}.xlsx")
            dialog.fileSelected.connect(self.export_to)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def ask_file(self) -> None:
        dialog = QFileDialog(self._page.window(), tr("Import prices"), "", _filter())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.import_from)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_to(self, name: str) -> None:
        if self._list is not None:
            self._transfer.export(self._list.id, Path(name))

    def import_from(self, name: str) -> None:
        if self._list is not None:
            self._transfer.load(self._list.id, Path(name))
            PriceImportSheet(self._transfer, self._currency, self._page.window()).open()

    def _say_exported(self, path: str) -> None:
        self.said.emit(tr("The price list is in {file}.", file=path))

    def _say_imported(self, rows: int) -> None:
        self.said.emit(
            trn("{n} price is in a new draft: F9 publishes.", "{n} prices are in a new draft: F9 publishes.", rows)
        )
        self.imported.emit()

    def _say_failed(self, problem: ApiError | None) -> None:
        self.said.emit(problem_text(problem).text if problem else tr("The file can't be written there."))


def _filter() -> str:
    return tr("Spreadsheets ({suffixes})", suffixes=_FILES)
