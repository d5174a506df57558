"""A computer's loudspeaker: a chime, and words by the system's own speech engine, where it has one."""

import math
import shutil
import wave
from array import array
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, QProcess, QTemporaryDir, QTimer, Signal

Command: TypeAlias = tuple[str, ...]

# The first that is installed; each ends when it has been heard, and takes what it says as its last argument.
PLAYERS: Final[Sequence[Command]] = (("pw-play",), ("paplay",), ("aplay", "-q"))
ENGINES: Final[Sequence[Command]] = (("espeak-ng", "-s", "140"), ("espeak", "-s", "140"), ("spd-say", "--wait"))

_PATIENCE_MS: Final = 20_000
_RATE: Final = 22_050
_TONES: Final = ((880.0, 0.35), (659.3, 0.7))


class Voice(QObject):
    """Says one thing after the other in processes of their own: the screen never waits for the loudspeaker."""

    silent = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = _installed(PLAYERS)
        self._engine = _installed(ENGINES)
        self._folder = QTemporaryDir()  # goes with the voice
        self._chime = Path(self._folder.filePath("chime.wav"))
        self._waiting: deque[Command] = deque()
        self._process = QProcess(self)
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.finished.connect(self._next)
        self._process.errorOccurred.connect(self._failed)
        # An engine that hangs must not keep the hall silent for the rest of the day.
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._process.kill)

    def announce(self, words: str, *, times: int = 2) -> None:
        """A chime, then the words; after whatever is being said now."""
        if self._player:
            if not self._chime.exists():
                write_chime(self._chime)
            self._waiting.append((*self._player, str(self._chime)))
        if self._engine:
            self._waiting.extend([(*self._engine, words)] * times)
        if self._process.state() is QProcess.ProcessState.NotRunning:
            self._next()

    def _next(self) -> None:
        self._patience.stop()
        if not self._waiting:
            self.silent.emit()
            return
        program, *arguments = self._waiting.popleft()
        self._patience.start()
        self._process.start(program, arguments)

    def _failed(self, error: QProcess.ProcessError) -> None:
        """One that could not start never finishes."""
        if error is QProcess.ProcessError.FailedToStart:
            self._next()


def write_chime(file: Path) -> None:
    """Two falling tones that ring out."""
    samples = array("h")
    for pitch, seconds in _TONES:
        for step in range(round(seconds * _RATE)):
            at = step / _RATE
            samples.append(round(18_000 * math.exp(-5 * at) * math.sin(2 * math.pi * pitch * at)))
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(samples.tobytes())


def _installed(commands: Sequence[Command]) -> Command:
    return next((command for command in commands if shutil.which(command[0])), ())
