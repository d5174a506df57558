"""A computer's loudspeaker: a chime, and words by the system's own speech engine or by bundled clips."""

import math
import shutil
import wave
from array import array
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTemporaryDir, QTimer, Signal

from client.core.clips import compose
from client.core.loudspeaker import WORDS, Command, Loudspeaker, loudspeaker
from client.core.spoken import Utterance

_PATIENCE_MS: Final = 20_000
_RATE: Final = 22_050
_TONES: Final = ((880.0, 0.35), (659.3, 0.7))


class Voice(QObject):
    """Says one thing after the other in processes of their own: the screen never waits for the loudspeaker."""

    silent = Signal()

    def __init__(self, parent: QObject | None = None, *, through: Loudspeaker | None = None) -> None:
        super().__init__(parent)
        self._through = loudspeaker(shutil.which) if through is None else through
        self._mute: set[str] = set()
        """Languages whose engine could not speak them."""
        self._folder = QTemporaryDir()  # goes with the voice
        self._waiting: deque[Utterance | None] = deque()
        """What is to be heard; None is the chime."""
        self._saying: Utterance | None = None
        self._process = QProcess(self)
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._failed)
        # An engine that hangs must not keep the hall silent for the rest of the day.
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._process.kill)

    def announce(self, utterances: Sequence[Utterance], *, times: int = 2) -> None:
        """A chime, then the words in each language, twice; after whatever is being said now."""
        self._waiting.extend((None, *(tuple(utterances) * times)))
        if self._process.state() is QProcess.ProcessState.NotRunning:
            self._next()

    def _next(self) -> None:
        self._patience.stop()
        self._saying = None
        while self._waiting:
            if self._start(self._waiting.popleft()):
                return
        self.silent.emit()

    def _start(self, sound: Utterance | None) -> bool:
        """False where this computer has no means for it."""
        if sound is None:
            return self._play(self._chime())
        engine = self._through.engines.get(sound.language)
        if engine and sound.language not in self._mute:
            self._saying = sound
            return self._run(engine, sound.sentence)
        if not self._through.player:
            return False
        file = Path(self._folder.filePath("words.wav"))
        compose(sound.language, sound.clips, file)
        return self._play(file)

    def _play(self, file: Path) -> bool:
        return bool(self._through.player) and self._run(self._through.player, str(file))

    def _run(self, command: Command, words: str) -> bool:
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("HMS_WORDS", words)
        self._process.setProcessEnvironment(environment)
        program, *arguments = (words if part == WORDS else part for part in command)
        self._patience.start()
        self._process.start(program, arguments)
        return True

    def _ended(self, code: int, how: QProcess.ExitStatus) -> None:
        if how is QProcess.ExitStatus.NormalExit and code != 0:
            self._fall_back()
        self._next()

    def _failed(self, error: QProcess.ProcessError) -> None:
        """One that could not start never finishes."""
        if error is QProcess.ProcessError.FailedToStart:
            self._fall_back()
            self._next()

    def _fall_back(self) -> None:
        """An engine without a voice for this language: the same by clips, and from now on."""
        if self._saying is not None:
            self._mute.add(self._saying.language)
            self._waiting.appendleft(self._saying)

    def _chime(self) -> Path:
        file = Path(self._folder.filePath("chime.wav"))
        if not file.exists():
            write_chime(file)
        return file


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
