"""What speaks against giving these medicines to this person: the same at prescribing and at dispensing.

Nothing is silently left out: where something needed for a check is not known, that is a warning of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

from shared.ids import MedicineId
from shared.models.patients import Sex
from shared.models.prescriptions import DoseForm, Route, SafetyWarning, WarningKind, WarningLevel
from shared.rules.dosing import PER_DAY, Frequency, plain_number
from shared.rules.safety_knowledge import DoseRule, Knowledge, Rule, Site, site
from shared.rules.strengths import milligrams


@dataclass(frozen=True)
class Person:
    """Who it is for; None is "not known"."""

    sex: Sex
    age_days: int | None
    weight_kg: Decimal | None = None
    pregnant: bool | None = None
    allergies: tuple[str, ...] = ()
    """As they were told."""


@dataclass(frozen=True)
class Taken:
    """A medicine in the draft, or one still taken of an earlier prescription."""

    medicine_id: MedicineId
    generic: str
    form: DoseForm
    strength: str
    dose: Decimal
    route: Route
    frequency: Frequency
    most_a_day: int | None = None
    """Times, of what is taken when needed."""
    of: str = ""
    """The number of the earlier prescription."""

    @property
    def name(self) -> str:
        return f"{self.generic} {self.strength}"

    @property
    def single_mg(self) -> Decimal | None:
        per_unit = milligrams(self.form, self.strength)
        return None if per_unit is None else per_unit * self.dose

    @property
    def day_mg(self) -> Decimal | None:
        """None where no day's amount is said: once, or when needed without a limit."""
        a_day = PER_DAY.get(self.frequency)
        if self.frequency is Frequency.PRN and self.most_a_day is not None:
            a_day = Decimal(self.most_a_day)
        if a_day is None or self.single_mg is None:
            return None
        return self.single_mg * max(a_day, Decimal(1))  # every second day is a whole dose on that day


def check(
    knowledge: Knowledge, person: Person, lines: Sequence[Taken], earlier: Sequence[Taken] = ()
) -> list[SafetyWarning]:
    """Every warning there is, the gravest first; `earlier` are the medicines still taken."""
    checker = _Checker(knowledge, person)
    found = [
        *checker.unknown_ingredients(lines),
        *checker.allergies(lines),
        *checker.pairs(lines, earlier),
        *(warning for line in lines for warning in checker.limits(line)),
        *checker.doses(lines),
    ]
    order = list(WarningLevel)
    return sorted(found, key=lambda warning: order.index(warning.level))


class _Checker:
    def __init__(self, knowledge: Knowledge, person: Person) -> None:
        self._knowledge = knowledge
        self._person = person

    def unknown_ingredients(self, lines: Iterable[Taken]) -> Iterator[SafetyWarning]:
        for line in lines:
            if self._ingredients(line) is None:
                yield _unchecked(WarningKind.UNKNOWN_INGREDIENT, "CHK-INGREDIENT", line)

    def allergies(self, lines: Sequence[Taken]) -> Iterator[SafetyWarning]:
        for told in self._person.allergies:
            words = self._knowledge.told(told)
            if words is None:
                if lines and not self._knowledge.is_no_medicine(told):
                    yield _unchecked(WarningKind.UNKNOWN_ALLERGY, "CHK-ALLERGY", found=told)
                continue
            for line in lines:
                yield from self._allergic(line, told, words)

    def _allergic(self, line: Taken, told: str, words: frozenset[str]) -> Iterator[SafetyWarning]:
        ingredients = frozenset(self._ingredients(line) or ())
        meant = {one.name for word in words if (one := self._knowledge.named(word))}
        meant |= {each for word in words for each in self._knowledge.ingredients.get(word, ())}
        if same := ingredients & meant:
            reason = f"holds {', '.join(sorted(same))}"
            yield _warning(_SAME_SUBSTANCE, WarningKind.ALLERGY, (line,), told, reason=reason)
            return
        names = self._knowledge.names(ingredients)
        rules = [rule for rule in self._knowledge.allergies if rule.words & words and rule.against & names]
        if rules:
            order = list(WarningLevel)
            gravest = min(rules, key=lambda rule: order.index(rule.level))
            yield _warning(gravest, WarningKind.ALLERGY, (line,), told)

    def pairs(self, lines: Sequence[Taken], earlier: Sequence[Taken]) -> Iterator[SafetyWarning]:
        for one, other in combinations(lines, 2):
            yield from self._pair(one, other)
        for line in lines:
            for before in earlier:
                if before.medicine_id != line.medicine_id:  # the same product again goes on with it
                    yield from self._pair(line, before)

    def _pair(self, one: Taken, other: Taken) -> Iterator[SafetyWarning]:
        if Site.LOCAL in {site(one.route), site(other.route)}:
            return
        mine, theirs = self._ingredients(one), self._ingredients(other)
        if mine is None or theirs is None:
            return
        same = set(mine) & set(theirs)
        if same and site(one.route) is site(other.route):
            # Two strengths of one medicine make up a dose that no single one has.
            strengths = one.generic == other.generic and one.form is other.form and one.strength != other.strength
            level = WarningLevel.CAUTION if other.of or strengths else WarningLevel.STOP
            rule = Rule("DUP-INGREDIENT", level, f"both hold {', '.join(sorted(same))}", _OWN)
            yield _pair_warning(rule, WarningKind.DUPLICATE, one, other)
        a, b = self._knowledge.names(mine), self._knowledge.names(theirs)
        for rule in self._knowledge.interactions:
            meets = (rule.first in a and rule.second in b) or (rule.first in b and rule.second in a)
            if meets and not (same and rule.first == rule.second):
                yield _pair_warning(rule, WarningKind.INTERACTION, one, other)

    def limits(self, line: Taken) -> Iterator[SafetyWarning]:
        """Age, pregnancy and how often."""
        if site(line.route) is Site.LOCAL:
            return
        names = self._knowledge.names(self._ingredients(line) or ())
        age = self._person.age_days
        for rule in self._knowledge.ages:
            if rule.of in names and age is not None and age < rule.below_days:
                yield _warning(rule, WarningKind.AGE, (line,))
        if age is None and any(rule.of in names for rule in self._knowledge.ages):
            yield _unchecked(WarningKind.UNKNOWN_AGE, "CHK-AGE", line)
        yield from self._pregnancy(line, names)
        for only in self._knowledge.frequencies:
            if only.of in names and line.frequency not in only.only:
                yield _warning(only, WarningKind.FREQUENCY, (line,), line.frequency.value)

    def _pregnancy(self, line: Taken, names: frozenset[str]) -> Iterator[SafetyWarning]:
        person = self._person
        if person.sex is Sex.MALE or person.pregnant is False:
            return
        rules = [
            rule
            for rule in self._knowledge.pregnancies
            if rule.of in names and (rule.above_mg is None or line.single_mg is None or line.single_mg > rule.above_mg)
        ]
        for rule in rules:
            if person.pregnant:
                yield _warning(rule, WarningKind.PREGNANCY, (line,))
            elif rule.level is WarningLevel.STOP and self._may_be_pregnant():
                yield _unchecked(WarningKind.UNKNOWN_PREGNANCY, rule.id, line, reason=rule.reason, source=rule.source)

    def _may_be_pregnant(self) -> bool:
        age = self._person.age_days
        return age is None or _years(12) <= age < _years(51)

    def doses(self, lines: Sequence[Taken]) -> Iterator[SafetyWarning]:
        """A day's amount counts over all lines of the same ingredients."""
        together: dict[tuple[frozenset[str], Site], list[Taken]] = {}
        for line in lines:
            ingredients = self._ingredients(line)
            if ingredients is not None:
                together.setdefault((frozenset(ingredients), site(line.route)), []).append(line)
        for (held, where), same in together.items():
            rules = [r for r in self._knowledge.doses if r.ingredients == held and r.site is where]
            if rules:
                yield from self._dose(rules, same)

    def _dose(self, rules: Sequence[DoseRule], lines: Sequence[Taken]) -> Iterator[SafetyWarning]:
        age = self._person.age_days
        # An unknown age is checked as a grown-up's, and said.
        days = _years(30) if age is None else age
        rule = next((rule for rule in rules if rule.from_days <= days < rule.to_days), None)
        unreadable = [line for line in lines if line.single_mg is None]
        for line in unreadable if rule else lines:
            yield _unchecked(WarningKind.UNKNOWN_LIMIT, "CHK-LIMIT", line)
        if rule is None:
            return
        if age is None and any(r.from_days or r.to_days < _OLDEST for r in rules):
            yield _unchecked(WarningKind.UNKNOWN_AGE, "CHK-AGE", lines[0])
        weight = self._person.weight_kg
        if weight is None and rule.single_kg is not None:
            yield _unchecked(WarningKind.UNKNOWN_WEIGHT, "CHK-WEIGHT", lines[0])
        most_single = _most(rule.single, rule.single_kg, weight)
        most_day = _most(rule.day, rule.day_kg, weight)
        unit = _unit(lines[0])
        over = [line for line in lines if line.single_mg is not None and line.single_mg > most_single]
        for line in over:
            assert line.single_mg is not None
            given = f"{_amount(line.single_mg)} {unit} at once"
            reason = f"most is {_amount(most_single)} {unit} at once"
            yield _warning(rule, WarningKind.DOSE, (line,), given, reason=reason)
        day = sum((line.day_mg or Decimal() for line in lines), Decimal())
        if day > most_day and not over:
            given = f"{_amount(day)} {unit} a day"
            reason = f"most is {_amount(most_day)} {unit} a day"
            yield _warning(rule, WarningKind.DOSE, lines, given, reason=reason)

    def _ingredients(self, line: Taken) -> tuple[str, ...] | None:
        return self._knowledge.ingredients_of(line.generic)


_OWN: Final = "house rule"
_SAME_SUBSTANCE: Final = Rule("ALG-SUBSTANCE", WarningLevel.STOP, "", _OWN)
_SPOON: Final = Decimal("1.1")
"""A child's dose is rounded to what a spoon or half a tablet measures."""
_OLDEST: Final = 60_000


def _years(years: int) -> int:
    return years * 365_250 // 1000


def _most(fixed: Decimal, per_kg: Decimal | None, weight: Decimal | None) -> Decimal:
    if per_kg is None or weight is None:
        return fixed
    return min(fixed, per_kg * weight * _SPOON)


def _amount(value: Decimal) -> str:
    return plain_number(value.quantize(Decimal("0.001")))


def _unit(line: Taken) -> str:
    return "units" if line.form is DoseForm.INSULIN else "mg"


def _pair_warning(rule: Rule, kind: WarningKind, one: Taken, other: Taken) -> SafetyWarning:
    if other.of:
        return _warning(rule, kind, (one,), f"{other.name} ({other.of})")
    return _warning(rule, kind, (one, other))


def _warning(
    rule: Rule, kind: WarningKind, lines: Sequence[Taken], found: str = "", *, reason: str = ""
) -> SafetyWarning:
    return SafetyWarning(
        rule=rule.id,
        kind=kind,
        level=rule.level,
        medicine_ids=[line.medicine_id for line in lines],
        medicine=" + ".join(line.name for line in lines),
        found=found,
        reason=reason or rule.reason,
        source=rule.source,
    )


def _unchecked(
    kind: WarningKind,
    rule: str,
    line: Taken | None = None,
    *,
    found: str = "",
    reason: str = "",
    source: str = _OWN,
) -> SafetyWarning:
    lines = () if line is None else (line,)
    return _warning(Rule(rule, WarningLevel.UNCHECKED, reason, source), kind, lines, found)
