"""A computer's camera, through the system's own program for it, where it has one."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, QProcess, QTemporaryDir, QTimer

from client.core.aio import Promise

Command: TypeAlias = tuple[str, ...]

# The first that is installed; each takes one picture, ends, and takes the file to write as its last argument.
PROGRAMS: Final[Sequence[Command]] = (
    ("fswebcam", "--quiet", "--no-banner", "--skip", "10", "--resolution", "1280x720"),
    ("rpicam-still", "--nopreview", "--timeout", "800", "--output"),
    ("libcamera-still", "--nopreview", "--timeout", "800", "--output"),
    ("ffmpeg", "-loglevel", "error", "-y", "-f", "v4l2", "-i", "/dev/video0", "-frames:v", "1"),
)

_PATIENCE_MS: Final = 15_000


class NoPicture(Exception):
    """The camera's program ended without one."""


class Camera(QObject):
    """Takes a picture in a process of its own: the screen never waits for it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program: Command = next((each for each in PROGRAMS if shutil.which(each[0])), ())
        self._folder = QTemporaryDir()  # goes with the camera, and the pictures with it
        self._taken: Promise[Path] | None = None
        self._process = QProcess(self)
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._process.kill)

    @property
    def is_there(self) -> bool:
        return bool(self._program)

    def take(self) -> Promise[Path]:
        """One at a time. Rejected with NoPicture."""
        if self._taken is not None:
            return self._taken
        promise = self._taken = Promise()
        self._file.unlink(missing_ok=True)
        program, *arguments = self._program
        self._patience.start()
        self._process.start(program, [*arguments, str(self._file)])
        return promise

    @property
    def _file(self) -> Path:
        return Path(self._folder.filePath("picture.jpg"))

    def _finish(self) -> None:
        self._patience.stop()
        promise, self._taken = self._taken, None
        if promise is None:
            return
        if self._file.exists() and self._file.stat().st_size:
            promise.resolve(self._file)
        else:
            promise.reject(NoPicture())

    def _fail(self, error: QProcess.ProcessError) -> None:
        """One that could not start never finishes."""
        if error is QProcess.ProcessError.FailedToStart:
            self._finish()
