"""The languages a hospital speaks to its patients; its staff's screens follow their own computer."""

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
