"""A sheet of paper from the flatbed on the desk, by the system's own scanner program."""

import shutil
from typing import Final

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from client.core.i18n import tr

_PROGRAM: Final = "scanimage"
"""Of sane-utils: it knows every scanner the system knows."""
_ARGUMENTS: Final = ("--format=png", "--resolution=200", "--mode=Color")
_PATIENCE_MS: Final = 120_000
"""A warm-up and one page at the finest; what takes longer hangs."""


class PaperScanner(QObject):
    scanned = Signal(bytes)
    failed = Signal(str)
    """Why, in words."""
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None, *, program: str = _PROGRAM) -> None:
        super().__init__(parent)
        self._program = program
        self._process: QProcess | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._give_up)

    @property
    def reason_blocked(self) -> str:
        """Why nothing can be scanned here; empty when it can."""
        if shutil.which(self._program):
            return ""
        return tr("No scanner program on this computer. Install sane-utils, or choose a file.")

    def start(self) -> None:
        if self._process is not None or self.reason_blocked:
            return
        process = self._process = QProcess(self)
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._fail_to_start)
        process.start(self._program, list(_ARGUMENTS))
        self._patience.start()
        self.busy_changed.emit(True)

    def cancel(self) -> None:
        """The lamp may go on for a moment; nothing of it is kept."""
        process = self._end()
        if process is not None:
            process.kill()

    def _finish(self, code: int, status: QProcess.ExitStatus) -> None:
        process = self._end()
        if process is None:
            return
        page = bytes(process.readAllStandardOutput().data())
        if code == 0 and status is QProcess.ExitStatus.NormalExit and page:
            self.scanned.emit(page)
        else:
            self.failed.emit(tr("The scanner gave no page. Is it switched on, and is the sheet in place?"))

    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._end() is not None:
            self.failed.emit(tr("The scanner program does not start."))

    def _give_up(self) -> None:
        process = self._end()
        if process is not None:
            process.kill()
            self.failed.emit(tr("The scanner did not answer in time."))

    def _end(self) -> QProcess | None:
        """The process that ran, once."""
        process, self._process = self._process, None
        self._patience.stop()
        if process is not None:
            process.finished.connect(process.deleteLater)
            self.busy_changed.emit(False)
        return process
