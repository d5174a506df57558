"""Accession numbers: digits and capital letters only, since scanners garble dashes, and short enough for a label.

`26112600123` is the 123rd set of tubes of 26 November 2026; a last sign says which tube of the set: `261126001231`.
"""

import re
from datetime import date
from typing import Final

_SIGNS: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O, which are read as 1 and 0
_SET_LENGTH: Final = 11
_NUMBER: Final = re.compile(rf"\d{{{_SET_LENGTH}}}[{_SIGNS}]?")
_BEGINNING: Final = re.compile(rf"\d{{0,{_SET_LENGTH}}}|\d{{{_SET_LENGTH}}}[{_SIGNS}]")
MOST_TUBES: Final = len(_SIGNS)


def set_number(day: date, count: int) -> str:
    """Of the set that is the `count`th of its day; the 100,000th of a day finds no place."""
    number = f"{day:%y%m%d}{count:05d}"
    if len(number) != _SET_LENGTH:
        raise ValueError("more sets in a day than a label has digits for")
    return number


def tube_sign(place: int) -> str:
    """Of the tube in this place of its set, counted from 0."""
    return _SIGNS[place]


def split(accession: str) -> tuple[str, str]:
    """The set's number and the tube's sign, which is empty where the whole set is meant."""
    return accession[:_SET_LENGTH], accession[_SET_LENGTH:]


def accession_in(typed: str) -> str | None:
    """As it was scanned or typed, in small letters too; None when it is something else."""
    text = typed.strip().upper()
    return text if _NUMBER.fullmatch(text) else None


def may_become_accession(typed: str) -> bool:
    """Whether more keys can still make a tube's number of it."""
    return _BEGINNING.fullmatch(typed.upper()) is not None
