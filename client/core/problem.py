"""What a person is told of an error: its two lines and how grave it is."""

from dataclasses import dataclass
from enum import StrEnum

from client.core.i18n import tr


class Tone(StrEnum):
    """How grave it is, for the colour and the icon."""

    INFO = "info"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Problem:
    title: str
    text: str
    tone: Tone

    @property
    def sentence(self) -> str:
        """Both lines as one, where there is room for one."""
        return tr("{what}. {why}", what=self.title, why=self.text)


def info(title: str, text: str) -> Problem:
    return Problem(title, text, Tone.INFO)


def warn(title: str, text: str) -> Problem:
    return Problem(title, text, Tone.WARN)


def bad(title: str, text: str) -> Problem:
    return Problem(title, text, Tone.BAD)
