"""A line of a test with all that its value is judged by: at the bench while it is typed, on the server when saved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from shared.rules.lab_delta import Change, DeltaLimit, change
from shared.rules.lab_formulas import NotCalculated, Subject, calculate, disagrees, formula_of
from shared.rules.lab_ranges import Band, Flag, judge
from shared.rules.lab_values import ResultValue, Scale, measured, rounded


@dataclass(frozen=True)
class Last:
    """The patient's last result, and the time from its collection to this one."""

    value: ResultValue
    apart: timedelta


@dataclass(frozen=True)
class Measurand:
    code: str
    scale: Scale
    band: Band | None = None
    formula: str = ""
    delta: DeltaLimit = field(default_factory=DeltaLimit)
    last: Last | None = None

    def flag(self, value: ResultValue) -> Flag:
        """Of what could not be done there is nothing to judge."""
        return judge(value, self.band, self.scale) if value.text else Flag.UNJUDGED

    def change(self, value: ResultValue) -> Change:
        if self.last is None or not value.text:
            return Change.NONE
        return change(self.last.value, value, self.last.apart, self.delta)

    def difference(self, value: ResultValue) -> Decimal | None:
        """How far it is from the last result, where both are numbers."""
        if self.last is None or value.exact is None or self.last.value.exact is None:
            return None
        return value.exact - self.last.value.exact

    def calculated(self, values: Mapping[str, ResultValue], subject: Subject) -> ResultValue | NotCalculated | None:
        """What its formula gives; None before all its values are there. Raises ValueRefused."""
        found = self._found(values, subject)
        return measured(found, self.scale) if isinstance(found, Decimal) else found

    def expected(self, typed: ResultValue, values: Mapping[str, ResultValue], subject: Subject) -> str | None:
        """What an index that was typed should be, where it cannot be of the others' values."""
        found = self._found(values, subject)
        if not isinstance(found, Decimal) or typed.exact is None or not disagrees(typed.exact, found):
            return None
        return f"{rounded(found, self.scale.decimals):f}"

    def _found(self, values: Mapping[str, ResultValue], subject: Subject) -> Decimal | NotCalculated | None:
        if not self.formula or not values.keys() >= set(formula_of(self.formula).inputs):
            return None
        return calculate(self.formula, {code: value.exact for code, value in values.items()}, subject)


@dataclass(frozen=True)
class Shares:
    """A differential count: it is whole once all its parts are counted, and must add up to 100 then."""

    total: Decimal
    is_whole: bool

    @property
    def missing(self) -> Decimal:
        """Negative where it has too much."""
        return 100 - self.total

    @property
    def is_off(self) -> bool:
        return self.is_whole and self.missing != 0


def shares_of(parts: Iterable[ResultValue | None]) -> Shares | None:
    """Of the parts counted so far; None before the first, and where one is no exact number: it adds up to nothing."""
    counted = list(parts)
    exact = [part.exact for part in counted if part is not None]
    known = [number for number in exact if number is not None]
    if not known or len(known) < len(exact):
        return None
    return Shares(sum(known, Decimal(0)), len(known) == len(counted))
