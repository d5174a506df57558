"""`python -m installers.voice`: every word of `client/core/spoken.py` by espeak-ng, cut to its sound by sox.

Whoever has better voices records the same names over them: one channel, 16 bits, 16 kHz.
"""

import subprocess
import tempfile
from pathlib import Path

from client.core.clips import RATE, clip_file
from client.core.spoken import SPEECH
from shared.languages import Language

_SPEED = "150"
_CUT = ("silence", "1", "0.005", "0.5%", "reverse", "silence", "1", "0.005", "0.5%", "reverse")


def main() -> None:
    made = [make(language, name, words) for language, speech in SPEECH.items() for name, words in speech.words.items()]
    print(f"{len(made)} clips, {sum(file.stat().st_size for file in made) / 1e6:.1f} MB")


def make(language: Language, name: str, words: str) -> Path:
    """One clip, at the same loudness as all others."""
    file = clip_file(language, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(suffix=".wav") as raw:
        subprocess.run(["espeak-ng", "-v", language, "-s", _SPEED, "-w", raw.name, words], check=True)
        form = ("-r", str(RATE), "-c", "1", "-b", "16")
        subprocess.run(["sox", "-D", raw.name, *form, file, "norm", "-3", *_CUT], check=True)
    return file


if __name__ == "__main__":
    main()
