"""Results that are calculated from others of the same specimen, in the units of the seeded catalogue.

A formula is known by its name (`egfr_ckd_epi_2021`), or is written with the codes of analytes: `TRIG / 5`.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Final, TypeAlias

from shared.models.patients import Sex

UREA_FROM_BUN: Final = Decimal("2.14")
"""60.06 g/mol of urea over its 28.01 g/mol of nitrogen (domain §4, row 13)."""
_ADULT_YEARS: Final = 18
_HIGHEST_TRIGLYCERIDES: Final = 400
_TOLERANCE_PERCENT: Final = 5


@dataclass(frozen=True)
class Subject:
    """The patient as of the collection; completed years."""

    sex: Sex
    years: int


class NotCalculated(StrEnum):
    """Why there is no number; the report says so in words."""

    VALUE_MISSING = "value_missing"
    """One of its values is not there, or is no exact number such as `<5`."""
    TRIGLYCERIDES_TOO_HIGH = "triglycerides_too_high"
    NOT_ADULT = "not_adult"
    SEX_UNKNOWN = "sex_unknown"
    NO_SUCH_VALUES = "no_such_values"
    """The values cannot belong together: direct bilirubin above the total."""


Calculated: TypeAlias = Decimal | NotCalculated
_Values: TypeAlias = Mapping[str, Decimal]


@dataclass(frozen=True)
class Formula:
    inputs: tuple[str, ...]
    calculate: Callable[[_Values, Subject], Calculated]


class FormulaUnreadable(ValueError):
    """Neither a formula that is known here nor one of codes, numbers, + - * / and brackets."""


@dataclass(eq=False)
class FormulaCircular(ValueError):
    """What is calculated would have to be known to calculate it."""

    codes: tuple[str, ...]


@lru_cache(maxsize=500)
def formula_of(written: str) -> Formula:
    """By its name, or as it is written. Raises FormulaUnreadable."""
    return FORMULAS.get(written) or _written(written)


def calculation_order(formulas: Mapping[str, str]) -> list[str]:
    """The codes of what is calculated, each after those it is made of. Raises FormulaCircular, FormulaUnreadable."""
    needs = {code: formula_of(written).inputs for code, written in formulas.items()}
    try:
        return [code for code in TopologicalSorter(needs).static_order() if code in needs]
    except CycleError as error:
        raise FormulaCircular(tuple(dict.fromkeys(error.args[1]))) from error


def calculate(formula: str, values: Mapping[str, Decimal | None], subject: Subject) -> Calculated:
    """Unrounded, from the exact values by analyte code. Raises FormulaUnreadable."""
    known = formula_of(formula)
    given = {code: value for code in known.inputs if (value := values.get(code)) is not None}
    if len(given) < len(known.inputs):
        return NotCalculated.VALUE_MISSING
    return known.calculate(given, subject)


def disagrees(typed: Decimal, calculated: Decimal) -> bool:
    """Whether an index that was typed is off by more than rounding can do: one of the values is mistyped."""
    return abs(typed - calculated) * 100 > abs(calculated) * _TOLERANCE_PERCENT


def bun_of(urea: Decimal) -> Decimal:
    return urea / UREA_FROM_BUN


def urea_of(bun: Decimal) -> Decimal:
    return bun * UREA_FROM_BUN


def _ldl(values: _Values, _: Subject) -> Calculated:
    """Friedewald, Levy, Fredrickson: Clin Chem 1972; 18: 499-502. In mg/dL; not from 400 mg/dL of triglycerides on."""
    if values["TRIG"] >= _HIGHEST_TRIGLYCERIDES:
        return NotCalculated.TRIGLYCERIDES_TOO_HIGH
    return _not_negative(values["CHOL"] - values["HDL"] - values["TRIG"] / 5)


def _egfr(values: _Values, subject: Subject) -> Calculated:
    """CKD-EPI 2021 without race: Inker et al., N Engl J Med 2021; 385: 1737-1749. Creatinine in mg/dL, adults only."""
    if subject.years < _ADULT_YEARS:
        return NotCalculated.NOT_ADULT
    match subject.sex:
        case Sex.FEMALE:
            kappa, alpha, factor = Decimal("0.7"), Decimal("-0.241"), Decimal("1.012")
        case Sex.MALE:
            kappa, alpha, factor = Decimal("0.9"), Decimal("-0.302"), Decimal(1)
        case Sex.OTHER | Sex.UNKNOWN:
            return NotCalculated.SEX_UNKNOWN
    if values["CREA"] <= 0:
        return NotCalculated.NO_SUCH_VALUES
    ratio = values["CREA"] / kappa
    low, high = min(ratio, Decimal(1)) ** alpha, max(ratio, Decimal(1)) ** Decimal("-1.2")
    return 142 * low * high * Decimal("0.9938") ** subject.years * factor


def _globulin(values: _Values, _: Subject) -> Calculated:
    """Total protein less albumin: Tietz, Clinical Chemistry and Molecular Diagnostics."""
    return _not_negative(values["TP"] - values["ALB"])


def _albumin_globulin(values: _Values, _: Subject) -> Calculated:
    """Albumin over globulin: Tietz, Clinical Chemistry and Molecular Diagnostics."""
    return _quotient(values["ALB"], values["TP"] - values["ALB"])


def _bilirubin_indirect(values: _Values, _: Subject) -> Calculated:
    """Total less direct bilirubin: Tietz, Clinical Chemistry and Molecular Diagnostics."""
    return _not_negative(values["BILT"] - values["BILD"])


def _mcv(values: _Values, _: Subject) -> Calculated:
    """Haematocrit in % times 10 over red cells in 10^6/uL: Wintrobe 1932; Dacie and Lewis, Practical Haematology."""
    return _quotient(values["HCT"] * 10, values["RBC"])


def _mch(values: _Values, _: Subject) -> Calculated:
    """Haemoglobin in g/dL times 10 over red cells in 10^6/uL: Dacie and Lewis, Practical Haematology."""
    return _quotient(values["HGB"] * 10, values["RBC"])


def _mchc(values: _Values, _: Subject) -> Calculated:
    """Haemoglobin in g/dL times 100 over haematocrit in %: Dacie and Lewis, Practical Haematology."""
    return _quotient(values["HGB"] * 100, values["HCT"])


_LONGEST: Final = 200
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d{1,9}(?:\.\d+)?)|(?P<code>[A-Za-z]\w*)|(?P<sign>[-+*/()]))\s*", re.ASCII
)
_NEGATIVE: Final = "~"
_ORDER: Final = {"(": 0, ")": 0, "+": 1, "-": 1, "*": 2, "/": 2, _NEGATIVE: 3}
_OPERATORS: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def _written(text: str) -> Formula:
    steps = _postfix(text)
    inputs = dict.fromkeys(step for step in steps if isinstance(step, str) and step not in _ORDER)
    if not inputs:
        raise FormulaUnreadable(text)

    def calculate_written(values: _Values, _: Subject) -> Calculated:
        try:
            return _value(steps, values)
        except ArithmeticError:
            return NotCalculated.NO_SUCH_VALUES

    return Formula(tuple(inputs), calculate_written)


def _postfix(text: str) -> list[str | Decimal]:
    """`TRIG / 5` as TRIG, 5, /: by hand, since Python's own parser is not safe in several threads before 3.12."""
    steps: list[str | Decimal] = []
    waiting: list[str] = []
    place, value_is_next = 0, True
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or len(text) > _LONGEST:
            raise FormulaUnreadable(text)
        place = found.end()
        number, code, sign = found["number"], found["code"], found["sign"]
        opens = sign == "(" or (sign == "-" and value_is_next)
        if value_is_next != bool(number or code or opens):
            raise FormulaUnreadable(text)
        if opens:
            waiting.append("(" if sign == "(" else _NEGATIVE)
        elif sign:
            while waiting and _ORDER[waiting[-1]] >= max(_ORDER[sign], 1):
                steps.append(waiting.pop())
            if sign != ")":
                waiting.append(sign)
                value_is_next = True
            elif not waiting or waiting.pop() != "(":
                raise FormulaUnreadable(text)
        else:
            steps.append(code or Decimal(number))
            value_is_next = False
    if value_is_next or "(" in waiting:
        raise FormulaUnreadable(text)
    return [*steps, *reversed(waiting)]


def _value(steps: Iterable[str | Decimal], values: _Values) -> Decimal:
    known: list[Decimal] = []
    for step in steps:
        if isinstance(step, Decimal):
            known.append(step)
        elif step == _NEGATIVE:
            known.append(-known.pop())
        elif step in _OPERATORS:
            other = known.pop()
            known.append(_OPERATORS[step](known.pop(), other))
        else:
            known.append(values[step])
    return known.pop()


def _not_negative(value: Decimal) -> Calculated:
    return value if value >= 0 else NotCalculated.NO_SUCH_VALUES


def _quotient(part: Decimal, whole: Decimal) -> Calculated:
    return part / whole if whole > 0 else NotCalculated.NO_SUCH_VALUES


FORMULAS: Final[Mapping[str, Formula]] = {
    "ldl_friedewald": Formula(("CHOL", "HDL", "TRIG"), _ldl),
    "egfr_ckd_epi_2021": Formula(("CREA",), _egfr),
    "globulin": Formula(("TP", "ALB"), _globulin),
    "albumin_globulin": Formula(("TP", "ALB"), _albumin_globulin),
    "bilirubin_indirect": Formula(("BILT", "BILD"), _bilirubin_indirect),
    "mcv": Formula(("HCT", "RBC"), _mcv),
    "mch": Formula(("HGB", "RBC"), _mch),
    "mchc": Formula(("HGB", "HCT"), _mchc),
}
