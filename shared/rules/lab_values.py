"""What a laboratory types, as a value: a number with its operator, a coded choice, a titre or words (domain §4)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from shared.rules.lab_units import factor

_OPERATORS: Final = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">="}
# Arabic decimal and thousands separators, the true minus sign, and spaces that do not break.
_SEPARATORS: Final = str.maketrans({"٫": ".", "٬": ",", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_NUMBER: Final = re.compile(
    r"(?P<operator><=|>=|<|>)?\s*(?P<sign>-?)(?P<digits>\d[\d ,]*(?:\.\d+)?|\.\d+)\s*"
    r"(?P<unit>(?:[^\W\d_]|[/%[]|10[*^]).*)?"
)
_GROUPED: Final = re.compile(r"\d{1,3}(?:[ ,]\d{2,3})*[ ,]\d{3}(?:\.\d+)?")
_DECIMAL_COMMA: Final = re.compile(r"\d+,\d{1,2}")
_TITRE: Final = re.compile(r"(?P<operator><=|>=|<|>)?\s*(?:1\s*[:/]\s*)?(?P<dilution>\d{1,7})")
_MOST_DIGITS: Final = 9
_SPAN: Final = re.compile(r"(?P<least>\d{1,4})\s*(?:-|–|to)\s*(?P<most>\d{1,4})")
_COUNT: Final = re.compile(r"(?P<operator><=|>=|<|>)?\s*(?P<number>\d{1,4})")
NIL: Final = "nil"
PLENTY: Final = "plenty"
_INFINITY: Final = Decimal("Infinity")
# As microscopists write them; nobody counts what fills the field.
_NONE_SEEN: Final = frozenset({NIL, "none", "not seen", "none seen", "absent"})
_UNCOUNTED: Final = frozenset({PLENTY, "numerous", "full field", "field full", "loaded", "tntc", "many"})


class ResultKind(StrEnum):
    NUMBER = "number"
    CHOICE = "choice"
    TITRE = "titre"
    TEXT = "text"
    COUNTED = "counted"
    """What the eye counts in a field of the microscope: `3`, `2-4`, `> 50`, `nil` or `plenty`."""


class Operator(StrEnum):
    """How the true value lies to the number: an instrument has ends to its scale."""

    EQUAL = ""
    BELOW = "<"
    AT_MOST = "<="
    AT_LEAST = ">="
    ABOVE = ">"


@dataclass(frozen=True)
class Scale:
    """How an analyte's results are written, and the limits outside of which one can only be a slip of the pen."""

    kind: ResultKind
    decimals: int = 0
    unit: str = ""
    choices: tuple[str, ...] = ()
    valid_low: Decimal | None = None
    valid_high: Decimal | None = None


@dataclass(frozen=True)
class ResultValue:
    """`text` is what is shown and printed; `number` is a number's, a titre's dilution (40 of 1:40), a count's most."""

    kind: ResultKind
    text: str
    number: Decimal | None = None
    operator: Operator = Operator.EQUAL

    @property
    def exact(self) -> Decimal | None:
        """The number one may calculate with: none of `<5`, of a choice or of words."""
        return self.number if self.kind is ResultKind.NUMBER and self.operator is Operator.EQUAL else None


class Refusal(StrEnum):
    EMPTY = "empty"
    NO_NUMBER = "no_number"
    AMBIGUOUS_COMMA = "ambiguous_comma"
    UNKNOWN_UNIT = "unknown_unit"
    NOT_VALID = "not_valid"
    NO_CHOICE = "no_choice"
    SEVERAL_CHOICES = "several_choices"
    NO_TITRE = "no_titre"
    NO_COUNT = "no_count"


@dataclass(eq=False)
class ValueRefused(ValueError):
    """What was typed is no result of this analyte; `expected` says what would be, for those who typed it."""

    refusal: Refusal
    expected: str = ""


def read(typed: str, scale: Scale) -> ResultValue:
    """Raises ValueRefused, and never guesses between two readings."""
    text = plain(typed)
    if not text:
        raise ValueRefused(Refusal.EMPTY)
    match scale.kind:
        case ResultKind.NUMBER:
            return _number(text, scale)
        case ResultKind.CHOICE:
            return ResultValue(ResultKind.CHOICE, _choice(text, scale.choices))
        case ResultKind.TITRE:
            return _titre(text, scale.choices)
        case ResultKind.TEXT:
            return ResultValue(ResultKind.TEXT, " ".join(typed.split()))
        case ResultKind.COUNTED:
            return _counted(text, scale)


def measured(number: Decimal, scale: Scale) -> ResultValue:
    """A number from an analyser or a formula, at the analyte's decimals. Raises ValueRefused."""
    value = rounded(number, scale.decimals)
    _must_be_valid(value, scale)
    return ResultValue(ResultKind.NUMBER, f"{value:f}", value)


def written(text: str, kind: ResultKind) -> ResultValue:
    """What stands on a report, as a value again, whatever limits its analyte has by now."""
    found = _NUMBER.fullmatch(text) if kind is ResultKind.NUMBER else None
    if found is not None:
        return ResultValue(kind, text, Decimal(found["sign"] + found["digits"]), Operator(found["operator"] or ""))
    titre = titre_of(text) if kind is ResultKind.TITRE else None
    return ResultValue(kind, text) if titre is None else ResultValue(kind, text, titre[1], titre[0])


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Half-up, as a person rounds: only what is printed may be compared with a limit."""
    # Adding nothing turns -0.0 into 0.0.
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


def titre_of(text: str) -> tuple[Operator, Decimal] | None:
    """`<1:20` is below a dilution of 20: by these numbers 1:20 < 1:40, which their letters would not say."""
    found = _TITRE.fullmatch(plain(text))
    return (Operator(found["operator"] or ""), Decimal(found["dilution"])) if found else None


def seen(text: str) -> tuple[Decimal, Decimal] | None:
    """The least and the most of a count: `2-4` is both, `plenty` is more than any limit."""
    written = plain(text).casefold()
    if written in _NONE_SEEN:
        return Decimal(0), Decimal(0)
    if written in _UNCOUNTED:
        return _INFINITY, _INFINITY
    if span := _SPAN.fullmatch(written):
        least, most = Decimal(span["least"]), Decimal(span["most"])
        return (least, most) if least <= most else None
    if not (count := _COUNT.fullmatch(written)):
        return None
    number = Decimal(count["number"])
    match Operator(count["operator"] or ""):
        case Operator.EQUAL:
            return number, number
        case Operator.BELOW:
            return (Decimal(0), number - 1) if number else None
        case Operator.AT_MOST:
            return Decimal(0), number
        case Operator.AT_LEAST:
            return number, _INFINITY
        case Operator.ABOVE:
            return number + 1, _INFINITY


def plain(typed: str) -> str:
    """One line with Latin digits and operators: ৭.৮ is 7.8 at every keyboard."""
    text = "".join(_latin(letter) for letter in typed).translate(_SEPARATORS)
    for written, operator in _OPERATORS.items():
        text = text.replace(written, operator)
    return " ".join(text.split())


def _latin(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)


def _number(text: str, scale: Scale) -> ResultValue:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise ValueRefused(Refusal.NO_NUMBER, _limits(scale))
    unit = (found["unit"] or "").strip()
    times = factor(unit, scale.unit) if unit else Decimal(1)
    if times is None:
        raise ValueRefused(Refusal.UNKNOWN_UNIT, scale.unit)
    digits = _digits(found["digits"].strip(), scale, has_unit=bool(unit))
    number = Decimal(found["sign"] + digits) * times
    operator = Operator(found["operator"] or "")
    if operator is Operator.EQUAL:
        return measured(number, scale)
    _must_be_valid(number, scale)
    # Not rounded: the end of an instrument's scale may be finer than what it prints.
    return ResultValue(ResultKind.NUMBER, f"{operator}{_without_zeros(number)}", number, operator)


def _digits(written: str, scale: Scale, *, has_unit: bool) -> str:
    """7 800 and 1,50,000 are grouped and 7,8 has a decimal comma; 1,234 may be either, and then must not be guessed."""
    if _DECIMAL_COMMA.fullmatch(written):
        written = written.replace(",", ".")
    elif _GROUPED.fullmatch(written):
        if written.count(",") == 1 and "." not in written and scale.decimals and not has_unit:
            raise ValueRefused(Refusal.AMBIGUOUS_COMMA, _limits(scale))
        written = written.replace(",", "").replace(" ", "")
    if "," in written or " " in written or len(written.partition(".")[0]) > _MOST_DIGITS:
        raise ValueRefused(Refusal.NO_NUMBER, _limits(scale))
    return written


def _must_be_valid(number: Decimal, scale: Scale) -> None:
    too_low = scale.valid_low is not None and number < scale.valid_low
    too_high = scale.valid_high is not None and number > scale.valid_high
    if too_low or too_high:
        raise ValueRefused(Refusal.NOT_VALID, _limits(scale))


def _limits(scale: Scale) -> str:
    low, high = ("" if limit is None else _without_zeros(limit) for limit in (scale.valid_low, scale.valid_high))
    return f"{low}–{high} {scale.unit}".strip(" –")


def _without_zeros(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _choice(text: str, choices: Sequence[str]) -> str:
    """By its whole text, by its pluses (`++` is 2+), or by as many first letters as tell it from the others."""
    term = text.casefold()
    if set(term) == {"+"}:
        term = f"{len(term)}+"
    folded = {choice.casefold(): choice for choice in choices}
    if term in folded:
        return folded[term]
    begun = [choice for key, choice in folded.items() if key.startswith(term)]
    if len(begun) == 1:
        return begun[0]
    raise ValueRefused(Refusal.SEVERAL_CHOICES if begun else Refusal.NO_CHOICE, ", ".join(begun or choices))


def _counted(text: str, scale: Scale) -> ResultValue:
    """Whole numbers only: half a cell is a slip. A word and a span are written in one way, whoever typed them."""
    ends = seen(text)
    if ends is None:
        raise ValueRefused(Refusal.NO_COUNT, f"3, 2-4, > 50, {NIL}, {PLENTY}")
    least, most = ends
    for end in ends:
        if end.is_finite():
            _must_be_valid(end, scale)
    if least == _INFINITY:
        return ResultValue(ResultKind.COUNTED, PLENTY)
    operator = Operator(found["operator"] or "") if (found := _COUNT.fullmatch(text)) else Operator.EQUAL
    if found and operator is not Operator.EQUAL:
        number = Decimal(found["number"])
        return ResultValue(ResultKind.COUNTED, f"{operator}{number}", number, operator)
    if most == 0:
        return ResultValue(ResultKind.COUNTED, NIL if text.casefold() in _NONE_SEEN else "0", most)
    return ResultValue(ResultKind.COUNTED, f"{most}" if least == most else f"{least}-{most}", most)


def _titre(text: str, choices: Sequence[str]) -> ResultValue:
    """`1:40`, `1/40` and `40` alike; only a step of the laboratory's own dilution series."""
    titre = titre_of(text)
    if titre is None:
        raise ValueRefused(Refusal.NO_TITRE, ", ".join(choices))
    operator, dilution = titre
    written = f"{operator}1:{dilution}"
    if choices and titre not in map(titre_of, choices):
        raise ValueRefused(Refusal.NO_CHOICE, ", ".join(choices))
    return ResultValue(ResultKind.TITRE, written, dilution, operator)
