"""A price list out to a file and back: what would change is shown before anything does."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from shared.contracts import prices
from shared.errors import ApiError, TooLarge
from shared.ids import PriceListId
from shared.models.prices import PriceImport, Verdict
from shared.models.spreadsheets import LARGEST_SPREADSHEET, SpreadsheetForm


@dataclass(frozen=True)
class FileState:
    file: str = ""
    price_list_id: PriceListId | None = None
    data: bytes = b""
    report: PriceImport | None = None
    """Of a dry run: nothing is imported yet."""
    busy: bool = False
    problem: ApiError | None = None
    unreadable: bool = False
    """The file itself, on this computer."""

    @property
    def may_import(self) -> bool:
        report = self.report
        return report is not None and not report.count(Verdict.REFUSED) and report.changes > 0


class PriceTransfer(QObject):
    state_changed = Signal(object)  # FileState
    exported = Signal(str)
    """Where the file is."""
    imported = Signal(int)
    """How many rows were new or changed."""
    failed = Signal(object)
    """ApiError of an export; None where the file could not be written."""

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = FileState()
        self._calls = calls

    @slot
    async def export(self, price_list_id: PriceListId, path: Path) -> None:
        form = SpreadsheetForm.CSV if path.suffix.lower() == ".csv" else SpreadsheetForm.XLSX
        try:
            file = await self._calls.send(prices.export(price_list_id=price_list_id, form=form))
            _write(path, file.data)
        except ApiError as problem:
            self.failed.emit(problem)
        except OSError:
            self.failed.emit(None)
        else:
            self.exported.emit(str(path))

    @slot
    async def load(self, price_list_id: PriceListId, path: Path) -> None:
        """Says what would become of each row."""
        self._show(FileState(file=path.name, price_list_id=price_list_id, busy=True))
        try:
            data = _read(path)
            report = await self._calls.send(prices.try_import(price_list_id=price_list_id, data=data))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        except (OSError, ValueError):  # ValueError: an empty file is no request
            self._show(replace(self.state, busy=False, unreadable=True))
        else:
            self._show(replace(self.state, busy=False, data=data, report=report))

    @slot
    async def import_loaded(self) -> None:
        state = self.state
        if not state.may_import or state.busy or state.price_list_id is None:
            return
        self._show(replace(state, busy=True, problem=None))
        try:
            report = await self._calls.send(prices.import_file(price_list_id=state.price_list_id, data=state.data))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
            return
        self._show(replace(self.state, busy=False, report=report))
        if report.version is not None:
            self.imported.emit(report.changes)

    def _show(self, state: FileState) -> None:
        self.state = state
        self.state_changed.emit(state)


def _read(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_SPREADSHEET:
        raise TooLarge(LARGEST_SPREADSHEET)
    return path.read_bytes()


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
