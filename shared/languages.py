"""The languages a hospital speaks to its patients; its staff's screens follow their own computer."""

import contextlib
from collections.abc import Sequence
from enum import StrEnum


class Language(StrEnum):
    """Named as HTML, Qt and speech engines name them."""

    ENGLISH = "en"
    BENGALI = "bn"
    HINDI = "hi"
    ARABIC = "ar"

    @classmethod
    def of(cls, code: str) -> "Language | None":
        """None for one this version has no words in."""
        return next((language for language in cls if language == code.strip()), None)

    @property
    def own_name(self) -> str:
        """As its readers write it."""
        return _OWN_NAMES[self]

    @property
    def right_to_left(self) -> bool:
        return self is Language.ARABIC


_OWN_NAMES = {
    Language.ENGLISH: "English",
    Language.BENGALI: "বাংলা",
    Language.HINDI: "हिन्दी",
    Language.ARABIC: "العربية",
}


def chosen(wanted: str, offered: Sequence[Language]) -> Language:
    """The one of those offered that an Accept-Language wants most; the first where it wants none of them."""
    wishes = _wishes(wanted)
    return max(offered, key=lambda language: wishes.get(language, 0))


def _wishes(wanted: str) -> dict[str, float]:
    """Each language and how much it is wanted: "bn-BD,en;q=0.8"."""
    wishes: dict[str, float] = {}
    for wish in wanted.split(","):
        code, _, weight = wish.partition(";q=")
        with contextlib.suppress(ValueError):
            wishes.setdefault(code.strip().partition("-")[0].lower(), float(weight or 1))
    return wishes
