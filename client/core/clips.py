"""Spoken clips, and the one sound that is composed of them for an announcement."""

import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from client.resources import path
from shared.languages import Language

RATE: Final = 16_000
"""Hertz; one channel of 16 bits."""
_BREATH: Final = 0.03
_PAUSE: Final = 0.18
"""Around a phrase, in seconds: a number stands apart from the words before and after it."""


def clip_file(language: Language, name: str) -> Path:
    return path("voice") / language / f"{name}.wav"


def compose(language: Language, names: Sequence[str], file: Path) -> None:
    """Writes one sound: a hall hears no gaps of a player that starts anew for every syllable."""
    frames = b""
    for name in names:
        seconds = _BREATH if len(name) == 1 else _PAUSE
        frames += _silence(seconds) + _frames(clip_file(language, name))
        if len(name) > 1:
            frames += _silence(_PAUSE - _BREATH)
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(frames + _silence(_PAUSE))


def _frames(clip: Path) -> bytes:
    with wave.open(str(clip)) as sound:
        frames: bytes = sound.readframes(sound.getnframes())
    return frames


def _silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * RATE))
