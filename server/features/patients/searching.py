"""What a search compares: text folded to lower case without accents, and phones as digits."""

import unicodedata
from typing import Final

BETWEEN: Final = " \n "
"""Ends a part of `Patient.search`; no line of input can hold a line break, so a whole name can be looked up."""

_COMPARED_PHONE_DIGITS: Final = 10


def fold(text: str) -> str:
    """Lower case, no accents, single spaces; the vowel signs of other scripts stay, since they are no accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")
    return " ".join(unicodedata.normalize("NFC", plain).casefold().split())


def digits(text: str) -> str:
    return "".join(c for c in text if "0" <= c <= "9")


def phone_in(term: str) -> str:
    """The digits that tell a phone, at least five, country code left out; empty when the term is something else."""
    found = digits(term)
    if len(found) < 5 or not all(c in " +()./-" or "0" <= c <= "9" for c in term):
        return ""
    return found[-_COMPARED_PHONE_DIGITS:]


def search_text(patient_no: str, name: str, name_local: str, phone: str) -> str:
    """The name comes first: few letters are looked for at its beginning."""
    return BETWEEN.join((fold(name), fold(name_local), patient_no.lower(), digits(phone)))
