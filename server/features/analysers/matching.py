"""A sent value as this laboratory writes it: by the code's agreed analyte, unit and words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from server.features.analysers.tables import AnalyserCode
from server.features.lab.tables import Analyte
from shared.models.analysers import ValueReason
from shared.rules.lab_units import factor
from shared.rules.lab_values import ResultKind, ResultValue, Scale, ValueRefused, read

# What a number may look like: no grouping, and no exponent that would fill a line with zeros.
_NUMBER: Final = re.compile(r"(<=|>=|<|>)?\s*([+-]?\d{1,9}(?:\.\d{1,9})?(?:[eE][+-]?\d{1,2})?)")
_LONGEST: Final = 200


@dataclass(eq=False)
class Waits(Exception):
    """It can't be entered as it was sent; `detail` says what would be expected, or what stands there."""

    reason: ValueReason
    detail: str = ""


@dataclass(frozen=True)
class Meaning:
    """What a code was agreed to mean. By its LOINC alone it is the analyte, and its unit must be said."""

    analytes: tuple[str, ...]
    unit: str = ""
    factor: Decimal | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, code: AnalyserCode) -> "Meaning":
        return cls(tuple(code.analytes), code.unit, code.factor, code.words)


def typed_for(text: str, unit: str, meaning: Meaning, analyte: Analyte) -> tuple[str, ResultValue]:
    """What a person would type for it, and how that reads. Raises Waits."""
    scale = analyte.scale
    text = meaning.words.get(text, text)
    if scale.kind is ResultKind.NUMBER:
        text = _number(text, unit, meaning, scale)
    if len(text) > _LONGEST:
        raise Waits(ValueReason.VALUE_REFUSED)
    try:
        value = read(text, scale)
    except ValueRefused as refused:
        raise Waits(ValueReason.VALUE_REFUSED, refused.expected) from refused
    # A person's first letters are enough; an analyser's "N" may be none of our words.
    if scale.kind is ResultKind.CHOICE and not _is_said(text, value.text):
        raise Waits(ValueReason.VALUE_REFUSED, ", ".join(scale.choices))
    return text, value


def _number(text: str, unit: str, meaning: Meaning, scale: Scale) -> str:
    times = _times(unit, meaning, scale)
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise Waits(ValueReason.VALUE_REFUSED, scale.unit)
    return f"{found[1] or ''}{Decimal(found[2]) * times:f}"


def _times(unit: str, meaning: Meaning, scale: Scale) -> Decimal:
    """An analyser that suddenly says another unit was set up anew, and nobody has looked at its numbers since."""
    if meaning.unit and unit and factor(unit, meaning.unit) != 1:
        raise Waits(ValueReason.UNKNOWN_UNIT, meaning.unit)
    stated = unit or meaning.unit
    times = meaning.factor if meaning.factor is not None else factor(stated, scale.unit)
    if times is None:
        raise Waits(ValueReason.UNKNOWN_UNIT, scale.unit)
    return times


def _is_said(sent: str, choice: str) -> bool:
    return sent.casefold() == choice.casefold() or set(sent) == {"+"}
