"""The wall's sentences in the hospital's languages, whatever language the computer itself is set to."""

import functools
import json
import unicodedata
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QDate, QLocale

from client.core.zone import local
from client.resources import path
from shared.languages import Language

_RIGHT_TO_LEFT: Final = "\u200f"
_ISOLATED: Final = "\u2068{}\u2069"
"""A Latin name or number keeps its own direction inside a sentence that runs the other way."""


class Tongue:
    """What is said in one language; a sentence without a translation stays English rather than away."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._sentences = _sentences(language)
        self._locale = QLocale(language.value)

    def tr(self, text: str, /, **values: object) -> str:
        """A whole sentence with named places, as in client.core.i18n."""
        sentence = self._sentences.get(text, text)
        if not self.language.right_to_left:
            return sentence.format(**values)
        return _RIGHT_TO_LEFT + sentence.format(**{name: _ISOLATED.format(value) for name, value in values.items()})

    def date_text(self, day: date) -> str:
        """With the digits that slips and doors have."""
        written = self._locale.toString(QDate(day.year, day.month, day.day), "ddd d MMM yyyy")
        return "".join(str(unicodedata.digit(one, one)) for one in written)


def clock_text(moment: datetime) -> str:
    """24 hours, on the hospital's wall clock, in the same digits as a token."""
    return f"{local(moment):%H:%M}"


@functools.cache
def tongue(language: Language) -> Tongue:
    return Tongue(language)


@functools.cache
def _sentences(language: Language) -> dict[str, str]:
    file = path("translations") / f"{language}.json"
    if not file.exists():
        return {}
    sentences: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return sentences
