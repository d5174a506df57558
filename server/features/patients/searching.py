"""What a search compares: words folded and as they sound, digits of any script, patient numbers however scanned."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from shared.models.patients import UNKNOWN
from shared.rules.sounds import SHORTENED, begun, sound

SEARCH_VERSION: Final = 1
"""Raised with every change to what is kept of a name: the server then renews what it keeps (reindexing)."""

_LONGEST_BEGINNING: Final = 20
_SHORTEST_HEARD: Final = 3
_REMEMBERED: Final = 1 << 14
_COMPARED_PHONE_DIGITS: Final = 10
_BETWEEN_WORDS: Final = re.compile(r"[\s.,;:()\[\]/\\_\-–]+")
_UNHEARD: Final = re.compile(r"['’`´]")
# A scanner is a keyboard: another layout makes something else of the letter and the dashes, or nothing.
_NUMBER: Final = re.compile(r"[^0-9]{0,3}(20[0-9]{2})[^0-9]{0,2}([0-9]{4,7})")
_NUMBER_BEGUN: Final = re.compile(r"p[^0-9a-z]?(20[0-9]{2})[^0-9a-z]?([0-9]*)")
_PHONE: Final = re.compile(r"[0-9 +()./-]+")


@dataclass(frozen=True)
class Found:
    """What is kept of a patient for the search."""

    name_folded: str
    found_by: list[str]
    """Beginnings of words, "word " whole, "~sound", "~sound " whole, "#serial" of the number, "@year" of birth;
    "=number" and "+phone" of another record of the same person."""
    words: list[str]
    """The words of the names, for the vocabulary that misspelt ones are compared with."""

    def joined(self, former: Iterable[str]) -> "Found":
        """With what finds the records that became part of this one."""
        return replace(self, found_by=sorted({*self.found_by, *former}))


def kept(patient_no: str, name: str, name_local: str, birth: date | None) -> Found:
    """Of an unknown person, who is called by the number, the word for that."""
    found = {*words(UNKNOWN if name == patient_no else name), *words(name_local)}
    keys = {serial_key(patient_no.rpartition("-")[2]), year_key(birth.year if birth else None)}
    return Found(" ".join(words(name)), sorted(keys.union(*map(_keys_of, found))), sorted(found))


def former_keys(patient_no: str, phone_digits: str) -> set[str]:
    """What more finds a record by another one that became part of it: its number and its phone, whole."""
    return {number_key(patient_no), phone_key(phone_digits)} if phone_digits else {number_key(patient_no)}


def fold(text: str) -> str:
    """Lower case, no accents, Latin digits; the vowel signs of other scripts stay, since they are no accents."""
    plain = "".join(_digit(c) for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")
    return " ".join(unicodedata.normalize("NFC", plain).casefold().split())


def words(text: str) -> list[str]:
    """The words of a name as they are compared: Al-Hassan is two, Nu'man is one."""
    return [word for word in _BETWEEN_WORDS.split(_UNHEARD.sub("", fold(text))) if word]


def latin_words(text: str) -> list[str]:
    """The same in Latin letters, whatever the script."""
    return words(text if text.isascii() else "".join(_latin(text)))


def whole(word: str) -> str:
    return f"{word} "


def sound_keys(word: str) -> list[str]:
    """Found by a whole word that sounds so; without a sound to go by, by one that begins so."""
    if not _is_heard(word):
        return [beginning(word)]
    heard = [sound(latin) for latin in latin_words(word)]
    return [f"~{each} " for each in heard if each] or [whole(word)]


def begun_sound_keys(word: str) -> list[str]:
    """Found by a word that begins to sound so; too short for that, by one that begins so."""
    heard = [begun(latin) for latin in latin_words(word)] if _is_heard(word) else []
    return [f"~{each}" for each in heard if len(each) > 1] or [beginning(word)]


def beginning(word: str) -> str:
    return word[:_LONGEST_BEGINNING]


def serial_key(serial: str) -> str:
    return f"#{serial.lstrip('0')}"


def number_key(patient_no: str) -> str:
    return f"={patient_no}"


def phone_key(phone_digits: str) -> str:
    return f"+{phone_digits[-_COMPARED_PHONE_DIGITS:]}"


def year_key(year: int | None) -> str:
    return f"@{year or ''}"


def digits(text: str) -> str:
    """Those of any script, as Latin ones."""
    return "".join(c for c in fold(text) if "0" <= c <= "9")


def phone_in(term: str) -> str:
    """The digits that tell a phone, at least three, country code left out; empty when the term is something else."""
    folded = fold(term)
    found = digits(folded)
    if len(found) < 3 or not _PHONE.fullmatch(folded):
        return ""
    return found[-_COMPARED_PHONE_DIGITS:]


def number_in(term: str) -> str:
    """The patient number that was typed or scanned whole; empty when the term is something else."""
    match = _NUMBER.fullmatch(fold(term))
    return f"P-{match[1]}-{match[2]}" if match else ""


def number_begun(term: str) -> str:
    """What a number that is still being typed begins with."""
    match = _NUMBER_BEGUN.fullmatch(fold(term))
    return f"P-{match[1]}-{match[2]}" if match else ""


def _is_heard(word: str) -> bool:
    """A letter or two have no sound to go by, unless they are short for a word."""
    return len(word) >= _SHORTEST_HEARD or word in SHORTENED


@lru_cache(maxsize=_REMEMBERED)
def _keys_of(word: str) -> frozenset[str]:
    keys = {whole(word), *(word[:length] for length in range(1, min(len(word), _LONGEST_BEGINNING) + 1))}
    for latin in latin_words(word):
        if heard := sound(latin):
            start = begun(latin)
            keys |= {f"~{heard} ", *(f"~{start[:length]}" for length in range(2, len(start) + 1))}
    return frozenset(keys)


def _digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _latin(text: str) -> Iterator[str]:
    """Letter by letter, with what is heard but not written: the a of Indic consonants, the Arabic ending."""
    for place, character in enumerate(text):
        if character == "ة":
            yield "a"
            continue
        latin = anyascii(character)
        if not _is_indic(character, 0x15, 0x39):
            yield latin
            continue
        yield latin.replace("c", "ch") if latin.startswith("c") else latin
        following = text[place + 1 : place + 2]
        if following and _is_indic(following, 0x05, 0x39):
            yield "a"


def _is_indic(character: str, first: int, last: int) -> bool:
    """Ten scripts from Devanagari to Malayalam lie in blocks of one plan: vowels, consonants, then vowel signs."""
    return 0x0900 <= ord(character) < 0x0D80 and first <= ord(character) & 0x7F <= last
