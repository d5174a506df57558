"""How much two people look like one: the score behind "is it this one?", the same at the form and at the register."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from shared.rules.sounds import sound

WORTH_SHOWING: Final = 25
"""From here on a look-alike is offered while the form is being filled."""

WORTH_ASKING: Final = 70
"""From here on nobody is registered before somebody has said that it is not the same person."""

_NAME, _PHONE, _AGE, _SEX = 60, 20, 12, 8
_OTHER_PHONE: Final = -10
_SPOKEN_AGAINST: Final = 0.5
_YEARS_APART: Final = 2
_SAME_WORD, _SAME_SOUND, _BEGINNING = 1.0, 0.9, 0.6
# A name with a word more is likely the same; one with a single word of two is not.
_WORD_MISSING: Final = 0.4
# Each has a word that the other has not: sisters, rather than one woman.
_WORD_AGAINST: Final = 0.7
_FEWEST_PHONE_DIGITS: Final = 7
_COMPARED_PHONE_DIGITS: Final = 10
# Written or left out as it comes: they tell nobody from anybody.
_TITLES: Final = frozenset(("mr", "mrs", "dr", "sri", "smt"))
_SPOKEN_TITLES: Final = frozenset(sound(title) for title in ("mohammad", "mosammat", "haji", "alhaj", "begum"))


class Reason(StrEnum):
    """What speaks for one person, and what against."""

    SAME_NAME = "same_name"
    NAME_SOUNDS_ALIKE = "name_sounds_alike"
    NAME_IN_PART = "name_in_part"
    SAME_PHONE = "same_phone"
    SAME_AGE = "same_age"
    OTHER_SEX = "other_sex"
    OTHER_AGE = "other_age"


@dataclass(frozen=True)
class Traits:
    """What is known of a person, or typed so far: folded Latin words of the name and of the local name."""

    names: tuple[tuple[str, ...], ...] = ()
    born: date | None = None
    sex: str | None = None
    """None when nobody has said it."""
    phone_digits: str = ""


@dataclass(frozen=True)
class Likeness:
    """0 to 100, and why."""

    score: int
    reasons: tuple[Reason, ...]


def likeness(one: Traits, other: Traits) -> Likeness:
    """The same whichever way round; what is not known speaks neither for nor against."""
    points, reasons = _of_names(one.names, other.names)
    for told in (_of_phones(one, other), _of_ages(one, other)):
        points += told[0]
        reasons += told[1]
    if one.sex and one.sex == other.sex:
        points += _SEX
    elif one.sex and other.sex:
        points *= _SPOKEN_AGAINST
        reasons.append(Reason.OTHER_SEX)
    if Reason.OTHER_AGE in reasons:
        points *= _SPOKEN_AGAINST
    return Likeness(max(0, round(points)), tuple(reasons))


def same_phone(one: str, other: str) -> bool:
    """By their last digits, since one may be written with the country before it; too few tell nothing."""
    if min(len(one), len(other)) < _FEWEST_PHONE_DIGITS:
        return False
    return one[-_COMPARED_PHONE_DIGITS:] == other[-_COMPARED_PHONE_DIGITS:]


def born_alike(one: date, other: date) -> bool:
    """Two years apart at most: ages are said by guess and grow older."""
    early, late = sorted((one, other))
    return (late.year - early.year, late.month, late.day) <= (_YEARS_APART, early.month, early.day)


def telling(words: Sequence[str]) -> list[str]:
    """Without the titles, unless nothing else is there."""
    return [word for word in words if word not in _TITLES and sound(word) not in _SPOKEN_TITLES] or list(words)


def _of_names(one: Iterable[Sequence[str]], other: Iterable[Sequence[str]]) -> tuple[float, list[Reason]]:
    pairs = ((telling(a), telling(b)) for a in one for b in other)
    worth, reason = max((_of_words(a, b) for a, b in pairs if a and b), default=(0.0, None))
    return worth * _NAME, [reason] if reason else []


def _of_words(one: Sequence[str], other: Sequence[str]) -> tuple[float, Reason | None]:
    """How much of the shorter name is in the longer one, each word used once, the best pairs first."""
    few, many = sorted((one, other), key=len)
    pairs = sorted(
        ((_of_word(a, b), sorted((a, b)), i, j) for i, a in enumerate(few) for j, b in enumerate(many)),
        key=lambda pair: (-pair[0], pair[1]),
    )
    mine, theirs, found = set[int](), set[int](), list[float]()
    for worth, _, i, j in pairs:
        if worth and i not in mine and j not in theirs:
            mine.add(i)
            theirs.add(j)
            found.append(worth)
    if not found:
        return 0.0, None
    total = sum(found) / len(few) * (1 - _WORD_MISSING * (1 - len(few) / len(many)))
    if len(found) < len(few):
        total *= _WORD_AGAINST
    if len(found) < len(many) or _BEGINNING in found:
        return total, Reason.NAME_IN_PART
    return total, Reason.NAME_SOUNDS_ALIKE if _SAME_SOUND in found else Reason.SAME_NAME


def _of_word(one: str, other: str) -> float:
    if one == other:
        return _SAME_WORD
    if sound(one) and sound(one) == sound(other):
        return _SAME_SOUND
    return _BEGINNING if one.startswith(other) or other.startswith(one) else 0.0


def _of_phones(one: Traits, other: Traits) -> tuple[float, list[Reason]]:
    if not one.phone_digits or not other.phone_digits:
        return 0.0, []
    if same_phone(one.phone_digits, other.phone_digits):
        return _PHONE, [Reason.SAME_PHONE]
    # one that is still being typed is no other phone
    both_whole = min(len(one.phone_digits), len(other.phone_digits)) >= _COMPARED_PHONE_DIGITS
    return (_OTHER_PHONE if both_whole else 0.0), []


def _of_ages(one: Traits, other: Traits) -> tuple[float, list[Reason]]:
    if one.born is None or other.born is None:
        return 0.0, []
    return (_AGE, [Reason.SAME_AGE]) if born_alike(one.born, other.born) else (0.0, [Reason.OTHER_AGE])
