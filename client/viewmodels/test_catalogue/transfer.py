"""The catalogue out to a spreadsheet and back: what would change is shown before anything does."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from shared.contracts import test_catalogue
from shared.errors import ApiError, TooLarge
from shared.models.test_catalogue import LARGEST_FILE, ImportReport, Verdict


@dataclass(frozen=True)
class TransferState:
    file: str = ""
    data: bytes = b""
    report: ImportReport | None = None
    """Of a dry run: nothing is imported yet."""
    busy: bool = False
    problem: ApiError | None = None
    unreadable: bool = False
    """The file itself, on this computer."""

    @property
    def may_import(self) -> bool:
        report = self.report
        return report is not None and not report.count(Verdict.REFUSED) and self.changes > 0

    @property
    def changes(self) -> int:
        report = self.report
        return 0 if report is None else report.count(Verdict.NEW) + report.count(Verdict.CHANGED)


class Transfer(QObject):
    state_changed = Signal(object)
    exported = Signal(str)
    """Where the file is."""
    imported = Signal(int)
    """How many rows were new or changed."""
    failed = Signal(object)
    """ApiError of an export; None where the file could not be written."""

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = TransferState()
        self._calls = calls

    @slot
    async def export(self, path: Path) -> None:
        try:
            file = await self._calls.send(test_catalogue.export())
            _write(path, file.data)
        except ApiError as problem:
            self.failed.emit(problem)
        except OSError:
            self.failed.emit(None)
        else:
            self.exported.emit(str(path))

    @slot
    async def load(self, path: Path, reason: str) -> None:
        """Says what would become of each row."""
        self._show(TransferState(file=path.name, busy=True))
        try:
            data = _read(path)
            report = await self._calls.send(test_catalogue.try_import(data=data, reason=reason))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        except (OSError, ValueError):  # ValueError: an empty file is no request
            self._show(replace(self.state, busy=False, unreadable=True))
        else:
            self._show(replace(self.state, busy=False, data=data, report=report))

    @slot
    async def import_loaded(self, reason: str) -> None:
        if not self.state.may_import or self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            report = await self._calls.send(test_catalogue.import_file(data=self.state.data, reason=reason))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
            return
        self._show(replace(self.state, busy=False, report=report))
        if report.imported:
            self.imported.emit(self.state.changes)

    def _show(self, state: TransferState) -> None:
        self.state = state
        self.state_changed.emit(state)


def _read(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_FILE:
        raise TooLarge(LARGEST_FILE)
    return path.read_bytes()


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
