"""A list out to a spreadsheet file and back: what would change is shown before anything does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from shared.contract import Call
from shared.errors import ApiError, TooLarge
from shared.models.spreadsheets import LARGEST_SPREADSHEET, SpreadsheetFile, SpreadsheetForm, Verdict


class Report(Protocol):
    @property
    def rows(self) -> Sequence[Any]: ...


@dataclass(frozen=True)
class FileCalls:
    """What a list offers."""

    export: Callable[[SpreadsheetForm], Call[SpreadsheetFile]]
    attempt: Callable[[bytes], Call[Any]]
    import_: Callable[[bytes], Call[Any]]


@dataclass(frozen=True)
class FileState:
    file: str = ""
    data: bytes = b""
    report: Report | None = None
    """Of a dry run: nothing is imported yet."""
    busy: bool = False
    problem: ApiError | None = None
    unreadable: bool = False
    """The file itself, on this computer."""

    def count(self, verdict: Verdict) -> int:
        return sum(row.verdict is verdict for row in self.report.rows) if self.report else 0

    @property
    def changes(self) -> int:
        return self.count(Verdict.NEW) + self.count(Verdict.CHANGED)

    @property
    def may_import(self) -> bool:
        return self.report is not None and not self.count(Verdict.REFUSED) and self.changes > 0


class FileTransfer(QObject):
    state_changed = Signal(object)  # FileState
    exported = Signal(str)
    """Where the file is."""
    imported = Signal(int)
    """How many rows were new or changed."""
    failed = Signal(object)
    """ApiError of an export; None where the file could not be written."""

    def __init__(self, calls: Calls, offers: FileCalls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = FileState()
        self._calls = calls
        self._offers = offers

    @slot
    async def export(self, path: Path) -> None:
        form = SpreadsheetForm.CSV if path.suffix.lower() == ".csv" else SpreadsheetForm.XLSX
        try:
            file = await self._calls.send(self._offers.export(form))
            _write(path, file.data)
        except ApiError as problem:
            self.failed.emit(problem)
        except OSError:
            self.failed.emit(None)
        else:
            self.exported.emit(str(path))

    @slot
    async def load(self, path: Path) -> None:
        """Says what would become of each row."""
        self._show(FileState(file=path.name, busy=True))
        try:
            data = _read(path)
            report = await self._calls.send(self._offers.attempt(data))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        except (OSError, ValueError):  # ValueError: an empty file is no request
            self._show(replace(self.state, busy=False, unreadable=True))
        else:
            self._show(replace(self.state, busy=False, data=data, report=report))

    @slot
    async def import_loaded(self) -> None:
        state = self.state
        if not state.may_import or state.busy:
            return
        self._show(replace(state, busy=True, problem=None))
        try:
            report = await self._calls.send(self._offers.import_(state.data))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
            return
        self._show(replace(self.state, busy=False, report=report))
        if self.state.may_import:
            self.imported.emit(self.state.changes)

    def _show(self, state: FileState) -> None:
        self.state = state
        self.state_changed.emit(state)


def _read(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_SPREADSHEET:
        raise TooLarge(LARGEST_SPREADSHEET)
    return path.read_bytes()


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
